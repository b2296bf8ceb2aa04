from markupsafe import escape
from sqlalchemy.orm import Session


def rename(name: str, *, session: Session) -> None:
    session.add(Name(escape(name)))
