"""Two managers in two processes under random operations, compared with a model that knows every state there was."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from databases import Database
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)
from manager_process import Remote, manager_process
from msgspec import UNSET
from msgspec.structs import replace

from reference_impl.documentation import Progress, SessionFilter, SessionUpdate, Status
from reference_impl.documentation.values import DocumentationSession

EXAMPLES = int(os.environ.get("SESSION_LINT_STATEFUL_EXAMPLES", "25"))
STALENESS = 0.2
NEXT = {"pending": ["in_progress"], "in_progress": ["completed", "failed"]}


@dataclass
class Model:
    """What a session must be.

    Attributes:
        states: all of its versions, the present one last, by their number.
        since: when the call had returned that made a version.
        due: whether its time is over, and nobody has noticed.
        deleted_at: when the call had returned that deleted it.
    """

    states: dict[int, tuple[object, ...]] = field(default_factory=dict)
    since: dict[int, float] = field(default_factory=dict)
    due: bool = False
    deleted_at: float | None = None

    @property
    def version(self) -> int:
        """The present version."""
        return max(self.states)

    @property
    def status(self) -> str:
        """The present status."""
        return str(self.states[self.version][0])

    def add(self, status: str, progress: Progress, notes: tuple[str, ...]) -> None:
        """Add a version, of which somebody has just heard."""
        number = len(self.states) + 1
        self.states[number], self.since[number] = (status, progress, notes), time.monotonic()

    def expire(self) -> None:
        """Let somebody notice that its time is over."""
        _, progress, notes = self.states[self.version]
        self.due = False
        self.add("expired", progress, notes)

    def refusal(self) -> str | None:
        """Return which error a change meets, after it has noticed that the session is due."""
        if self.deleted_at is not None:
            return "SessionNotFound"
        if self.due:
            self.expire()
        if self.status == "expired":
            return "SessionExpired"
        return None if self.status in NEXT else "InvalidTransition"


def state_of(session: DocumentationSession) -> tuple[object, ...]:
    return str(session.status), session.progress, tuple(note.memory_id for note in session.notes)


files = st.sampled_from(["a.py", "b.py", None])
actors = st.integers(0, 1)


class TwoManagers(RuleBasedStateMachine):
    """Everything that two processes can do to the same sessions."""

    database: ClassVar[Database]
    remotes: ClassVar[tuple[Remote, Remote]]
    sessions = Bundle("sessions")

    @initialize()
    def begin(self) -> None:
        """Begin with no sessions; the caches of both keep what they have of the example before."""
        self.database.run("TRUNCATE documentation_sessions")
        self.models: dict[UUID, Model] = {}
        self.workspace = uuid4().hex

    @rule(target=sessions, actor=actors, count=st.integers(0, 3))
    def create(self, actor: int, count: int) -> object:
        created = self.remotes[actor].call("create", self.workspace, "m", [f"{number}.py" for number in range(count)])
        model = self.models[created.id] = Model()
        model.add("pending", Progress(count), ())
        assert (state_of(created), created.version) == (model.states[1], 1)
        return created.id

    @rule(actor=actors, id=sessions)
    def get(self, actor: int, id: UUID) -> None:
        model, found = self.models[id], self.remotes[actor].call("get", id)
        if model.deleted_at is not None:
            assert found == "SessionNotFound"
            return
        if model.due:
            model.expire()
        assert (found.version, state_of(found)) == (model.version, model.states[model.version])

    @rule(actor=actors, id=sessions)
    def get_from_memory(self, actor: int, id: UUID) -> None:
        model, began = self.models[id], time.monotonic()
        found = self.remotes[actor].call("get", id, max_staleness=STALENESS)
        if found == "SessionNotFound":
            assert model.deleted_at is not None
            return
        assert model.deleted_at is None or began - STALENESS < model.deleted_at
        if model.due and found.status is Status.EXPIRED:
            model.expire()
        least = max((number for number, at in model.since.items() if at <= began - STALENESS), default=1)
        assert least <= found.version <= model.version
        assert state_of(found) == model.states[found.version]

    @rule(
        actor=actors,
        id=sessions,
        status=st.sampled_from([None, *Status]),
        done=st.none() | st.integers(0, 3),
        current=files | st.just(UNSET),
        expected=st.sampled_from(["any", "right", "wrong"]),
    )
    def update(
        self, actor: int, id: UUID, status: Status | None, done: int | None, current: object, expected: str
    ) -> None:
        model = self.models[id]
        total = model.states[1][1].total_files
        progress = None if done is None else Progress(total, processed_files=min(done, total))
        version = {"any": None, "right": model.version + model.due, "wrong": model.version + 7}[expected]
        wanted = SessionUpdate(status=status, progress=progress, current_file=current, expected_version=version)
        found = self.remotes[actor].call("update", id, wanted)
        if (status, progress, current) == (None, None, UNSET):
            assert found == "InvalidInput"
        elif (refusal := model.refusal()) is not None:
            assert found == refusal
        elif expected == "wrong":
            assert found == "ConcurrentModification"
        elif status is not None and str(status) not in NEXT[model.status]:
            assert found == "InvalidTransition"
        else:
            _, before, notes = model.states[model.version]
            after = progress or before
            if current is not UNSET:
                after = replace(after, current_file=current)
            model.add(str(status or model.status), after, notes)
            assert (found.version, state_of(found)) == (model.version, model.states[model.version])

    @rule(actor=actors, id=sessions, memory=st.text("abc", min_size=1, max_size=3))
    def add_note(self, actor: int, id: UUID, memory: str) -> None:
        model, found = self.models[id], self.remotes[actor].call("add_note", id, "a.py", memory, "noted")
        if (refusal := model.refusal()) is not None:
            assert found == refusal
            return
        status, progress, notes = model.states[model.version]
        model.add(status, progress, (*notes, memory))
        assert (found.version, state_of(found)) == (model.version, model.states[model.version])

    @rule(actor=actors, id=sessions)
    def delete(self, actor: int, id: UUID) -> None:
        model, found = self.models[id], self.remotes[actor].call("delete", id)
        assert found == (None if model.deleted_at is None else "SessionNotFound")
        model.deleted_at = model.deleted_at or time.monotonic()

    @rule(id=sessions)
    def let_its_time_be_over(self, id: UUID) -> None:
        model = self.models[id]
        if model.deleted_at is None and model.status in NEXT:
            self.database.run("UPDATE documentation_sessions SET expires_at = clock_timestamp() WHERE id = %s", [id])
            model.due = True

    @rule(actor=actors)
    def expire(self, actor: int) -> None:
        due = [model for model in self.models.values() if model.due and model.deleted_at is None]
        assert self.remotes[actor].call("expire_sessions") == len(due)
        for model in due:
            model.expire()

    @rule(actor=actors, status=st.sampled_from([None, *Status]), limit=st.integers(1, 4))
    def list(self, actor: int, status: Status | None, limit: int) -> None:
        wanted, found = SessionFilter(workspace_id=self.workspace, status=status, limit=limit), []
        while wanted is not None:
            page = self.remotes[actor].call("list", wanted)
            found += [(each.id, each.version, state_of(each)) for each in page.sessions]
            wanted = None if page.next is None else replace(wanted, after=page.next)
        expected = [
            (id, model.version, model.states[model.version])
            for id, model in reversed(self.models.items())
            if model.deleted_at is None and status in (None, model.status)
        ]
        assert found == expected

    @rule(id=sessions)
    def both_at_once(self, id: UUID) -> None:
        """Both change the same session: one after the other, whichever is first."""
        model = self.models[id]
        for remote, name in zip(self.remotes, ("first.py", "second.py"), strict=True):
            remote.begin("update", id, SessionUpdate(current_file=name))
        found = [remote.finish() for remote in self.remotes]
        refusal = model.refusal()
        if refusal is not None:
            assert found == [refusal, refusal]
            return
        status, progress, notes = model.states[model.version]
        for each in sorted(found, key=lambda each: each.version):
            model.add(status, replace(progress, current_file=each.progress.current_file), notes)
            assert (each.version, state_of(each)) == (model.version, model.states[model.version])
        assert {each.progress.current_file for each in found} == {"first.py", "second.py"}

    @rule(id=consumes(sessions))
    def read_while_it_is_deleted(self, id: UUID) -> None:
        """One deletes, the other reads at the same moment: it is there or not, but afterwards it is gone."""
        model = self.models[id]
        self.remotes[0].begin("delete", id)
        self.remotes[1].begin("get", id)
        deleted, found = (remote.finish() for remote in self.remotes)
        assert deleted == (None if model.deleted_at is None else "SessionNotFound")
        assert found == "SessionNotFound" or model.deleted_at is None
        model.deleted_at = model.deleted_at or time.monotonic()
        assert [remote.call("get", id) for remote in self.remotes] == ["SessionNotFound"] * 2

    @rule()
    def connections_end(self) -> None:
        self.database.terminate()

    @rule(actor=actors)
    def reopen(self, actor: int) -> None:
        self.remotes[actor].call("reopen")

    @rule(target=sessions)
    def an_id_that_nobody_has(self) -> object:
        assert [remote.call("get", uuid4()) for remote in self.remotes] == ["SessionNotFound"] * 2
        return multiple()

    def teardown(self) -> None:
        """Compare all that there is, as both see it."""
        for id in getattr(self, "models", {}):
            for actor in (0, 1):
                self.get(actor, id)


@pytest.fixture(scope="module")
def two_processes(migrated: Database) -> Iterator[None]:
    """Two processes, for all examples: what they have cached stays from one to the next."""
    with ExitStack() as cleanup:
        TwoManagers.database = migrated
        TwoManagers.remotes = tuple(cleanup.enter_context(manager_process(migrated)) for _ in range(2))
        yield
    migrated.run("TRUNCATE documentation_sessions")


def test_two_managers_in_two_processes(two_processes: None) -> None:
    run_state_machine_as_test(
        TwoManagers,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
