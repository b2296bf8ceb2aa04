from database import session_scope
from managers.row import RowManager


def fill() -> None:
    with session_scope() as session:
        condition = RowManager(session=session).count() < 3
    if condition:
        with session_scope() as session:
            RowManager(session=session).create("first")
        raise ValueError
    while RowManager().count() < 3:
        with session_scope() as session:
            RowManager(session=session).create("other")


def show() -> None:
    with session_scope() as session:
        if manager := RowManager(session=session):
            print(manager.count())


def show_each() -> None:
    with session_scope() as session:
        manager = RowManager(session=session)
        for _ in range(manager.count()):
            RowManager().create("more")
        print(manager.count())


def show_later(button) -> int:
    def row_manager_in_scope():
        with session_scope() as session:
            return RowManager(session=session).count()

    button.connect(row_manager_in_scope)

    def row_manager_in_scope_2():
        with session_scope() as session:
            return RowManager(session=session).count()

    return row_manager_in_scope_2()
