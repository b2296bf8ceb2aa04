from sqlalchemy.orm import Session


def signed_as_before(url: str, *, session: Session) -> str:
    session.add(Signature(url))
    return url
