from database import session_scope


def rename(user: int, name: str):
    with session_scope() as session:
        session.get(User, user).name = name
