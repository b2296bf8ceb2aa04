from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import scoped_session, sessionmaker

db = SQLAlchemy()
Session = scoped_session(sessionmaker())


class Trans:
    @property
    def sa_session(self) -> scoped_session: ...


class TypedTrans:
    sa_session: scoped_session
