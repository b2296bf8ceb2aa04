from sqlalchemy.orm import Session

from database import SessionLocal


def f(a, b=1, *, session: Session):
    """Do.

    Parameters
    ----------
    a : int
        Something.
    b : int
        Else.
    session : Session
        The caller's session.

    Returns
    -------
    int
    """
    session.add(Row(a))


def g(a, *, session: Session):
    """Do.

    :param a: something
    :param session: the caller's session
    :returns: it
    """
    session.add(Row(a))

class K:
    def method(self, a, *, session: Session):
        session.add(Row(a))

    @classmethod
    def made(cls, *, session: Session):
        return session.get(K, 1)

    @staticmethod
    def still(*, session: Session):
        return session.get(K, 1)
