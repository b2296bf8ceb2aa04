from managers.row import RowManager


def fill() -> None:
    if RowManager().count() < 3:
        RowManager().create("first")
        raise ValueError
    while RowManager().count() < 3:
        RowManager().create("other")


def show() -> None:
    if manager := RowManager():
        print(manager.count())


def show_each() -> None:
    manager = RowManager()
    for _ in range(manager.count()):
        RowManager().create("more")
    print(manager.count())


def show_later(button) -> int:
    button.connect((lambda: RowManager().count()))
    return (lambda: RowManager().count())()
