"""Sessions that a function opens and that the caller's cannot replace: options of their own, or work never committed.

What a session is left with when it is closed is thrown away, while the caller commits what it finds in its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from session_lint.codemods.census import Caller, Census
from session_lint.codemods.committing import Committing, Way, ways
from session_lint.codemods.folding import CONTEXTS
from session_lint.codemods.swallowing import Swallowing
from session_lint.codemods.uncertain import Uncertain
from session_lint.facts import walk
from session_lint.facts.program import Bind, Branch, Enter, Return, Statement
from session_lint.facts.values import (
    Attribute,
    Await,
    Call,
    Conditional,
    Display,
    Expression,
    Literal,
    Name,
    Operation,
    Span,
)
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project

_HARMLESS = frozenset({"future"})
_CLASSES = frozenset({"Session", "AsyncSession"})


class Own(Struct, frozen=True):
    """A session that a function opens: the call, what it is called, whether the call makes the session itself.

    ``stands_in`` tells whether it is opened in place of one that the caller may hand in.
    """

    call: Call
    names: frozenset[str]
    is_made: bool
    stands_in: bool


class OwnSessions:
    """Answers for a whole project.

    Args:
        project: all files as one program.
        census: every call.
        swallowing: knows what may write.
    """

    def __init__(self, project: Project, census: Census, swallowing: Swallowing) -> None:
        self._project = project
        self._census = census
        self._swallowing = swallowing
        self._committing = Committing(project)

    def refuse(self, function: ProjectFunction) -> None:
        """Raise when a function's own sessions do what its caller's session would not.

        Args:
            function: the function.

        Raises:
            Uncertain: with what is to be decided.
        """
        for own in opened(function):
            if option := _option(own, function):
                raise Uncertain(
                    f"{function.qualname!r} opens its session with {option}, which its callers' sessions need not "
                    "have: give it a session yourself"
                )
            if self._swallowing.may_write_itself(function.symbol):
                self._refuse_uncommitted(function, own)

    def _refuse_uncommitted(self, function: ProjectFunction, own: Own) -> None:
        name = function.qualname
        if own.names and not self._commits_at_its_end(function, own):
            commits = [
                way for _, way in ways(function.symbol.function.body, lambda one: _is_call_of(one, own.names, "commit"))
            ]
            # What stands in for a caller's session writes for the caller to keep, and lacks its commit by mistake.
            if not commits and not own.stands_in and not self._is_committed_elsewhere(function, own):
                raise Uncertain(
                    f"{name!r} writes and never commits, so that its own session throws the work away: decide whether "
                    "the caller is to keep it"
                )
            flags = [_flag(function, way) for way in commits]
            if flags and all(flags):
                for flag, is_on in (one for one in flags if one is not None):
                    if not all(_gives(caller, flag, is_on) for caller in self._census.of(function.symbol)):
                        raise Uncertain(
                            f"{name!r} commits as {flag!r} says, and not every call lets it: decide whether the "
                            "caller is to keep the work"
                        )

    def _commits_at_its_end(self, function: ProjectFunction, own: Own) -> bool:
        # What comes from outside of the project is taken for a scope that commits, as they do.
        return not own.is_made and self._committing.scope(own.call, function.symbol) is not False

    def _is_committed_elsewhere(self, function: ProjectFunction, own: Own) -> bool:
        body = function.symbol.function.body
        if any(_is_call_of(one, own.names, "commit", "begin") for one in walk.everything(body)):
            return True
        node = self._project.graph.node(function.symbol)
        for site in node.sites if node is not None else ():
            callee = self._project.graph.node(site.callee)
            if site.handed and callee is not None and any(effect.kind == "commits" for effect in callee.effects):
                return True
        return False


def opened(function: ProjectFunction) -> list[Own]:
    """Return the sessions that a function opens, with the names that they go by."""
    made = {opening.span for opening in function.flow.constructions}
    openings = {opening.span: opening for opening in (*function.flow.constructions, *function.flow.openings)}
    found: dict[Call, tuple[set[str], bool]] = {}
    aliases: list[tuple[str, str]] = []
    for statement in walk.statements(function.symbol.function.body):
        for value, target, span in _bound(statement):
            name = walk.dotted(target) if target is not None else ""
            if isinstance(value, Name) and name:
                aliases.append((value.id, name))
            for call in _calls(value):
                opening = openings.get(call.span) or openings.get(span)
                if opening is not None and walk.dotted(call.function) not in CONTEXTS:
                    found.setdefault(call, (set(), bool(opening.guarded)))[0].update({name} if name else ())
    for names, _ in found.values():
        for old, new in aliases:
            names |= {new} if old in names else set()
    return [Own(call, frozenset(names), call.span in made, stands_in) for call, (names, stands_in) in found.items()]


def _bound(statement: Statement) -> Iterator[tuple[Expression, Expression | None, Span]]:
    match statement:
        case Enter(items=items):
            for item in items:
                yield item.value, item.target, item.span
        case Bind(targets=(target,), value=value, value_span=span) if value is not None:
            yield value, target, span
        case _:
            pass


def _calls(value: Expression) -> Iterator[Call]:
    match value:
        case Call():
            yield value
        case Await(value=inner):
            yield from _calls(inner)
        case Conditional(body=body, orelse=orelse):
            yield from (*_calls(body), *_calls(orelse))
        case Operation(operator="or" | "and", operands=operands):
            for operand in operands:
                yield from _calls(operand)
        case _:
            pass


def _option(own: Own, function: ProjectFunction) -> str:
    for argument in own.call.arguments:
        constant = isinstance(argument.value, Literal) and argument.value.kind != "None"
        words = f"{argument.keyword}=" if argument.keyword is not None else "an option"
        if not own.is_made:
            if constant:
                return words
        elif argument.keyword == "expire_on_commit" and constant:
            if _returns_objects(function):
                return words
        elif argument.keyword == "bind" and walk.dotted(own.call.function).rpartition(".")[2] in _CLASSES:
            pass
        elif argument.star or (argument.keyword is not None and argument.keyword not in _HARMLESS):
            return words
    return ""


def _returns_objects(function: ProjectFunction) -> bool:
    # An object that is not expired is of use to whoever gets it after the commit.
    return any(
        isinstance(part, (Name, Call))
        for statement in walk.statements(function.symbol.function.body)
        if isinstance(statement, Return) and statement.value is not None
        for part in (statement.value.items if isinstance(statement.value, Display) else (statement.value,))
    )


def _is_call_of(expression: Expression, names: frozenset[str], *methods: str) -> bool:
    match expression:
        case Call(function=Attribute(value=receiver, name=method)):
            return method in methods and walk.dotted(receiver) in names
        case _:
            return False


def _flag(function: ProjectFunction, way: Way) -> tuple[str, bool] | None:
    # The parameter that decides on a commit alone, and what it has to be for it.
    for statement, _ in way:
        if isinstance(statement, Branch):
            test, wanted = statement.test, True
            if isinstance(test, Operation) and test.operator == "not":
                test, wanted = test.operands[0], False
            names = {one.name for one in function.symbol.function.parameters}
            for block, holds in ((statement.body, wanted), (statement.orelse, not wanted)):
                inside = len(block) == 1 and any(one is block[0] for one, _ in way)
                if inside and isinstance(test, Name) and test.id in names:
                    return test.id, holds
    return None


def _gives(caller: Caller, flag: str, is_on: bool) -> bool:
    index = caller.argument(flag)
    if index is not None:
        given = caller.gives(index).value
    elif caller.site.stars:
        return False
    else:
        parameters = caller.site.callee.function.parameters
        given = next((one.default for one in parameters if one.name == flag), None)
    return isinstance(given, Literal) and given.kind == str(is_on)
