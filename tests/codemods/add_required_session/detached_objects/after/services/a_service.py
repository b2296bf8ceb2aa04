from sqlalchemy.orm import Session

from database import session_scope


def public(user_id: int) -> User:
    with session_scope() as session:
        user = session.get_one(User, user_id)
    user.password = ""
    return user


def touched(user_id: int) -> None:
    with session_scope() as session:
        for user in session.scalars(select(User)):
            user.seen = True
    with session_scope() as session:
        user.seen = False
        session.add(Line(user_id))


def created(name: str) -> User:
    with session_scope() as own:
        user = User(name)
        own.add(user)
    setattr(user, "token", "x")
    return user


def renamed(user_id: int, *, session: Session) -> User:
    user = session.get_one(User, user_id)
    user.name = "Kim"
    total = Total()
    session.add(Line(user_id))
    session.flush()
    total.count = 1
    user = session.get_one(User, user_id)
    user.name = "Alex"
    session.flush()
    return user
