from sqlalchemy.orm import Session


def created(name: str, *, session: Session) -> User:
    user = User(name)
    session.add(user)
    session.flush()
    return user


def in_its_scope(names: list[str], *, session: Session) -> tuple[list[User], int]:
    users = []
    for name in names:
        user = User(name)
        session.add(user)
        users.append(user)
    if len(users) > 1:
        # all of them
        session.flush()
        return users, len(users)
    return [], 0


def behind_a_branch(name: str, *, session: Session) -> int:
    user = User(name)
    session.add(user)
    session.flush()
    return user.id


def of_a_fallback(name: str, *, session: Session) -> User:
    user = session.merge(User(name))
    session.flush()
    return user


def of_others(name: str, *, session: Session) -> bool:
    allowed = policies[name].allows(name, session=session)
    return allowed


def flushed_already(name: str, *, session: Session) -> User:
    user = User(name)
    session.add(user)
    session.flush()
    return user


def in_one_line(name: str, *, session: Session) -> User:
    user = User(name)
    session.add(user); session.flush(); return user


def changed_by_its_method(user_id: int, *, session: Session) -> int:
    user = session.get_one(User, user_id)
    user.touch()
    session.flush()
    return user.version


def says_nothing(name: str, *, session: Session) -> bool:
    session.add(User(name))
    return True


def only_reads(user_id: int, *, session: Session) -> User:
    user = find(user_id, session)
    return user


def find(user_id: int, session: Session) -> User:
    return session.get_one(User, user_id)
