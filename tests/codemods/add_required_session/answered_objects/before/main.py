from services.lot_service import count_lots, expired_lot, first_and_number, get_lot, list_lots, lots_by_id, newest_lot


def show(lot_id: int) -> int:
    lot = get_lot(lot_id)
    print("found")
    grams = lot.grams if lot is not None else 0
    print("done")
    return grams


def show_all() -> None:
    for lot in list_lots():
        print(lot.grams)
    lots = list_lots()
    print(count_lots())
    print([lot.grams for lot in lots])


def keep(cache) -> None:
    cache.lot = newest_lot()


def of_no_use_already() -> None:
    lot = expired_lot()
    print(lot)


def count() -> None:
    number = count_lots()
    print("there are")
    print(number)


def show_by_id() -> None:
    lots = lots_by_id()
    print(lots[1].grams)


def show_first() -> None:
    lot, number = first_and_number()
    print(lot.grams)
