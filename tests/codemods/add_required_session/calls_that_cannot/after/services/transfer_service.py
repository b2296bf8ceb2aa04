from sqlalchemy.orm import Session

from database import session_scope


class Transfer:
    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def destination(self) -> str:
        return self._destination()

    def _destination(self) -> str:
        return signed(host_of(self.name))


class Archived(Transfer):
    def _destination(self) -> str:
        return host_of("archive")


def host_of(name: str) -> str:
    with session_scope() as session:
        return session.get(Host, name).url


def signed(url: str) -> str:
    with session_scope() as session:
        session.add(Signature(url))
    return url


def forget_host(name: str) -> None:
    forgotten(host_of(name))


def forgotten(name: str) -> None:
    with session_scope() as session:
        session.delete(session.get(Host, name))


def rename_host(name: str, new: str, *, session: Session) -> None:
    session.get(Host, name).name = new
