"""A session lives in a module, a class or a default argument."""


session = SessionLocal()  # error: SES405


class Repository:
    sa_session = SessionLocal()  # error: SES405

    def __init__(self) -> None:
        self.own = SessionLocal()

    def load(self, name: str, session=SessionLocal()) -> object:  # error: SES405
        return session.scalar(name)


def load(name: str, session=SessionLocal()) -> object:  # error: SES405
    return session.scalar(name)


def load_anew(name: str) -> object:
    unit = SessionLocal()
    try:
        return unit.get(name, 1).name
    finally:
        unit.close()


if __name__ == "__main__":
    script = SessionLocal()
    script.close()
