from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def created(name: str) -> User:
    with SessionLocal() as session:
        user = User(name)
        session.add(user)
        session.commit()
        return user


def in_its_scope(names: list[str]) -> tuple[list[User], int]:
    with session_scope() as own:
        users = []
        for name in names:
            user = User(name)
            own.add(user)
            users.append(user)
        if len(users) > 1:
            # all of them
            return users, len(users)
        return [], 0


def behind_a_branch(name: str, session: Session | None = None) -> int:
    own = session is None
    if own:
        session = SessionLocal()
    user = User(name)
    session.add(user)
    if own:
        session.commit()
    return user.id


def of_a_fallback(name: str, session: Session | None = None) -> User:
    if session is None:
        with session_scope() as session:
            return of_a_fallback(name, session)
    user = session.merge(User(name))
    return user


def of_others(name: str, session: Session | None = None) -> bool:
    if session is None:
        with session_scope() as session:
            allowed = policies[name].allows(name, session=session)
    else:
        allowed = policies[name].allows(name, session=session)
    return allowed


def flushed_already(name: str) -> User:
    with session_scope() as session:
        user = User(name)
        session.add(user)
        session.flush()
        return user


def in_one_line(name: str) -> User:
    with session_scope() as session:
        user = User(name)
        session.add(user); return user


def changed_by_its_method(user_id: int) -> int:
    with SessionLocal() as session:
        user = session.get_one(User, user_id)
        user.touch()
        session.commit()
        return user.version


def says_nothing(name: str) -> bool:
    session = SessionLocal()
    try:
        session.add(User(name))
        session.commit()
    finally:
        session.close()
    return True


def only_reads(user_id: int) -> User:
    with session_scope() as session:
        user = find(user_id, session)
    return user


def find(user_id: int, session: Session) -> User:
    return session.get_one(User, user_id)
