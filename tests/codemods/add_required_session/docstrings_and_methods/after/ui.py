from database import session_scope
from services.a_service import K, f
def main():
    k = K()
    with session_scope() as session:
        k.method(1, session=session)
        K.method(k, 2, session=session)
        K.made(session=session)
        k.still(session=session)
        f(1,
          2,
          session=session)
        f(
            1,
            2,
            session=session,
        )
        f((x for x in range(3)), session=session)
