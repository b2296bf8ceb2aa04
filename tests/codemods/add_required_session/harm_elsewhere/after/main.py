from database import session_scope
from services.lot_service import add_lot, add_note, grams_of, lots, names


def main() -> None:
    print(add_lot(3), add_note("three"))


def heavy() -> int:
    found = lots()
    return found.count()


def weights():
    return (grams_of(name) for name in ("flour", "salt"))


def show() -> None:
    with session_scope() as session:
        print(sum(len(name) for name in names(session=session)))
