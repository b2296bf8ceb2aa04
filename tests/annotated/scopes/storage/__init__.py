from database import session_scope as scope

from .sessions import own_session as transaction

__all__ = ["scope", "transaction"]
