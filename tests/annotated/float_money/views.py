from models import Order
from schemas import Coercing
from services.float_service import CostDTO
from services.float_service import LineDTO as Line


def show(order: Order) -> dict[str, object]:
    return {"total": float(order.total)}  # a view is no service: only what is a DTO by itself counts here


def build(order: Order) -> CostDTO:
    return CostDTO(cost=float(order.total))  # error: SES504


def aliased(order: Order) -> Line:
    return Line(order.total)  # error: SES503


def coerced(order: Order) -> Coercing:
    return Coercing.model_validate(order)  # error: SES504
