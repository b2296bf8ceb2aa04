from queries import session_scope
from services.by_callers import asked_elsewhere, only_a_test_calls


def test_them(fake):
    asked_elsewhere(fake, "buns")
    with session_scope() as session:
        only_a_test_calls(session)
