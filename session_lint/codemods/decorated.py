"""Functions whose decorators cannot do with them what they do, once they get their caller's session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from session_lint.codemods.census import Census
from session_lint.codemods.decorators import Decorators, Handed, called
from session_lint.codemods.swallowing import Swallowing
from session_lint.codemods.uncertain import Uncertain
from session_lint.facts import walk
from session_lint.facts.program import Branch, Enter, Loop, Raise, Statement, Try
from session_lint.facts.values import Call, Expression, Name
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.symbols import External, Scope

_RETRYING = frozenset({"tenacity", "backoff", "retrying", "retry", "stamina"})
_RETRIES = frozenset({"retry", "on_exception", "on_predicate"})
_ATTEMPTS = frozenset({"Retrying", "AsyncRetrying", "retry_context"})


class Decorated:
    """Answers for a whole project.

    Args:
        project: all files as one program.
        census: every call.
        swallowing: knows which functions write.
    """

    def __init__(self, project: Project, census: Census, swallowing: Swallowing) -> None:
        self._project = project
        self._census = census
        self._swallowing = swallowing
        self._decorators = Decorators(project)

    def refuse(self, function: ProjectFunction, session: str, *, by_keyword: bool) -> None:
        """Raise when a decorator does not hand on the session that a function requires, or would go on without it.

        Args:
            function: the function.
            session: what its session is called.
            by_keyword: whether every call has to name it.

        Raises:
            Uncertain: with the decorator.
        """
        for one in (function, *self._opening_inside(function)):
            self._refuse_going_on(one)
        named = by_keyword or not self._goes_by_position(function, session)
        for decoration in self._decorators.of(function.symbol) if named else ():
            if not all(_takes(one, session) for one in decoration.calls):
                raise Uncertain(
                    f"the decorator @{decoration.name} of {function.qualname!r} does not hand on {session!r} by "
                    "keyword: let its wrapper take and pass **kwargs"
                )

    def _opening_inside(self, function: ProjectFunction) -> Iterator[ProjectFunction]:
        # Their scopes go too: they work with the session of the function around.
        for one in self._project.functions_in(function.symbol.scope.module):
            if function.symbol.function in one.symbol.scope.around and (one.flow.openings or one.flow.constructions):
                yield one

    def _refuse_going_on(self, function: ProjectFunction) -> None:
        name, symbol = function.qualname, function.symbol
        for decorator in symbol.function.decorators:
            if self._retries(decorator, symbol.scope):
                raise Uncertain(_tried_again(name, walk.dotted(called(decorator))))
        for decoration in self._decorators.of(symbol):
            if any(_is_tried_again(one, decoration.calls) for one in decoration.calls):
                raise Uncertain(_tried_again(name, decoration.name))
            if self._swallowing.may_write(symbol) and any(_is_swallowed(one) for one in decoration.calls):
                raise Uncertain(
                    f"where {name!r} fails, its decorator @{decoration.name} goes on: with the caller's session that "
                    "takes a savepoint around the call in there, so that what it did is undone"
                )

    def _goes_by_position(self, function: ProjectFunction, session: str) -> bool:
        calls = self._census.of(function.symbol)
        given = [(one, one.argument(session)) for one in calls]
        return all(index is not None and one.gives(index).keyword is None for one, index in given)

    def _retries(self, decorator: Expression, scope: Scope) -> bool:
        written, scope = self._decorators.written(decorator, scope)
        meant = self._project.names.resolve(called(written), scope)
        if not isinstance(meant, External):
            return False
        package, _, last = meant.name.rpartition(".")
        return package.partition(".")[0] in _RETRYING and last in _RETRIES


def _tried_again(name: str, decorator: str) -> str:
    return (
        f"{name!r} is tried again by its decorator @{decorator}: with the caller's session that has to be done where "
        "the session is opened"
    )


def _takes(handed: Handed, session: str) -> bool:
    gathered = any(one.kind == "**" for one in handed.parameters)
    if gathered and any(one.star == "**" for one in handed.call.arguments):
        return True
    named = any(one.name == session and one.kind in ("any", "keyword") for one in handed.parameters)
    return named and any(one.value == Name(session) for one in handed.call.arguments)


def _is_tried_again(handed: Handed, all_calls: Sequence[Handed]) -> bool:
    if not _is_swallowed(handed):
        return False
    others = [one for one in all_calls if one.wrapper == handed.wrapper and one.call.span != handed.call.span]
    return bool(others) or any(isinstance(statement, Loop) for statement, _ in handed.way)


def _is_swallowed(handed: Handed) -> bool:
    statements = [statement for statement, _ in handed.way]
    for statement, inside in zip(statements, [*statements[1:], None], strict=True):
        match statement:
            case Try(body=body, handlers=handlers) if any(inside is one for one in body):
                if not all(_ends_with_raise(one.body) for one in handlers):
                    return True
            case Enter(items=items):
                if any(_goes_on_behind(item.value, statements) for item in items):
                    return True
            case _:
                pass
    return False


def _goes_on_behind(entered: Expression, around: Sequence[Statement]) -> bool:
    if isinstance(entered, Call):
        return walk.dotted(entered.function) in ("suppress", "contextlib.suppress")
    attempts = [one for one in around if isinstance(one, Loop) and one.target == entered]
    return any(walk.dotted(called(one.iterable)).rpartition(".")[2] in _ATTEMPTS for one in attempts)


def _ends_with_raise(body: tuple[Statement, ...]) -> bool:
    match body[-1] if body else None:
        case Raise():
            return True
        case Branch(body=inner, orelse=orelse):
            return _ends_with_raise(inner) and _ends_with_raise(orelse)
        case _:
            return False
