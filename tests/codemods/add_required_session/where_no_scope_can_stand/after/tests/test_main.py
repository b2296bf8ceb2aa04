from database import session_scope
from services.shop_service import in_a_test


def test_rows():
    with session_scope() as session:
        assert in_a_test("a", session=session) == "a"
