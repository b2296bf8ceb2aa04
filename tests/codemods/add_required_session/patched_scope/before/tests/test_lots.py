import pytest

from services.lot_service import add_lot


@pytest.fixture(autouse=True)
def another_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.lot_service.session_scope", None)


def test_a_lot() -> None:
    add_lot(3)
