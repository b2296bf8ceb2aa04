from decimal import Decimal

from prices import Priced


class EventService(Priced):
    RATE = Decimal("0.2")

    def __init__(self) -> None:
        self.rate = Decimal(1)

    def _own(self) -> Decimal:
        return Decimal(1)

    @staticmethod
    def _static() -> Decimal:
        return Decimal(1)

    def _text(self) -> str:
        return "1.00"

    def by_inherited_method(self) -> dict[str, object]:
        return {"cost": self.cost()}  # error: SES502

    def by_own_method(self) -> dict[str, object]:
        cost = self._own()
        return {"cost": cost}  # error: SES502

    def by_class(self) -> dict[str, object]:
        return {"cost": EventService._static()}  # error: SES502

    @classmethod
    def by_cls(cls) -> dict[str, object]:
        return {"cost": cls._static()}  # error: SES502

    def by_attribute(self) -> dict[str, object]:
        return {"cost": self.rate}  # error: SES502

    def by_constant(self) -> dict[str, object]:
        return {"cost": self.RATE}  # error: SES502

    def by_text(self) -> dict[str, object]:
        return {"cost": self._text()}
