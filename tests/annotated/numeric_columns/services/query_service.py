from models import Customer, Line, Order
from sqlalchemy import Float, Numeric, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, aliased


def scalars(session: Session) -> list[dict[str, object]]:
    return [{"total": order.total} for order in session.scalars(select(Order))]  # error: SES503


def scalars_all(session: Session) -> list[dict[str, object]]:
    orders = session.scalars(select(Order).where(Order.name == "x").order_by(Order.id)).unique().all()
    return [{"total": order.total} for order in orders]  # error: SES503


def executed(session: Session) -> list[dict[str, object]]:
    statement = select(Order).limit(3)
    rows = []
    for order in session.execute(statement).scalars():
        rows.append({"total": order.total, "weight": order.weight})  # error: SES503
    return rows


def queried(session: Session) -> list[dict[str, object]]:
    return [{"total": order.total} for order in session.query(Order).filter_by(name="x").all()]  # error: SES503


def query_iterated(session: Session) -> list[dict[str, object]]:
    query = session.query(Order)
    if session:
        query = query.filter(Order.id > 1)
    return [{"total": order.total} for order in query]  # error: SES503


def first(session: Session) -> dict[str, object]:
    order = session.query(Order).order_by(Order.id).first()
    return {"total": order.total}  # error: SES503


def indexed(session: Session) -> dict[str, object]:
    orders = session.scalars(select(Order)).all()
    return {"total": orders[0].total}  # error: SES503


def got(session: Session) -> dict[str, object]:
    order = session.get(Order, 1)
    return {"total": order.total, "weight": order.weight}  # error: SES503


def got_by_query(session: Session) -> dict[str, object]:
    return {"total": session.query(Order).get(1).total}  # error: SES503


def enumerated(session: Session) -> list[dict[str, object]]:
    return [
        {"number": number, "total": order.total}  # error: SES503
        for number, order in enumerate(session.scalars(select(Order)), 1)
    ]


def by_class_query() -> list[dict[str, object]]:
    return [{"total": order.total} for order in Order.query.all()]  # error: SES503


async def asynchronous(session: AsyncSession) -> list[dict[str, object]]:
    result = await session.execute(select(Order))
    return [{"total": order.total} for order in result.scalars().all()]  # error: SES503


def pairs(session: Session) -> list[dict[str, object]]:
    return [
        {"name": customer.name, "total": order.total}  # error: SES503
        for customer, order in session.execute(select(Customer, Order).join(Order))
    ]


def columns(session: Session) -> list[dict[str, object]]:
    rows = session.execute(select(Order.name, Order.total)).all()
    return [{"name": name, "total": total} for name, total in rows]  # error: SES503


def by_name(session: Session) -> list[dict[str, object]]:
    rows = session.query(Order.name, Order.total, Line.total.label("weight")).all()
    return [
        {
            "name": row.name,
            "total": row.total,  # error: SES503
            "weight": row.weight,
        }
        for row in rows
    ]


def mappings(session: Session) -> list[dict[str, object]]:
    rows = session.execute(select(Order.name, Order.total.label("cost"))).mappings()
    return [{"name": row["name"], "cost": row["cost"]} for row in rows]  # error: SES503


def whole_rows(session: Session) -> list[dict[str, object]]:
    rows = session.execute(select(Order.name, Order.total))
    return [dict(row._mapping) for row in rows]  # error: SES503


def whole_tuples(session: Session) -> list[dict[str, object]]:
    return [row._asdict() for row in session.query(Order.name, Order.total)]  # error: SES503


def whole_rows_of_text(session: Session) -> list[dict[str, object]]:
    return [row._asdict() for row in session.query(Order.name, Order.weight)]


def first_columns(session: Session) -> dict[str, object]:
    return {
        "totals": session.scalars(select(Order.total)).all(),  # error: SES503
        "one": session.scalars(select(Order.total)).first(),  # error: SES503
        "scalar": session.scalar(select(Order.total)),  # error: SES503
        "weight": session.scalar(select(Order.weight)),
        "name": session.scalar(select(Order.name)),
    }


def aggregated(session: Session) -> dict[str, object]:
    total = session.scalar(select(func.sum(Order.total)))
    return {
        "total": total,  # error: SES502
        "queried": session.query(func.sum(Order.total)).scalar(),  # error: SES502
        "coalesced": session.execute(select(func.coalesce(func.sum(Order.total), 0))).scalar_one(),  # error: SES502
        "one": session.query(func.max(Order.total)).one()[0],  # error: SES502
        "product": session.scalar(select(func.sum(Line.price * Line.total))),  # error: SES502
        "cast": session.scalar(select(cast(Order.weight, Numeric(10, 2)))),  # error: SES502
        "floated": session.scalar(select(cast(func.sum(Order.total), Float))),  # error: SES504
        "count": session.scalar(select(func.count(Order.total))),
        "weight": session.scalar(select(func.sum(Order.weight))),
        "length": session.scalar(select(func.length(Order.total))),
    }


def grouped(session: Session) -> list[dict[str, object]]:
    total = func.sum(Order.total).label("total")
    rows = session.execute(select(Order.name, total).group_by(Order.name))
    return [{"name": row.name, "total": row.total} for row in rows]  # error: SES502


def grouped_and_unpacked(session: Session) -> dict[str, object]:
    rows = session.query(Order.name, func.sum(Order.total)).group_by(Order.name).all()
    return {name: total for name, total in rows}  # error: SES502


def grouped_into_a_dict(session: Session) -> dict[str, object]:
    totals = {}
    for name, total in session.execute(select(Order.name, func.sum(Order.total)).group_by(Order.name)):
        totals[name] = total  # error: SES502
    return totals


def grouped_as_text(session: Session) -> dict[str, object]:
    rows = session.query(Order.name, func.sum(Order.total)).group_by(Order.name).all()
    return {name: f"{total:.2f}" for name, total in rows}


def of_an_alias(session: Session) -> list[dict[str, object]]:
    other = aliased(Order)
    return [{"total": total} for total, in session.execute(select(other.total))]  # error: SES503


def only_some(session: Session) -> list[dict[str, object]]:
    query = session.query(Order).with_entities(Order.name)
    return [{"name": row.name} for row in query]


def unknown_rows(session: Session, statement) -> list[dict[str, object]]:
    return [{"total": row.total} for row in session.execute(statement)]
