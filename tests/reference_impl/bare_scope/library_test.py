"""The service module's tests, which pass on the bare scope and, without a change, on the layer."""

from __future__ import annotations

import threading

import database
import library
import pytest


@pytest.fixture(autouse=True)
def books(tmp_path):
    database.connect(f"sqlite:///{tmp_path}/books.db")
    library.Base.metadata.create_all(database.engine)
    yield
    database.disconnect()


def test_added():
    library.add_book("Emma")
    assert library.titles() == ["Emma"]


def test_counted():
    assert library.add_or_count("Emma") == "added"
    assert library.add_or_count("Emma") == "counted"
    assert library.lend("Emma") == 1


def test_nothing_left():
    library.add_book("Emma")
    library.lend("Emma")
    with pytest.raises(LookupError):
        library.lend("Emma")


def test_audit_stays_when_lending_fails():
    library.add_book("Emma")
    library.lend("Emma")
    with pytest.raises(LookupError):
        library.audited("Emma")
    assert library.audit_texts() == ["asked for Emma"]


def test_inner_scope_reads_what_is_committed():
    library.add_book("Emma")
    assert library.compare("Persuasion") == (2, ["Emma"])
    assert library.titles() == ["Emma", "Persuasion"]


def test_objects_outlive_their_scope():
    library.add_book("Emma")
    assert library.borrowed().title == "Emma"


def test_session_is_usable_by_hand():
    with database.session_scope() as session:
        session.add(library.Book(title="Emma"))
        session.commit()
        session.add(library.Book(title="Persuasion"))
        session.rollback()
    assert library.titles() == ["Emma"]


def test_session_may_be_used_in_another_thread():
    with database.session_scope() as session:
        thread = threading.Thread(target=lambda: session.add(library.Book(title="Emma")))
        thread.start()
        thread.join()
    assert library.titles() == ["Emma"]


def test_closed_session_can_be_used_again():
    with database.session_scope() as session:
        pass
    assert session.query(library.Book).count() == 0
    session.close()
