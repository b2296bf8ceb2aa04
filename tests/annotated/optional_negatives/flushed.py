"""What only flushes the session that it may be given does its work in no session."""

from sqlalchemy.orm import Session


class Row:
    def update(self, values: dict[str, object], flush: bool = True, session: Session | None = None) -> None:
        for key, value in values.items():
            setattr(self, key, value)
        if session and flush:
            session.flush()

    def touch(self, session: Session | None = None) -> None:
        if session is not None:
            session.flush()

    def save(self, session: Session | None = None) -> None:  # error: SES101
        if session is not None:
            session.add(self)
            session.flush()

    def flush(self, session: Session | None = None) -> None:  # error: SES101
        session.flush()

    def write(self, session: Session | None = None) -> None:  # error: SES101
        if session:
            session.flush()
        store(self, session)
