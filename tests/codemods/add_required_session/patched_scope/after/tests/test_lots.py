import pytest

from database import session_scope
from services.lot_service import add_lot


@pytest.fixture(autouse=True)
def another_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.lot_service.session_scope", None)


def test_a_lot() -> None:
    with session_scope() as session:
        add_lot(3, session=session)
