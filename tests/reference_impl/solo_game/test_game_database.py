"""Where the sessions come from: one engine, one maker, and contexts that end what they began."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from game_rows import create_test_game
from sqlalchemy import Engine, event, inspect, text
from sqlalchemy.exc import IntegrityError, InvalidRequestError, UnboundExecutionError
from sqlalchemy.orm import Session, sessionmaker

from reference_impl.database import DatabaseConfig, SqliteSessionFactory, init_sqlite_database
from reference_impl.database.errors import (
    DatabaseAlreadyInitialised,
    DatabaseIsNotAFile,
    DatabaseLocked,
    DatabaseNotInitialised,
    SchemaAhead,
)
from reference_impl.database.schema import alembic_config
from reference_impl.solo_game import DatabaseManager, SessionContext, SessionContextInUse
from reference_impl.solo_game.managers.game import GameManager
from reference_impl.solo_game.models import SCHEMA, Base, Game
from reference_impl.stockroom.models import SCHEMA as STOCKROOM


def slugs(database: DatabaseManager) -> list[str]:
    """Return what is committed."""
    with SessionContext(database) as session:
        return [game.slug for game in GameManager(session).list_games()]


def checked_out(database: DatabaseManager) -> str:
    """Return what the pool says of connections that were not given back."""
    return database.engine.pool.status().split("Current Checked out connections: ")[1]


def described(engine: Engine) -> list[str]:
    """Return the constraints and indexes of all tables."""
    inspector = inspect(engine)
    kinds = ("check_constraints", "unique_constraints", "foreign_keys")
    found = [
        str((table, each))
        for table in inspector.get_table_names()
        for kind in kinds
        for each in getattr(inspector, f"get_{kind}")(table)
    ]
    with engine.connect() as connection:
        return sorted(
            [*found, *connection.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql > ''"))]
        )


class TestDatabaseManager:
    """The engine and the maker of sessions."""

    def test_it_holds_a_sessionmaker_and_gives_no_session(self, database_manager: DatabaseManager) -> None:
        assert type(database_manager.session) is sessionmaker
        assert not {"get_session", "close_session"} & set(dir(database_manager))
        with database_manager.session() as session:
            assert session.get_bind() is database_manager.engine

    def test_its_sessions_have_the_layers_pragmas_and_its_file_the_layers_mode(
        self, database_manager: DatabaseManager, tmp_path: Path
    ) -> None:
        with database_manager.session() as session:
            found = [session.scalar(text(f"PRAGMA {name}")) for name in ("foreign_keys", "journal_mode")]
        assert found == [1, "wal"]
        assert (tmp_path / "game.db").stat().st_mode & 0o777 == 0o600

    def test_before_initialisation_it_says_what_to_do(self) -> None:
        database = DatabaseManager()
        for name in ("session", "engine", "factory"):
            with pytest.raises(DatabaseNotInitialised, match="call initialise\\(\\) first"):
                getattr(database, name)

    def test_the_same_initialisation_again_does_nothing(
        self, database_manager: DatabaseManager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        engine, maker = database_manager.engine, database_manager.session
        database_manager.initialise(DatabaseConfig(db_path=tmp_path / "game.db"))
        monkeypatch.chdir(tmp_path)
        database_manager.initialise(DatabaseConfig(db_path=Path("game.db")))
        assert database_manager.engine is engine
        assert database_manager.session is maker

    @pytest.mark.parametrize("difference", [{"db_path": Path("other.db")}, {"db_busy_timeout": 1}])
    def test_a_different_one_is_refused_and_the_first_goes_on(
        self, database_manager: DatabaseManager, tmp_path: Path, difference: dict[str, object]
    ) -> None:
        config = DatabaseConfig.model_validate({"db_path": tmp_path / "game.db", **difference})
        with pytest.raises(DatabaseAlreadyInitialised, match=r"game\.db: .*call dispose\(\) first"):
            database_manager.initialise(config)
        assert slugs(database_manager) == []

    def test_a_failed_one_leaves_it_empty_and_it_can_be_tried_again(self, tmp_path: Path) -> None:
        database = DatabaseManager()
        with pytest.raises(DatabaseIsNotAFile):
            database.initialise(DatabaseConfig(db_path=tmp_path))
        with pytest.raises(DatabaseNotInitialised):
            _ = database.engine
        database.initialise(DatabaseConfig(db_path=Path(":memory:")))
        assert slugs(database) == []
        database.dispose()

    def test_threads_that_initialise_at_once_share_one_engine(self, tmp_path: Path) -> None:
        database = DatabaseManager()
        config = DatabaseConfig(db_path=tmp_path / "game.db")
        barrier = threading.Barrier(4)
        engines: set[object] = set()

        def initialise() -> None:
            barrier.wait()
            database.initialise(config)
            engines.add(database.engine)

        threads = [threading.Thread(target=initialise) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(engines) == 1
        database.dispose()

    def test_disposed_of_it_is_empty_and_a_kept_maker_reaches_nothing(self, database_manager: DatabaseManager) -> None:
        maker = database_manager.session
        database_manager.dispose()
        database_manager.dispose()
        with pytest.raises(DatabaseNotInitialised):
            _ = database_manager.session
        with maker() as session, pytest.raises(UnboundExecutionError):
            session.execute(text("SELECT 1"))

    def test_it_can_be_reset_to_another_file(self, database_manager: DatabaseManager, tmp_path: Path) -> None:
        with SessionContext(database_manager) as session:
            create_test_game(session)
        database_manager.dispose()
        database_manager.initialise(DatabaseConfig(db_path=tmp_path / "other.db"))
        assert slugs(database_manager) == []
        database_manager.dispose()
        database_manager.initialise(DatabaseConfig(db_path=tmp_path / "game.db"))
        assert slugs(database_manager) == ["salt"]

    def test_another_programs_database_is_refused_and_stays_as_it_was(self, tmp_path: Path) -> None:
        path = tmp_path / "stock.db"
        init_sqlite_database(DatabaseConfig(db_path=path), STOCKROOM).dispose()
        before = path.read_bytes()
        with pytest.raises(SchemaAhead, match="a revision that this program does not know"):
            DatabaseManager().initialise(DatabaseConfig(db_path=path))
        assert path.read_bytes() == before

    def test_the_migrations_lead_to_the_tables_and_back(self, tmp_path: Path) -> None:
        made = DatabaseConfig(db_path=tmp_path / "made.db"), DatabaseConfig(db_path=tmp_path / "migrated.db")
        created, migrated = init_sqlite_database(made[0], SCHEMA), SqliteSessionFactory(made[1], SCHEMA)
        SqliteSessionFactory(made[1]).create_all_tables()  # an empty file
        migrated.upgrade_schema()
        assert described(migrated.engine) == described(created.engine)
        with migrated.engine.begin() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
            assert SCHEMA.migrations is not None
            command.downgrade(alembic_config(SCHEMA.migrations, SCHEMA.metadata, connection), "base")
        assert inspect(migrated.engine).get_table_names() == ["alembic_version"]
        created.dispose()
        migrated.dispose()


class TestSessionContext:
    """A unit of work."""

    def test_what_ends_well_is_committed(self, database_manager: DatabaseManager) -> None:
        with SessionContext(database_manager) as session:
            create_test_game(session)
        assert slugs(database_manager) == ["salt"]

    @pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, GeneratorExit])
    def test_what_does_not_is_rolled_back(self, database_manager: DatabaseManager, error: type[BaseException]) -> None:
        with pytest.raises(error), SessionContext(database_manager) as session:
            create_test_game(session)
            raise error
        assert slugs(database_manager) == []
        assert checked_out(database_manager) == "0"

    def test_the_session_is_closed_after_the_commit(self, database_manager: DatabaseManager) -> None:
        happened: list[str] = []
        event.listen(database_manager.engine, "commit", lambda _connection: happened.append("commit"))
        event.listen(database_manager.engine, "checkin", lambda *_connection: happened.append("close"))
        with SessionContext(database_manager) as session:
            create_test_game(session)
            assert happened == []
        assert happened == ["commit", "close"]

    def test_a_session_that_is_kept_beyond_it_is_refused(self, database_manager: DatabaseManager) -> None:
        with SessionContext(database_manager) as session:
            create_test_game(session)
        with pytest.raises(InvalidRequestError, match="closed"):
            session.get(Game, 1)

    def test_a_commit_that_fails_is_rolled_back_and_the_session_closed(self, database_manager: DatabaseManager) -> None:
        context = SessionContext(database_manager)
        with pytest.raises(IntegrityError), context as session:
            create_test_game(session, "first")
            session.add(Game(name="Second", slug="first", description="", is_active=False))
        assert slugs(database_manager) == []
        assert checked_out(database_manager) == "0"
        with context as session:
            create_test_game(session, "third")
        assert slugs(database_manager) == ["third"]

    def test_entered_again_when_it_is_over_it_makes_another_session(self, session_context: SessionContext) -> None:
        with session_context as first:
            pass
        with session_context as second:
            assert second is not first

    def test_entered_twice_it_refuses_and_its_session_goes_on(self, database_manager: DatabaseManager) -> None:
        context = SessionContext(database_manager)
        with context as session:
            create_test_game(session, "first")
            with pytest.raises(SessionContextInUse, match="has a session already: hand that on"), context:
                pass
            create_test_game(session, "second", is_active=False)
        assert slugs(database_manager) == ["first", "second"]
        assert checked_out(database_manager) == "0"

    def test_another_thread_that_enters_it_is_refused(self, session_context: SessionContext) -> None:
        refused: list[BaseException] = []

        def enter() -> None:
            try:
                with session_context:
                    pass
            except SessionContextInUse as error:
                refused.append(error)

        with session_context:
            thread = threading.Thread(target=enter)
            thread.start()
            thread.join()
        assert len(refused) == 1

    def test_without_a_database_it_is_refused_and_can_be_entered_later(self, tmp_path: Path) -> None:
        database = DatabaseManager()
        context = SessionContext(database)
        for _ in range(2):
            with pytest.raises(DatabaseNotInitialised), context:
                pass
        database.initialise(DatabaseConfig(db_path=tmp_path / "game.db"))
        with context as session:
            create_test_game(session)
        database.dispose()

    def test_a_context_inside_another_is_refused_its_first_write_at_once(self, tmp_path: Path) -> None:
        database = DatabaseManager()
        database.initialise(DatabaseConfig(db_path=tmp_path / "game.db", db_busy_timeout=600_000))
        with SessionContext(database) as outer:
            create_test_game(outer)
            with pytest.raises(DatabaseLocked), SessionContext(database) as inner:
                create_test_game(inner, "inner", is_active=False)
        assert slugs(database) == ["salt"]
        database.dispose()

    def test_its_session_is_a_session(self, session_context: SessionContext) -> None:
        with session_context as session:
            assert isinstance(session, Session)


def test_the_tests_have_no_fixture_of_a_session_or_a_manager() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "--fixtures", "-p", "no:cacheprovider", str(Path(__file__).parent)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    own = [
        line.split()[0]
        for line in ran.stdout.splitlines()
        if "tests/reference_impl/solo_game" in line and line[0] != "-"
    ]
    assert own == ["database_manager", "session_context", "play"]  # play runs a process
    assert "db_session" not in ran.stdout
    assert "_manager --" not in ran.stdout.replace("database_manager --", "")
