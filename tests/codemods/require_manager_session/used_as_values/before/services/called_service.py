from managers.by_default import ByDefault
from managers.by_key import ByKey
from managers.by_type import ByType

KINDS = {"by key": ByKey}


def by_key(key: str) -> None:
    KINDS[key]().run(key)


def by_default(make=ByDefault) -> None:
    make().run("x")


def by_type(cls: type[ByType]) -> None:
    cls().run("x")
