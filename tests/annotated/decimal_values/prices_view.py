from decimal import Decimal


def not_a_service(amount: str) -> dict[str, object]:
    return {"cost": Decimal(amount)}
