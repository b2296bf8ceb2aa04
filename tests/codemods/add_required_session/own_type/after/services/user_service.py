from model import Scoped


def rename(user: int, name: str, *, session: Scoped):
    session.get(User, user).name = name
