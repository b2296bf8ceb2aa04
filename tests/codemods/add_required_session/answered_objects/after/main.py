from database import session_scope
from services.lot_service import count_lots, expired_lot, first_and_number, get_lot, list_lots, lots_by_id, newest_lot


def show(lot_id: int) -> int:
    with session_scope() as session:
        lot = get_lot(lot_id, session=session)
        print("found")
        grams = lot.grams if lot is not None else 0
        print("done")
        return grams


def show_all() -> None:
    with session_scope() as session:
        for lot in list_lots(session=session):
            print(lot.grams)
        lots = list_lots(session=session)
        print(count_lots(session=session))
        print([lot.grams for lot in lots])


def keep(cache) -> None:
    cache.lot = newest_lot()


def of_no_use_already() -> None:
    with session_scope() as session:
        lot = expired_lot(session=session)
        print(lot)


def count() -> None:
    with session_scope() as session:
        number = count_lots(session=session)
    print("there are")
    print(number)


def show_by_id() -> None:
    with session_scope() as session:
        lots = lots_by_id(session=session)
        print(lots[1].grams)


def show_first() -> None:
    with session_scope() as session:
        lot, number = first_and_number(session=session)
        print(lot.grams)
