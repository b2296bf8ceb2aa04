"""``decimal-to-string``: money leaves the services as text, formatted in one way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from session_lint.codemods.census import Census
from session_lint.codemods.changes import ByHand
from session_lint.codemods.codemod import Codemod, Work
from session_lint.codemods.imports import with_imports, without_idle
from session_lint.codemods.mentions import Mentioned
from session_lint.codemods.money_formatter import STR, formatter_of, refuse_taken
from session_lint.codemods.options import Options
from session_lint.codemods.silenced import Silenced
from session_lint.codemods.source import Source
from session_lint.codemods.sources import Sources
from session_lint.codemods.text_edits import TextChanges, value_at, way_of, with_texts
from session_lint.codemods.text_fields import TextField, decimal_fields, refusal
from session_lint.codemods.text_readers import readers
from session_lint.codemods.text_types import Text, as_text
from session_lint.codemods.text_uses import computing_lines, container_of, is_added
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import walk
from session_lint.facts import walk as facts
from session_lint.facts.values import Name, Span
from session_lint.project.amounts import Form, Leak
from session_lint.project.function import ProjectFunction
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol

_CODES: dict[Form, str] = {"decimal": "SES502", "column": "SES503", "float": "SES504", "text": "SES505"}
_FIELDS, _VALUES = "fields become text", "values are formatted"


def plan(project: Project, sources: Sources, wanted: frozenset[str], options: Options) -> Work:
    """Return the work: the fields and values of the wanted files, and whoever gives a value to one of the fields."""
    return _Planner(project, sources, wanted, options).work()


class _Planner:
    def __init__(self, project: Project, sources: Sources, wanted: frozenset[str], options: Options) -> None:
        self._project = project
        self._sources = sources
        self._wanted = wanted
        self._options = options
        self._silenced = Silenced(sources)
        self._formatter = formatter_of(project)
        self._by_hand: list[ByHand] = []
        self._entries: set[tuple[FunctionSymbol, str]] = set()  # of the dicts that functions return

    def work(self) -> Work:
        fields = self._fields()
        before = {(path, leak.span) for path, _, leak in self._leaks(self._project)}
        while True:
            self._entries.clear()
            files: dict[str, TextChanges] = {}
            uncertain: list[ByHand] = []
            refused = self._values(fields, before, files, uncertain)
            fields = [one for one in fields if one not in refused]
            if not refused:
                break
        for one in fields:
            self._file(files, one.path).fields[one.field.span] = one.text
        work = Work(
            by_hand=[*self._by_hand, *uncertain, *readers(self._project, self._sources, fields), *self._callers()]
        )
        work.counts = {_FIELDS: len(fields), _VALUES: sum(len(changes.values) for changes in files.values())}
        packages = frozenset(module.name.partition(".")[0] for module in self._project.modules.values())
        mentioned = Mentioned(self._project)
        for path, changes in files.items():
            work.rewrites[path] = self._rewrite(self._project.modules[path], changes, packages, mentioned)
        return work

    # Fields ---------------------------------------------------------------------------------------------------------

    def _fields(self) -> list[TextField]:
        found: list[TextField] = []
        if self._options.only is not None:
            return found  # a field concerns every file that uses it
        for path in sorted(self._wanted):
            module = self._project.modules[path]
            if self._project.roles.of_module(module) in ("test", "migration"):
                continue
            for one in decimal_fields(self._project, module):
                if self._silenced.by_comment(path, one.field.span.line, "SES501"):
                    continue
                reason = self._options.left_alone.get((path, one.dto.name)) or refusal(one, self._project)
                if reason:
                    self._refuse(one, reason)
                else:
                    found.append(one)
        return found

    def _refuse(self, one: TextField, reason: str) -> None:
        self._by_hand.append(ByHand.at(one.path, one.field.span, f"{one.words} stays a Decimal: {reason}"))

    def _callers(self) -> Iterator[ByHand]:
        census = Census(self._project) if self._entries else None
        for symbol, key in self._entries:
            for caller in census.of(symbol) if census is not None else ():
                if caller.function.qualname and not caller.in_class:
                    source = self._sources.of(caller.path)
                    tree = self._sources.function(caller.path, caller.function.symbol.function.span)
                    for line in computing_lines(tree, source, key):
                        reason = f"{key!r} of {symbol.function.name}() is text now, and may be computed with here"
                        yield ByHand(caller.path, line, reason)

    # Values ---------------------------------------------------------------------------------------------------------

    def _leaks(self, project: Project) -> Iterator[tuple[str, ProjectFunction, Leak]]:
        for path, module in project.modules.items():
            functions = project.functions_in(module)
            for form in _CODES:
                for function, leak in project.leaks.of_form(functions, form):
                    yield path, function, leak
            for function in functions:
                if function.role == "test":
                    for leak in project.leaks.built(function):
                        yield path, function, leak

    def _values(
        self,
        fields: list[TextField],
        before: set[tuple[str, Span]],
        files: dict[str, TextChanges],
        uncertain: list[ByHand],
    ) -> list[TextField]:
        """Decide on every value, as they are once some fields are text; return the fields that cannot become it."""
        refused: list[TextField] = []
        for path, function, leak in self._leaks(self._after(fields)):
            known = (path, leak.span) in before
            target = [] if known else self._targets(leak, fields)
            if not target and not (known and path in self._wanted and self._is_wanted(path, function, leak)):
                continue
            try:
                self._decide(path, function, leak, target, files)
            except Uncertain as reason:
                if target and function.role != "test":
                    for one in target:
                        if one not in refused:
                            refused.append(one)
                            self._refuse(one, f"its value at {path}:{leak.span.line} cannot be formatted: {reason}")
                else:
                    uncertain.append(ByHand.at(path, leak.span, f"{leak.what}: {reason}"))
        return refused

    def _after(self, fields: list[TextField]) -> Project:
        if not fields:
            return self._project
        spans: dict[str, dict[Span, Text]] = {}
        for one in fields:
            spans.setdefault(one.path, {})[one.field.span] = one.text
        return self._project.with_facts(
            {path: as_text(self._project.modules[path].facts, found) for path, found in spans.items()}
        )

    def _targets(self, leak: Leak, fields: list[TextField]) -> list[TextField]:
        """Return the fields that a value gets into, which was none of a finding before."""
        named = [one for one in fields if one.field.name == leak.key]
        if leak.into is None:
            return [one for one in named if one.dto.kind == "TypedDict"]
        return [one for one in named if self._is_below(leak.into, one)]

    def _is_below(self, key: object, one: TextField) -> bool:
        if key == one.dto.symbol.key:
            return True
        for dto in self._project.dtos:
            if dto.symbol.key == key:
                keys = [getattr(ancestor, "key", None) for ancestor in self._project.names.lineage(dto.symbol)]
                return one.dto.symbol.key in keys
        return False

    def _is_wanted(self, path: str, function: ProjectFunction, leak: Leak) -> bool:
        if function.role == "test" or self._options.spares(path, leak.span):
            return False
        return not self._silenced.by_comment(path, leak.span.line, _CODES[leak.amount.form])

    def _decide(
        self, path: str, function: ProjectFunction, leak: Leak, target: list[TextField], files: dict[str, TextChanges]
    ) -> None:
        self._options.refuse_left_alone(path, function.qualname)
        if leak.amount.form == "float" and leak.into is not None:
            raise Uncertain("the field that it gets into is a float, and whoever reads that computes with it")
        refuse_taken(self._project, function, self._formatter)
        source = self._sources.of(path)
        tree = self._sources.function(path, function.symbol.function.span)
        if leak.into is None:
            if _returns_decimals(function):
                raise Uncertain("its function is declared to return Decimals: decide on that first")
            if is_added(tree, source, leak.span):
                raise Uncertain("it is added to what is there: add up first, and put the text in at the end")
            if lines := computing_lines(tree, source, leak.key, container_of(tree, source, leak.span)):
                raise Uncertain(f"line {lines[0]} computes with it: put the text in at the end")
        single = leak.single
        if leak.amount.form == "column" and single == "sure" and _may_lack_rows(tree):
            single = "perhaps"
        if single == "perhaps" and target and not any(one.can_be_none for one in target):
            single = "sure"  # the field has never let None in
        way = way_of(value_at(source, leak.span), leak.amount.form, single)
        self._file(files, path).values[leak.span] = way
        if leak.into is None and leak.key != "*":
            self._entries.add((function.symbol, leak.key))

    def _file(self, files: dict[str, TextChanges], path: str) -> TextChanges:
        return files.setdefault(path, TextChanges(self._formatter.name))

    def _rewrite(
        self, module: Module, changes: TextChanges, packages: frozenset[str], mentioned: Mentioned
    ) -> Callable[[Source], cst.Module]:
        def rewrite(source: Source) -> cst.Module:
            tree = with_texts(source, changes)
            needed = [] if self._formatter == STR or not changes.values else [self._formatter]
            tree = with_imports(tree, module, [one for one in needed if one.module != module.name], packages)
            return without_idle(source.module, tree, lambda name: bool(mentioned.elsewhere(module, name)))[0]

        return rewrite


def _returns_decimals(function: ProjectFunction) -> bool:
    declared = function.symbol.function.returns
    parts = facts.expressions(declared) if declared is not None else ()
    return any(isinstance(part, Name) and part.id == "Decimal" for part in parts)


def _may_lack_rows(tree: cst.FunctionDef) -> bool:
    names = {part.value for part in walk(tree.body) if isinstance(part, cst.Name)}
    return bool(names & {"outerjoin", "isouter", "full"})


CODEMOD = Codemod(
    name="decimal-to-string",
    summary="Money is computed as Decimal, and formatted as text where it gets into a DTO.",
    repairs=("SES501", "SES502", "SES503", "SES504", "SES505"),
    why="""\
Every Decimal that a service puts into a dict which it returns, or anybody into a DTO, is formatted there: by the first
of `money-formatters`, or by `str`. What is computed before stays a Decimal. A value that may be None stays None. Fields
of dataclasses, TypedDicts, NamedTuples, pydantic and attrs classes that held a Decimal are declared `str`, and all that
gets into them is formatted with them, in tests too. `float(cost)` and `str(cost)` become the formatter's call.

A field stays a Decimal, and is listed, where one of its values is not for certain one amount, such as a list of them,
where its type or default says more than that it is a Decimal, where its class validates it or computes with it when it
is made, and where pydantic makes it of an object's attributes. A value of a dict that its function computes with
afterwards is listed. Whoever else computes with what is text now is listed too: the text has to become a Decimal again
there, or better, the sum be made where the Decimals are.""",
    before="""\
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class EventCost:
    name: str
    total: Decimal
    rebate: Decimal | None = None


def get_event_cost(name: str, amounts: list[Decimal], rebate: Decimal | None) -> EventCost:
    total = sum(amounts, Decimal(0))
    return EventCost(name, total=total, rebate=rebate)
""",
    after="""\
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class EventCost:
    name: str
    total: str
    rebate: str | None = None


def get_event_cost(name: str, amounts: list[Decimal], rebate: Decimal | None) -> EventCost:
    total = sum(amounts, Decimal(0))
    return EventCost(name, total=str(total), rebate=str(rebate) if rebate is not None else None)
""",
    plan=plan,
)
