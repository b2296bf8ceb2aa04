"""``Model.query``: a query in a registry's session that nothing names; Flask-SQLAlchemy or query_property() made it."""

from __future__ import annotations

from session_lint.facts.program import Bind
from session_lint.facts.values import Attribute, Call, Expression, Name
from session_lint.project.annotations import CARRIERS
from session_lint.project.evaluates import Evaluates
from session_lint.project.held import State
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, External, Scope, ValueSymbol

_PACKAGES = frozenset(name.partition(".")[0] for name in CARRIERS)


class ModelQueries:
    """Recognises them.

    Args:
        names: the project's names.
        values: what ``db`` in ``db.Model`` is.
    """

    def __init__(self, names: Names, values: Evaluates) -> None:
        self._names = names
        self._values = values
        self._asked: dict[object, bool] = {}

    def is_one(self, expression: Attribute, scope: Scope, state: State) -> bool:
        """Tell whether an attribute is a model's ``query``, also on the ``cls`` of a model's class method."""
        if expression.name != "query":
            return False
        meant = self._names.resolve(expression.value, scope)
        owners = {meant} if isinstance(meant, ClassSymbol) else set[ClassSymbol]()
        if not owners and expression.value == Name("cls"):
            held = self._values.of(expression.value, scope, state)
            owners = {one.of for one in held if one.kind == "instance" and one.of is not None}
        return bool(owners) and all(self._offers(owner) for owner in owners)

    def _offers(self, owner: ClassSymbol) -> bool:
        if owner.key not in self._asked:
            own = self._names.class_member(owner, "query")
            self._asked[owner.key] = self._is_query_property(own) if own is not None else self._is_flasks(owner)
        return self._asked[owner.key]

    def _is_query_property(self, member: object) -> bool:
        return isinstance(member, ValueSymbol) and isinstance(member.binding, Bind) and _makes_queries(member.binding)

    def _is_flasks(self, owner: ClassSymbol) -> bool:
        for ancestor in self._names.lineage(owner):
            if isinstance(ancestor, External):
                if ancestor.name.partition(".")[0] in _PACKAGES and ancestor.name.rpartition(".")[2] == "Model":
                    return True
            elif any(self._is_flasks_base(base.value, ancestor.scope) for base in ancestor.definition.bases):
                return True
        return False

    def _is_flasks_base(self, base: Expression, scope: Scope) -> bool:
        if isinstance(base, Name):
            return self._is_given_one(base, scope)
        if not isinstance(base, Attribute) or base.name != "Model":
            return False
        held = self._values.of(base.value, scope, State())
        return any(one.kind == "instance" and one.origin == "ambient" and one.of is None for one in held)

    def _is_given_one(self, base: Name, scope: Scope) -> bool:
        # Base.query = registry.query_property(), in the module that makes Base.
        meant = self._names.resolve(base, scope)
        if not isinstance(meant, ValueSymbol) or meant.scope.around:
            return False
        given = Attribute(Name(meant.name), "query")
        return any(
            isinstance(statement, Bind) and given in statement.targets and _makes_queries(statement)
            for statement in meant.scope.module.facts.body
        )


def _makes_queries(binding: Bind) -> bool:
    match binding.value:
        case Call(function=Attribute(name="query_property")):
            return True
        case _:
            return False
