from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def f(a, b=1):
    """Do.

    Parameters
    ----------
    a : int
        Something.
    b : int
        Else.

    Returns
    -------
    int
    """
    with session_scope() as session:
        return session.get(Row, a)


def g(a):
    """Do.

    :param a: something
    :returns: it
    """
    with session_scope() as session:
        return session.get(Row, a)

class K:
    def method(self, a):
        with session_scope() as session:
            return session.get(Row, a)

    @classmethod
    def made(cls):
        with session_scope() as session:
            return session.get(K, 1)

    @staticmethod
    def still():
        with session_scope() as session:
            return session.get(K, 1)


def numpy_style(a, session: Session | None = None):
    """Do.

    Parameters
    ----------
    a : int, optional
        Something.
    session : Session or None, default None
        The session to use. If ``None``, a new
        one is opened.
    """
    session = session or SessionLocal()
    return session.get(Row, a)


def google_style(a, session: Session | None = None):
    """Do.

    Args:
        session (Session, optional): If not given, a new one is opened.
        a (int, optional): Something. If None, nothing.
    """
    session = session or SessionLocal()
    return session.get(Row, a)


def sphinx_style(a, session: Session | None = None):
    """Do.

    :param session: The session. If None, a new one is opened. It is closed then.
    :type session: Optional[Session]"""
    session = session or SessionLocal()
    return session.get(Row, a)
