from sqlalchemy.orm import Session


def measure(session: Session) -> int:
    return 1


def run(action, name: str = "") -> None:
    print(action, name)


def bake(session: Session) -> int:
    return 2
