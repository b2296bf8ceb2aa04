"""What runs beside a function, or after it, with the function's sessions: tasks, threads, jobs, streams."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from session_lint.facts import walk
from session_lint.facts.program import Bind, Define, Enter, Function, Loop, Statement
from session_lint.facts.values import (
    Attribute,
    Await,
    Call,
    Comprehension,
    Display,
    Expression,
    Lambda,
    Literal,
    Name,
    Starred,
)
from session_lint.facts.words import written
from session_lint.project.held import Holding, State
from session_lint.project.lifetimes import Launch, Lifetimes
from session_lint.project.release_reader import captures
from session_lint.project.symbols import Scope
from session_lint.project.values import Values

_JOBS = frozenset({"delay", "apply_async", "send_task", "enqueue", "enqueue_in", "add_job"})
_STREAMS = frozenset({"StreamingResponse", "EventSourceResponse", "StreamingHttpResponse", "stream_with_context"})
_THREADS = frozenset({"Thread", "Timer", "Process"})
_SUBMITS = frozenset({"submit", "run_in_executor", "to_thread", "run_coroutine_threadsafe", "run_sync"})
_TASKS = frozenset({"create_task", "ensure_future", "start_soon"})
_GATHERS = frozenset({"gather", "wait", "as_completed"})
_MAPS = frozenset({"map", "starmap", "imap", "imap_unordered", "map_async", "starmap_async", "amap"})
_POOL = re.compile(r"executor|pool|threads?$", re.IGNORECASE)
_BACKGROUND = re.compile(r"background|tasks$", re.IGNORECASE)
_WRITING = frozenset({"insert", "update", "delete", "text", "upsert", "pg_insert", "sqlite_insert", "mysql_insert"})
_STARTS = _JOBS | _STREAMS | _THREADS | _SUBMITS | _TASKS | _GATHERS | _MAPS | {"add_task"}

Given = tuple[str, Holding]


class LaunchReader:
    """Reads where something is started with a session.

    Args:
        values: evaluates expressions.
        scope: the scope of the function's body.
        found: where it is written down.
    """

    def __init__(self, values: Values, scope: Scope, found: Lifetimes) -> None:
        self._values = values
        self._scope = scope
        self._found = found
        self._nested: dict[str, Function] = {}
        self._contents: dict[str, list[Expression]] = {}
        self._loops: list[set[str]] = []
        self._known: set[int] = set()
        self._several: set[int] = set()  # calls in a comprehension that makes one for each item

    def statement(self, statement: Statement) -> None:
        """Read what local functions and lists of coroutines are called."""
        match statement:
            case Define():
                self._nested[statement.function.name] = statement.function
            case Bind(value=Display() | Comprehension() | Lambda() | Call() as value):
                for target in statement.targets:
                    if isinstance(target, Name):
                        self._contents[target.id] = [value]
            case _:
                pass

    def writes(self, call: Call) -> bool:
        """Tell whether ``execute`` is seen to be given what changes rows, or text."""
        if not call.arguments:
            return False
        statement = call.arguments[0].value
        if isinstance(statement, Name):
            statement = self._contents.get(statement.id, [statement])[0]
        while isinstance(statement, Call):
            if walk.dotted(statement.function).rpartition(".")[2] in _WRITING:
                return True
            statement = statement.function
            while isinstance(statement, Attribute):
                statement = statement.value
        return isinstance(statement, Literal)

    def bound(self, name: str) -> None:
        """Read that a name is bound: in a loop it is another one in every turn."""
        for loop in self._loops:
            loop.add(name)

    def loop(self, begins: bool) -> None:
        """Begin or end the block of a loop."""
        if begins:
            self._loops.append(set())
        else:
            self._loops.pop()

    def expression(self, expression: Expression, state: State) -> None:
        """Read an expression, in the state in which it is evaluated."""
        match expression:
            case Comprehension():
                for part in walk.expressions(expression.element):
                    if isinstance(part, Call):
                        self._several.add(id(part))
            case Call():
                self._call(expression, state)
            case _:
                pass

    def _call(self, call: Call, state: State) -> None:
        path = walk.dotted(call.function)
        name = call.function.name if isinstance(call.function, Attribute) else path
        if name == "append" and isinstance(call.function, Attribute) and call.arguments:
            self._contents.setdefault(walk.dotted(call.function.value), []).append(call.arguments[0].value)
        if name not in _STARTS or not self._starts(call, name, state):
            return
        arguments = [argument.value for argument in call.arguments]
        if name in _GATHERS or name in _MAPS:
            given, count = self._together(arguments, name in _MAPS, state)
            if given and count > 1:
                self._launch(Launch(call, path or name, *given, "together", True))
            return
        kind = "later" if name in _JOBS or name in _STREAMS or name == "add_task" else "started"
        lazily = name in _TASKS or name in _STREAMS or name == "run_coroutine_threadsafe"
        for argument in arguments:
            given = next(self._sessions(argument, frozenset(), lazily, state), None)
            if given is not None:
                self._launch(Launch(call, path or name, *given, kind, self._repeated(call, given)))
                return

    def _starts(self, call: Call, name: str, state: State) -> bool:
        receiver = walk.dotted(call.function.value) if isinstance(call.function, Attribute) else ""
        if name == "add_task":
            return _BACKGROUND.search(receiver) is not None or self._is_background(receiver)
        if name in _MAPS or name == "submit":
            return _POOL.search(receiver) is not None or (name == "submit" and bool(receiver))
        if name in ("wait", "gather", "as_completed"):
            return receiver in ("", "asyncio", "asyncio.tasks")
        if not isinstance(call.function, Attribute):
            return True
        return all(held.kind != "session" for held in self._values.of(call.function.value, self._scope, state))

    def _repeated(self, call: Call, given: Given) -> bool:
        root = given[0].partition(".")[0]
        if id(call) in self._several:
            return True
        return bool(self._loops) and root not in self._loops[-1]

    def _is_background(self, receiver: str) -> bool:
        function = self._scope.around[-1] if self._scope.around else None
        return isinstance(function, Function) and any(
            parameter.name == receiver and written(parameter.annotation).endswith("BackgroundTasks")
            for parameter in function.parameters
        )

    def _launch(self, launch: Launch) -> None:
        if id(launch.call) not in self._known:  # a loop's block is read twice
            self._known.add(id(launch.call))
            self._found.launches.append(launch)

    def _together(self, arguments: list[Expression], maps: bool, state: State) -> tuple[Given | None, int]:
        # How many of the coroutines that run at once have the same session; a comprehension makes many.
        counts: dict[str, int] = {}
        found: dict[str, Given] = {}
        for argument in self._expanded(arguments):
            many = maps or isinstance(argument, Comprehension)
            taken = {given[0]: given for given in self._sessions(argument, frozenset(), not maps, state)}
            for words, holding in taken.values():
                counts[words] = counts.get(words, 0) + (2 if many else 1)
                found[words] = (words, holding)
        most = max(counts, key=lambda words: counts[words], default="")
        return found.get(most), counts.get(most, 0)

    def _expanded(self, arguments: Iterable[Expression]) -> Iterator[Expression]:
        for argument in arguments:
            value = argument.value if isinstance(argument, Starred) else argument
            if isinstance(value, Name) and value.id in self._contents:
                inside = self._contents[value.id]
                if len(inside) == 1 and isinstance(inside[0], Display):
                    yield from inside[0].items
                else:
                    yield from inside
            elif isinstance(value, Display):
                yield from value.items
            else:
                yield value

    def _sessions(self, value: Expression, hidden: frozenset[str], lazily: bool, state: State) -> Iterator[Given]:
        # The sessions that an argument takes along: by name, in a coroutine, a lambda, a partial or a local function.
        match value:
            case Name() | Attribute():
                path = walk.dotted(value)
                root = path.partition(".")[0]
                if not path or root in hidden or root not in state.held:
                    if isinstance(value, Name) and value.id in self._nested:
                        yield from self._captured(self._nested[value.id], state)
                    return
                if shared := _shared(self._values.of(value, self._scope, state)):
                    yield path, shared
                elif isinstance(value, Attribute):
                    yield from self._sessions(value.value, hidden, lazily, state)  # session.commit, as a value
                elif value.id in self._nested:
                    yield from self._captured(self._nested[value.id], state)
            case Lambda():
                own = {parameter.name for parameter in value.parameters}
                yield from self._sessions(value.body, hidden | own, True, state)
            case Call() if not lazily and not _carries(value):
                return  # evaluated before anything is started
            case Comprehension():
                own = {part.id for c in value.clauses for part in walk.expressions(c.target) if isinstance(part, Name)}
                yield from self._sessions(value.element, hidden | own, lazily, state)
                for clause in value.clauses if value.kind == "generator" else ():
                    yield from self._sessions(clause.iterable, hidden | own, lazily, state)
            case _:
                for child in walk.children(value):
                    yield from self._sessions(child, hidden, lazily, state)

    def _captured(self, function: Function, state: State) -> Iterator[Given]:
        for name, holding in state.held.items():
            if (shared := _shared(holding)) and captures(function, name):
                yield name, shared
        for part in walk.everything(function.body):
            if isinstance(part, Attribute) and (root := walk.dotted(part).partition(".")[0]) in state.held:
                carried = _shared(self._values.of(part, self._scope, state))
                if carried and captures(function, root):
                    yield walk.dotted(part), carried


def _shared(holding: Holding) -> Holding:
    return frozenset(held for held in holding if held.kind == "session" and held.origin != "ambient")


def _carries(call: Call) -> bool:
    # partial(work, session), Worker(session): what they are given goes along.
    name = walk.dotted(call.function).rpartition(".")[2]
    return name == "partial" or name[:1].isupper()


def waited_for(body: tuple[Statement, ...]) -> tuple[frozenset[str], frozenset[int], dict[int, str]]:
    """Return what a function waits for.

    The names that are awaited, joined or asked for a result, the calls that are so at once, and the name that the
    result of each call is bound to or collected in. Executors and task groups that are entered are waited for too.
    """
    names: set[str] = set()
    calls: set[int] = set()
    targets: dict[int, str] = {}
    for statement in walk.statements(body):
        if isinstance(statement, Bind) and isinstance(statement.targets[0], Name) and statement.value is not None:
            for part in walk.expressions(statement.value):
                if isinstance(part, Call):
                    targets[id(part)] = statement.targets[0].id
        if isinstance(statement, Enter):
            names |= {item.target.id for item in statement.items if isinstance(item.target, Name)}
        match statement:
            case Loop(target=Name(id=each), iterable=Name(id=kept)) if any(
                _waits_for(inner, each) for inner in walk.own_expressions(statement.body)
            ):
                names.add(kept)
            case _:
                pass
    for part in walk.own_expressions(body):
        match part:
            case Await(value=Name() as waited):
                names.add(waited.id)
            case Await(value=Call() as waited):
                calls |= {id(inner) for inner in walk.expressions(waited) if isinstance(inner, Call)}
                names |= _given(waited)
            case Call(function=Attribute(value=Name() as waited, name="join" | "result" | "get")):
                names.add(waited.id)
            case Call(function=Attribute(value=Call() as waited, name="result" | "join" | "get")):
                calls.add(id(waited))
            case Call(function=Attribute(value=Name() as kept, name="append")):
                for argument in part.arguments:
                    targets[id(argument.value)] = kept.id
            case Call(function=Name(id="wait" | "as_completed") | Attribute(name="wait" | "as_completed")):
                names |= _given(part)
            case _:
                pass
    return frozenset(names), frozenset(calls), targets


def _given(call: Call) -> set[str]:
    return {
        part.id for argument in call.arguments for part in walk.expressions(argument.value) if isinstance(part, Name)
    }


def _waits_for(part: Expression, name: str) -> bool:
    match part:
        case Await(value=Name(id=waited)):
            return waited == name
        case Call(function=Attribute(value=Name(id=waited), name="join" | "result" | "get")):
            return waited == name
        case _:
            return False
