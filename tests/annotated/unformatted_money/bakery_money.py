from decimal import Decimal


def money(amount: Decimal) -> str:
    return str(amount.quantize(Decimal("0.01")))


class Formats:
    @staticmethod
    def as_text(amount: Decimal) -> str:
        return str(amount)
