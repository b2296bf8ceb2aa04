from sqlalchemy.orm import Session

from database import session_scope


def store(name: str) -> int:
    with session_scope() as session:
        session.add(Name(name))
        session.add(Entry(name))
        return 1


def known(name: str) -> bool:
    with session_scope() as session:
        return session.scalar(select(Name).where(Name.name == name)) is not None


def store_all(names: list[str]) -> list[str]:
    """Store what can be stored."""
    with session_scope() as own:
        own.add(Run())
        failed = []
        for name in names:
            try:
                # one after the other
                store(name)
                number = store(name.upper())
                log(number)
            except ValueError:
                failed.append(name)
        return failed


def which(names: list[str]) -> list[str]:
    with session_scope() as session:
        session.add(Run())
        try:
            return [name for name in names if known(name)]
        except KeyError:
            return []


def strict(names: list[str]) -> None:
    with session_scope() as session:
        session.add(Run())
        try:
            store(names[0])
        except ValueError as error:
            raise Refused(names[0]) from error


def guarded(names: list[str]) -> None:
    with session_scope() as session:
        session.add(Run())
        try:
            with session.begin_nested():
                store(names[0])
        except ValueError:
            log(names[0])


def in_a_condition(name: str) -> None:
    with session_scope() as session:
        session.add(Run())
        try:
            if store(name):
                log(name)
        except ValueError:
            log(name)


def gather(name: str, seen: set[str]) -> None:
    with session_scope() as session:
        seen.add(session.scalar(select(Name.name).where(Name.name == name)))


def gathered(names: list[str]) -> set[str]:
    seen = set()
    with session_scope() as session:
        session.add(Run())
        for name in names:
            try:
                gather(name, seen)
            except ValueError:
                log(name)
    return seen


def saved(name: str, session: Session | None = None) -> int:
    if session is None:
        with session_scope() as session:
            return saved(name, session)
    session.add(Name(name))
    session.flush()
    return 1


def saved_or_not(name: str, session: Session | None = None) -> int:
    try:
        return saved(name, session)
    except ValueError:
        return 0


class Shelf:
    def put(self, name: str, session: Session | None = None) -> int:
        return saved(name, session)


class QuietShelf(Shelf):
    def put(self, name: str, session: Session | None = None) -> int:
        try:
            return super().put(name, session)
        except ValueError:
            return 0
