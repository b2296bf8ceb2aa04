from database import session_scope
from services.shop_service import beside, count, in_assert, in_class, in_decorator, in_default, in_raise, in_yield


class Settings:
    user = in_class("a")


@named(in_decorator("a"))
def decorated():
    pass


def main():
    def inner(name=in_default("a")):
        return name

    beside("a"); print(inner())


def ends():
    print("ends")
    with session_scope() as session:
        condition = count(session=session)
    if condition:
        raise ValueError(in_raise("a"))
    with session_scope() as session:
        raise ValueError(count(session=session))


def waits():
    yield in_yield("a")


def says():
    assert in_assert("a")
    with session_scope() as session:
        assert main, f"{count(session=session)} rows"
