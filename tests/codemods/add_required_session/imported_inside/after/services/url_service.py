from sqlalchemy.orm import Session


def signed(url: str, *, session: Session) -> str:
    session.add(Signature(url))
    return url
