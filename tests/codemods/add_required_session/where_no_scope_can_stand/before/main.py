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
    if count():
        raise ValueError(in_raise("a"))
    raise ValueError(count())


def waits():
    yield in_yield("a")


def says():
    assert in_assert("a")
    assert main, f"{count()} rows"
