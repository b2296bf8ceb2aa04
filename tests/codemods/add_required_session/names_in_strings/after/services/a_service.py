from typing import Any, List, Optional, cast

from sqlalchemy.orm import Session


class Result:
    def __init__(self, text: "Optional[str]", rows: Any) -> None:
        self.text = text
        self.rows = cast("List[Any]", rows)


def rename(name: str, *, session: Session) -> "List[str]":
    session.add(Name(name))
    return [name]


def remove(name: str, *, session: "Session") -> None:
    session.delete(Name(name))
