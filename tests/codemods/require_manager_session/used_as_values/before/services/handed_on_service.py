from functools import partial
from unittest.mock import patch

from managers.handed_on import HandedOn

make = partial(HandedOn)
KINDS = {"handed on": HandedOn}


def register(container: object) -> None:
    container.register(HandedOn)


def is_one(manager: object) -> bool:
    with patch.object(HandedOn, "run"):
        return isinstance(manager, HandedOn)
