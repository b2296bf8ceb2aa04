"""What becomes of the methods of managers, and which of them nobody needs any more."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst
from msgspec import structs

from session_lint.codemods.census import Census, Key
from session_lint.codemods.changes import ByHand, ManagerChange
from session_lint.codemods.folding import Known
from session_lint.codemods.manager_endings import endings
from session_lint.codemods.manager_losses import Losses
from session_lint.codemods.manager_methods import (
    asks,
    attributes_decided,
    binds_attribute,
    does_nothing,
    handed_out,
    on_its_session,
    works_without,
)
from session_lint.codemods.managers import Family, Managers
from session_lint.codemods.options import Options
from session_lint.codemods.sources import Sources
from session_lint.codemods.uncertain import Uncertain
from session_lint.facts import walk
from session_lint.facts.values import Argument, Attribute, Call, Expression, Literal, Span
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project

_BY_NAME = frozenset({"getattr", "setattr", "hasattr", "delattr", "object"})
"""Which functions take an attribute by its name: ``object`` of ``patch.object``."""


class MethodRepairs:
    """Decides on methods.

    Args:
        project: all files as one program.
        sources: the files.
        managers: the managers.
        census: every call.
        options: which functions are not to be changed.
    """

    def __init__(
        self,
        project: Project,
        sources: Sources,
        managers: Managers,
        census: Census,
        options: Options,
    ) -> None:
        self._project = project
        self._sources = sources
        self._managers = managers
        self._census = census
        self._options = options
        self._losses = Losses(sources, managers, census)
        self.by_hand: list[ByHand] = []
        """What is not certain enough."""

    def of(self, family: Family, required: set[Key]) -> list[tuple[ProjectFunction, ManagerChange]]:
        """Return the methods that change, with their changes; what is left to a hand is noted.

        Args:
            family: the managers.
            required: the keys of the methods whose session becomes required.

        Raises:
            Uncertain: when one of these, or what the others rely on, cannot be changed for certain.
        """
        flags = self._flags(family)
        plain = {method: self._plain(family, method, flags) for method in family.methods}
        pairs, getters = self._handing_out(plain)
        for method in family.methods:
            if reason := self._losses.thrown_away(family, method, pairs):
                raise Uncertain(reason)
        stay: set[str] = set()
        repaired: list[tuple[ProjectFunction, ManagerChange]] = []
        trees = {method: self._tree(method) for method, change in plain.items() if change is not None}
        noted: set[ProjectFunction] = set()
        for method, change in plain.items():
            if change is None or method.symbol.function.name in pairs | getters:
                continue
            change = structs.replace(change, pairs=pairs, getters=getters)
            tree, source = self._tree(method), self._sources.of(method.path)
            try:
                self._options.refuse_left_alone(method.path, method.qualname)
                if reason := self._losses.relied_on(method):
                    raise Uncertain(reason)
                changed, renames = on_its_session(source, tree, change)
                if stands_in := works_without(tree, change, _opened(method), source):
                    raise Uncertain(stands_in)
            except Uncertain as refusal:
                if method.symbol.key in required or any(asks(tree, name) for name in flags):
                    raise
                self._note(method, f"{method.qualname!r}: {refusal}")
                noted.add(method)
                stay |= {name for name in pairs | getters if asks(tree, name)}
                continue
            trees[method] = changed
            if changed is not tree or renames or method.symbol.key in required:
                repaired.append((method, change))
                if does_nothing(changed) and not does_nothing(tree):
                    reason = f"{method.qualname!r} has nothing left to do: take it out, and its callers' calls"
                    self._note(method, reason)
            stay |= {name for name in pairs | getters if asks(changed, name)}
        for name in sorted(pairs | getters):
            if place := self._asked_elsewhere(family, name):
                stay.add(name)
                reason = f"{name!r} is used at {place}: its session is the manager's own now, and nobody's to close"
                self.by_hand.append(ByHand.at(family.base.scope.module.path, family.base.definition.span, reason))
        for method, change in plain.items():
            name = method.symbol.function.name
            if change is not None and name in pairs | getters:
                repaired.append((method, structs.replace(change, goes=name not in stay)))
        for method, reason in endings(family, trees):
            if method not in noted:
                self._note(method, reason)
        self._list_idle([method for method, change in repaired if change.goes])
        return repaired

    def _flags(self, family: Family) -> dict[str, bool]:
        """Return the attributes that say whose the session is, such as ``self._owns_session = session is None``."""
        found: dict[str, bool] = {}
        for init in family.inits:
            for session in init.session_parameters:
                known = Known({session.parameter.name, family.carrier(init)})
                found |= attributes_decided(self._tree(init), known)
        return {
            name: value
            for name, value in found.items()
            if sum(binds_attribute(self._tree(method), name) for method in family.methods) == 1
            and not self._asked_elsewhere(family, name)
        }

    def _plain(self, family: Family, method: ProjectFunction, flags: Mapping[str, bool]) -> ManagerChange | None:
        carrier = family.carrier(method)
        if not carrier or method.is_stub:
            return None
        session = carrier
        if method.symbol.function.name == "__init__":
            taken = method.session_parameters
            session = taken[0].parameter.name if taken else carrier
        lazy = family.parameter if self._makes_unseen(method) else ""
        return ManagerChange(session, carrier, lazy=lazy, flags=flags)

    def _handing_out(self, plain: dict[ProjectFunction, ManagerChange | None]) -> tuple[frozenset[str], frozenset[str]]:
        found: dict[str, set[str]] = {}
        for method, change in plain.items():
            tree = self._tree(method)
            kind = ""
            if change is not None:
                try:
                    specialised, _ = on_its_session(self._sources.of(method.path), tree, change)
                except Uncertain:
                    specialised = tree
                kind = handed_out(specialised, change.carrier) if specialised is not tree else ""
            found.setdefault(method.symbol.function.name, set()).add(kind)
        return (
            frozenset(name for name, kinds in found.items() if kinds == {"pair"}),
            frozenset(name for name, kinds in found.items() if kinds == {"session"}),
        )

    def _asked_elsewhere(self, family: Family, name: str) -> str:
        """Return where a method that hands out the session is used outside of the managers; empty for nowhere."""
        own = {id(method.symbol.function) for method in family.methods}
        for module in self._project.modules.values():
            if any(_mentions(one, name) for one in walk.own_expressions(module.facts.body)):
                return module.path
            for function in self._project.functions_in(module):
                definition = function.symbol.function
                around = {id(one) for one in (*function.symbol.scope.around, definition)}
                if not own & around and any(_mentions(one, name) for one in walk.own_expressions(definition.body)):
                    return f"{module.path}:{definition.span.line}"
        return ""

    def _list_idle(self, gone: list[ProjectFunction]) -> None:
        keys = {method.symbol.key for method in gone}
        for method in gone:
            for caller in self._census.inside(method.symbol):
                callee = caller.site.callee
                if all(one.function.symbol.key in keys for one in self._census.of(callee)):
                    reason = f"nobody calls {callee.function.qualname!r} any more: take it out"
                    self.by_hand.append(ByHand.at(callee.scope.module.path, callee.function.span, reason))

    def _makes_unseen(self, method: ProjectFunction) -> bool:
        """Tell whether a method makes managers of a class that it is handed."""
        if not any(one.kind == "**" for one in method.symbol.function.parameters):
            return False
        for caller in self._census.of(method.symbol):
            scope = caller.function.symbol.scope.inside(caller.function.symbol.function)
            for argument in caller.call.arguments:
                if self._managers.is_manager(self._project.names.resolve(argument.value, scope)):
                    return True
        return False

    def _tree(self, method: ProjectFunction) -> cst.FunctionDef:
        return self._sources.function(method.path, method.symbol.function.span)

    def _note(self, method: ProjectFunction, reason: str) -> None:
        self.by_hand.append(ByHand.at(method.path, method.symbol.function.span, reason))


def _opened(method: ProjectFunction) -> frozenset[Span]:
    return frozenset(one.span for one in (*method.flow.openings, *method.flow.constructions))


def _mentions(expression: Expression, name: str) -> bool:
    match expression:
        case Attribute(name=found):
            return found == name
        case Literal(kind="str", text=text):  # patched
            return text.endswith(f".{name}")
        case Call(function=function, arguments=[_, Argument(value=Literal(kind="str", text=text)), *_]):
            return text == name and walk.dotted(function).rpartition(".")[2] in _BY_NAME
        case _:
            return False
