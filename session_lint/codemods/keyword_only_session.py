"""``keyword-only-session``: a service's session stands behind ``*``, and every caller names it."""

from __future__ import annotations

from session_lint.codemods.argument_order import refuse_reordered
from session_lint.codemods.by_place import ByPlace
from session_lint.codemods.census import Caller, Census
from session_lint.codemods.changes import ByHand, CallChange, FileChanges, SessionParameterChange
from session_lint.codemods.codemod import UNCALLED, Codemod, Work
from session_lint.codemods.families import Families
from session_lint.codemods.forced import Forced
from session_lint.codemods.options import Options
from session_lint.codemods.rewriting import Rewriting
from session_lint.codemods.silenced import Silenced
from session_lint.codemods.sources import Sources
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.unresolved import Unresolved
from session_lint.project.function import ProjectFunction
from session_lint.project.functions import SessionParameter
from session_lint.project.project import Project


def plan(project: Project, sources: Sources, wanted: frozenset[str], options: Options) -> Work:
    """Return the work: the services of the wanted files, and every caller in the project."""
    planner, silenced = _Planner(project, options), Silenced(sources)
    by_hand: list[ByHand] = []
    for path in sorted(wanted):
        for function in project.functions_in(project.modules[path]):
            if function.role != "service" or function.signature_is_forced:
                continue
            for found in function.session_parameters:
                span = found.parameter.span
                positional = found.parameter.kind in ("positional", "any") and not found.injected
                if not positional or options.spares(path, span) or silenced.by_comment(path, span.line, "SES106"):
                    continue
                try:
                    planner.move(function, found)
                except Uncertain as refusal:
                    by_hand.append(ByHand.at(path, span, str(refusal)))
    work = Work(by_hand=[*by_hand, *sorted(planner.mocks)])
    work.counts = {
        "sessions become keyword-only": sum(len(changes.functions) for changes in planner.files.values()),
        "calls name it": sum(len(changes.calls) for changes in planner.files.values()),
    }
    if planner.uncalled:
        work.counts[UNCALLED] = planner.uncalled
    for path, changes in planner.files.items():
        work.rewrites[path] = lambda source, changes=changes: Rewriting(source, changes).module()
    return work


class _Planner:
    def __init__(self, project: Project, options: Options) -> None:
        self.files: dict[str, FileChanges] = {}
        self._project = project
        self._options = options
        self._census = Census(project)
        self._families = Families(project)
        self._forced = Forced(project)
        self._unresolved = Unresolved(project, self._census)
        self._by_place = ByPlace(project)
        self.mocks: set[ByHand] = set()
        self.uncalled = 0

    def move(self, function: ProjectFunction, found: SessionParameter) -> None:
        """Note what changes when a session moves.

        Raises:
            Uncertain: when somebody else may pass it by its position.
        """
        symbol, name = function.symbol, found.parameter.name
        for one in self._families.of(function):
            self._options.refuse_left_alone(one.path, one.qualname)
        if len([one for one in function.session_parameters if one.parameter.kind in ("positional", "any")]) > 1:
            raise Uncertain(f"{function.qualname!r} takes two sessions")
        if found.parameter.kind == "positional":
            raise Uncertain(f"{name!r} of {function.qualname!r} stands before a '/': its callers may not name it")
        if reason := self._forced.reason(function):
            raise Uncertain(reason)
        if symbol.owner is not None and (place := self._unresolved.call_of(symbol.function, name)):
            raise Uncertain(f"{function.qualname!r} may be what is called at {place}, with its session by position")
        if reason := self._by_place.reason(symbol, name):
            raise Uncertain(f"{function.qualname!r}: {reason}")
        calls = [(caller, self._named(caller, name)) for caller in self._census.of(symbol)]
        for one in self._families.of(function):  # its overloads say the same
            span = one.symbol.function.span
            self._file(one.path).functions[span] = SessionParameterChange(
                span, name, found.type_name, existing=name, moves=True
            )
        self.uncalled += not self._families.is_called(function, self._census)
        for caller, change in calls:
            if change is not None:
                self._file(caller.path).calls[change.call] = change
        if any(change is not None for _, change in calls):
            self.mocks |= set(self._by_place.mocks(symbol.function.name, name))

    def _named(self, caller: Caller, name: str) -> CallChange | None:
        self._options.refuse_left_alone(caller.path, caller.function.qualname)
        if caller.site.stars and name not in {argument.keyword for argument in caller.call.arguments}:
            raise Uncertain(f"{caller.path}:{caller.line} may pass the session by * or **")
        index = caller.argument(name)
        if index is None or caller.gives(index).keyword is not None:
            return None
        try:
            refuse_reordered(caller.call, index)
        except Uncertain as refusal:
            raise Uncertain(f"{caller.path}:{caller.line}: {refusal}") from refusal
        return CallChange(caller.site.span, name, None, index)

    def _file(self, path: str) -> FileChanges:
        return self.files.setdefault(path, FileChanges())


CODEMOD = Codemod(
    name="keyword-only-session",
    summary="A service's session parameter stands behind `*`, and every caller passes it by its name.",
    repairs=("SES106",),
    why="""\
`add_event("Fair", s)` does not say that it hands its session on. The parameter moves behind the `*`, with its type and
default as they are, and every call that passed it by position names it: also through re-exports, aliases and instances
whose class is known. A function that is passed on as a value, a method that something unknown may call, a call with
`*args`, and one that makes its session before its other arguments and would make it after them are listed; nothing of
such a function changes.""",
    before="""\
from sqlalchemy.orm import Session


def add_event(session: Session, name: str) -> None:
    session.add(Event(name=name))


def add_fair(*, session: Session) -> None:
    add_event(session, "Fair")
""",
    after="""\
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> None:
    session.add(Event(name=name))


def add_fair(*, session: Session) -> None:
    add_event("Fair", session=session)
""",
    plan=plan,
)
