from sqlalchemy.orm import Session

from database import SessionLocal


def f(a, *, session: Session):
    """Do.

    Args:
        a: something.
        session: the caller's session.

    Returns:
        a thing
    """
    try:
        with session.begin_nested():  # open
            # comment
            text = """
  keep
    this
"""
            session.add(Row(text))
            # last
    except ValueError:
        log()
        return None
    return 1
