from sqlalchemy.orm import Session


def store(name: str, *, session: Session) -> int:
    session.add(Name(name))
    session.add(Entry(name))
    return 1


def known(name: str, *, session: Session) -> bool:
    return session.scalar(select(Name).where(Name.name == name)) is not None


def store_all(names: list[str], *, session: Session) -> list[str]:
    """Store what can be stored."""
    session.add(Run())
    failed = []
    for name in names:
        try:
            # one after the other
            with session.begin_nested():
                store(name, session=session)
            with session.begin_nested():
                number = store(name.upper(), session=session)
            log(number)
        except ValueError:
            failed.append(name)
    return failed


def which(names: list[str], *, session: Session) -> list[str]:
    session.add(Run())
    try:
        return [name for name in names if known(name, session=session)]
    except KeyError:
        return []


def strict(names: list[str], *, session: Session) -> None:
    session.add(Run())
    try:
        store(names[0], session=session)
    except ValueError as error:
        raise Refused(names[0]) from error


def guarded(names: list[str], *, session: Session) -> None:
    session.add(Run())
    try:
        with session.begin_nested():
            store(names[0], session=session)
    except ValueError:
        log(names[0])


def in_a_condition(name: str, *, session: Session) -> None:
    session.add(Run())
    try:
        if store(name, session=session):
            log(name)
    except ValueError:
        log(name)


def gather(name: str, seen: set[str], *, session: Session) -> None:
    seen.add(session.scalar(select(Name.name).where(Name.name == name)))


def gathered(names: list[str], *, session: Session) -> set[str]:
    seen = set()
    session.add(Run())
    for name in names:
        try:
            gather(name, seen, session=session)
        except ValueError:
            log(name)
    return seen


def saved(name: str, *, session: Session) -> int:
    session.add(Name(name))
    session.flush()
    return 1


def saved_or_not(name: str, *, session: Session) -> int:
    try:
        with session.begin_nested():
            return saved(name, session=session)
    except ValueError:
        return 0


class Shelf:
    def put(self, name: str, *, session: Session) -> int:
        return saved(name, session=session)


class QuietShelf(Shelf):
    def put(self, name: str, *, session: Session) -> int:
        try:
            with session.begin_nested():
                return super().put(name, session=session)
        except ValueError:
            return 0
