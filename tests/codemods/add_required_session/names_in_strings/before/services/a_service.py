from typing import Any, List, Optional, Union, cast

from sqlalchemy.orm import Session

from database import session_scope


class Result:
    def __init__(self, text: "Optional[str]", rows: Any) -> None:
        self.text = text
        self.rows = cast("List[Any]", rows)


def rename(name: str, session: Optional[Session] = None) -> "List[str]":
    if session is None:
        with session_scope() as session:
            return rename(name, session=session)
    session.add(Name(name))
    return [name]


def remove(name: str, session: "Union[Session, None]" = None) -> None:
    if session is None:
        with session_scope() as session:
            return remove(name, session=session)
    session.delete(Name(name))
