from database import session_scope


def add_lot(grams: int) -> None:
    with session_scope() as session:
        session.add(grams)
