"""No services."""


def price_of(item: str) -> str:
    return "1.00"
