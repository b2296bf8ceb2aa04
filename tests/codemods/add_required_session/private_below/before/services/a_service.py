from sqlalchemy.orm import Session

from database import NEW_SESSION, provide_session


@provide_session
def setting(name: str, *, session: Session = NEW_SESSION) -> str:
    return session.scalar(setting_of(name))


def _host_of(name: str) -> str:
    return setting("host") + name


def _address(name: str) -> str:
    return _host_of(name) + setting("port")


def report(names: list[str]) -> list[str]:
    return [setting("title"), *(_address(name) for name in names)]
