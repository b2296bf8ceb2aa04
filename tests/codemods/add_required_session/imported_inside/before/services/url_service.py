from database import session_scope


def signed(url: str) -> str:
    with session_scope() as session:
        session.add(Signature(url))
    return url
