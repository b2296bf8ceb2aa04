from sqlalchemy.orm import Session

from services.a_service import forget, recall, rename, revive


def on_save(name: str, session: Session | None = None) -> None:
    forget(name)
    known(name, session)


def on_load(name: str, session: Session | None = None) -> None:
    if session is None:
        raise ValueError(name)
    rename(name)
    session.add(name)


def on_merge(name: str, session: Session | None = None) -> None:
    if session:
        rename(name)
        session.add(name)


def on_recall() -> None:
    recall(opened(), asked())
    revive(opened(), "again")
