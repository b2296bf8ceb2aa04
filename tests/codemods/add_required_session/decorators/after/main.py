from database import session_scope
from services.shop_service import add, add_again, add_loudly, count, note


def start():
    with session_scope() as session:
        add("a", session=session)
        add_loudly("b", session=session)
    add_again("c")
    note("d")
    with session_scope() as session:
        print(count(session=session))
