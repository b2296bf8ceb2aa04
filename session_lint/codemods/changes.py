"""What a codemod is going to do, as values: changes of functions, calls and statements, and what is left to a hand."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from session_lint.facts.values import Span


class SessionParameterChange(Struct, frozen=True):
    """A function whose session becomes a required parameter.

    ``function`` is the span of its name. ``parameter`` is what the session is called from now on, ``annotation`` its
    type as it is to be written where the parameter has none; ``existing`` the optional parameter that it takes the
    place of, empty when there was none; ``signature`` whether the parameters change at all. ``keyword_only`` tells
    whether the parameter stands behind ``*``. ``scopes`` are the spans of the scopes and sessions that the function
    opens and that go. ``moves`` tells that nothing changes but the parameter's place, ``may_write`` whether the
    function, or one that it calls, may leave something in its transaction, ``autoflush`` whether queries flush first.
    """

    function: Span
    parameter: str
    annotation: str
    existing: str = ""
    signature: bool = True
    keyword_only: bool = True
    scopes: frozenset[Span] = frozenset()
    moves: bool = False
    may_write: bool = True
    autoflush: bool = True


class ManagerChange(Struct, frozen=True):
    """A method of a manager, whose session is there from now on.

    ``session`` is what holds it in this method: a parameter, or the ``carrier``, an attribute: ``self._session``.
    ``pairs`` are the methods that handed out the session and whether to close it, ``getters`` those that handed out the
    session alone. ``goes`` tells that the method is such a one itself, and that nobody needs it any more; ``lazy`` the
    keyword by which managers that the method makes get the session, empty where it makes none that are not seen.
    ``flags`` are attributes that said whose the session was, and say the same always.
    """

    session: str
    carrier: str
    pairs: frozenset[str] = frozenset()
    getters: frozenset[str] = frozenset()
    goes: bool = False
    lazy: str = ""
    flags: Mapping[str, bool] = field(default_factory=dict[str, bool])


class CallChange(Struct, frozen=True):
    """A call that passes a session from now on: ``keyword=value``.

    ``argument`` is the index of the argument that is replaced or that gets the keyword; None adds one.
    ``value`` is None where the argument's own value stays.
    """

    call: Span
    keyword: str
    value: str | None
    argument: int | None = None


class ScopeChange(Struct, frozen=True):
    """A call that needs a scope around its statement: ``with opener() as name:``; without a name a savepoint.

    One that stands in a lambda gets its scope there; the lambda becomes a function of the name ``function``. One in the
    head of a compound statement that moves in front of it gives it the name ``head``. ``alone`` tells that no
    neighbouring statement may share the scope.
    """

    call: Span
    opener: str
    name: str
    is_async: bool = False
    function: str = ""
    head: str = ""
    alone: bool = False


class ImportChange(Struct, frozen=True):
    """A name that a file must be able to use: ``from module import name``; ``typing`` when only annotations need it.

    ``written`` is how the file says it, where that is not the name: another name that it is imported under, or
    ``orm.Session`` through a module that the file imports.
    """

    module: str
    name: str
    typing: bool = False
    written: str = ""

    @property
    def bound(self) -> str:
        """The name that the file must bind."""
        return (self.written or self.name).partition(".")[0]


class LocalImport(Struct, frozen=True):
    """A name that a function imports for itself, behind its import of another name: ``beside``."""

    beside: str
    needed: ImportChange


class FileChanges(Struct):
    """All that is to be done in one file, by where it stands.

    ``heads`` are the names that heads of statements get, by the function and the head.
    """

    functions: dict[Span, SessionParameterChange] = field(default_factory=dict[Span, SessionParameterChange])
    calls: dict[Span, CallChange] = field(default_factory=dict[Span, CallChange])
    scopes: dict[Span, ScopeChange] = field(default_factory=dict[Span, ScopeChange])
    managers: dict[Span, ManagerChange] = field(default_factory=dict[Span, ManagerChange])
    local_imports: dict[Span, LocalImport | None] = field(default_factory=dict[Span, LocalImport | None])
    imports: list[ImportChange] = field(default_factory=list[ImportChange])
    heads: dict[Span, dict[Span, str]] = field(default_factory=dict[Span, dict[Span, str]])

    def need(self, function: Span, needed: ImportChange, local: LocalImport | None) -> None:
        """Import a name for a function: inside of it where one local import serves all that need it, else above."""
        if local is None or self.local_imports.setdefault(function, local) != local:
            self.local_imports[function] = None
            self.imports.append(needed)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be done."""
        return not (self.functions or self.calls or self.scopes or self.managers)


class ByHand(Struct, frozen=True, order=True):
    """Something that is not certain enough to be changed: where, and why.

    ``column`` is counted from 1; 0 for the whole line. ``done`` tells that it was changed all the same, in a way that
    is to be said.
    """

    path: str
    line: int
    reason: str
    column: int = 0
    done: bool = False

    @classmethod
    def at(cls, path: str, span: Span, reason: str, *, done: bool = False) -> ByHand:
        """Return what is left at a place."""
        return cls(path, span.line, reason, span.column, done)
