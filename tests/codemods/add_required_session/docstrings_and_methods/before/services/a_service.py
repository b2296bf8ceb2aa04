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
        session.add(Row(a))


def g(a):
    """Do.

    :param a: something
    :returns: it
    """
    with session_scope() as session:
        session.add(Row(a))

class K:
    def method(self, a):
        with session_scope() as session:
            session.add(Row(a))

    @classmethod
    def made(cls):
        with session_scope() as session:
            return session.get(K, 1)

    @staticmethod
    def still():
        with session_scope() as session:
            return session.get(K, 1)
