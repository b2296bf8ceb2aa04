from contextlib import contextmanager

from sqlalchemy.orm import Session

from shop.data.engine import engine


@contextmanager
def shop_scope():
    with Session(engine) as session, session.begin():
        yield session
