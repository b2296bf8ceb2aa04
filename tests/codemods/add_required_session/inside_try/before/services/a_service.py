from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def f(a):
    """Do.

    Args:
        a: something.

    Returns:
        a thing
    """
    try:
        with session_scope() as session:  # open
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
