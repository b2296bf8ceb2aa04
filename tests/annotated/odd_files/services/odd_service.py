from a import First, Session
from b import *
from b import Unit
from sqlalchemy.orm import Session as S

A = A
B = C
C = B
type Loop = Loop | None


def cyclic(session: Session) -> None: ...
def subclass_of_itself(unit: Unit, first: First) -> None: ...
def alias_of_itself(session: A, other: B) -> None: ...
def loop(session: Loop) -> None: ...
def number(session: 1 = None) -> None: ...
def broken_text(session: "not [valid" = None) -> None: ...
def dots(session: "..." = None) -> None: ...
def empty(session: "" = None) -> None: ...
def a_call(session: Unit() = None) -> None: ...
def generic[T: S](session: T | None = None) -> T:  # error: SES101
    return session


def defaults(session: S = (lambda session=None: session)()) -> None: ...
def stars(*session: S, **db: S) -> None:
    session[0].add(db)


class Box[T]:
    def put(self, session: S | None = None) -> None:  # error: SES101
        try:
            session.flush()
        except* ValueError as session:
            pass


def über(größe: str, session: S = None) -> None:  # error: SES101
    f"{(lambda: session.add(größe))()!r:>{len('{}')}}"


def nonlocal_session(session: S):
    def inner() -> None:
        nonlocal session
        session.flush()

    return inner


def global_session() -> None:
    global session
    session.commit()


def deleted(session: S) -> None:
    session.flush()
    del session


def excepted(session: S) -> None:
    session.flush()
    try:
        pass
    except ValueError as session:
        pass


def imported(session: S) -> None:
    session.flush()
    import sqlalchemy.orm.session as session


def classed(session: S) -> None:
    session.flush()

    class session: ...


async def asynchronous(session: S) -> list[object]:
    return [row async for row in session.stream(x := 1) if x]


if True:
    def conditional(session: S = None): return session.flush()  # error: SES101
else:
    def conditional(session: S): return session.flush()
