from sqlalchemy.orm import Session


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
    return session.get(Row, a)


def g(a, *, session: Session):
    """Do.

    :param a: something
    :param session: the caller's session
    :returns: it
    """
    return session.get(Row, a)

class K:
    def method(self, a, *, session: Session):
        return session.get(Row, a)

    @classmethod
    def made(cls, *, session: Session):
        return session.get(K, 1)

    @staticmethod
    def still(*, session: Session):
        return session.get(K, 1)


def numpy_style(a, *, session: Session):
    """Do.

    Parameters
    ----------
    a : int, optional
        Something.
    session : Session
        The session to use.
    """
    return session.get(Row, a)


def google_style(a, *, session: Session):
    """Do.

    Args:
        session (Session): the caller's session.
        a (int, optional): Something. If None, nothing.
    """
    return session.get(Row, a)


def sphinx_style(a, *, session: Session):
    """Do.

    :param session: The session. If None, a new one is opened. It is closed then.
    :type session: Session"""
    return session.get(Row, a)
