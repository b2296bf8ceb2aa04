import contextlib

import database


@contextlib.contextmanager
def own_session():
    session = database.SessionLocal()
    try:
        yield session
    finally:
        session.close()
