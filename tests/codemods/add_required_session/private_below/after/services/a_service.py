from sqlalchemy.orm import Session

from database import NEW_SESSION, provide_session


@provide_session
def setting(name: str, *, session: Session = NEW_SESSION) -> str:
    return session.scalar(setting_of(name))


def _host_of(name: str, *, session: Session) -> str:
    return setting("host", session=session) + name


def _address(name: str, *, session: Session) -> str:
    return _host_of(name, session=session) + setting("port", session=session)


def report(names: list[str], *, session: Session) -> list[str]:
    return [setting("title", session=session), *(_address(name, session=session) for name in names)]
