"""What a function does with a parameter: uses it like a session, reads it, asks whether it is there."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Bind, Branch, Define, DefineClass, Enter, Function, Statement
from session_lint.facts.values import (
    Argument,
    Attribute,
    Call,
    Comprehension,
    Conditional,
    Expression,
    Formatted,
    Lambda,
    Literal,
    Name,
    Operation,
    Parameter,
    Yield,
)
from session_lint.project.symbols import FunctionSymbol

SURE = frozenset({
    "query", "scalars", "scalar", "stream_scalars", "add", "add_all", "flush", "merge", "refresh", "expunge",
    "expunge_all", "expire", "expire_all", "begin_nested", "bulk_save_objects", "bulk_insert_mappings",
    "bulk_update_mappings", "no_autoflush", "get_bind", "in_transaction", "is_modified", "get_one",
})  # fmt: skip
"""What only a SQLAlchemy session offers, of the libraries whose sessions are called so."""

LIKELY = frozenset({"execute", "commit", "rollback"})
"""What a session offers, and a connection or another library's session too."""

FOREIGN = frozenset({
    "cursor", "executemany", "executescript", "fetchone", "fetchall", "row_factory", "headers", "post", "put", "patch",
    "request", "cookies", "mount", "client", "resource", "sql", "createDataFrame", "table", "catalog", "items", "keys",
    "pop", "append", "config", "prepare", "set_keyspace", "run_always", "get_inputs", "get_credentials", "auth",
})  # fmt: skip
"""What a session of SQLAlchemy does not offer, and other things that are called so do."""

SHORT = frozenset({"s", "db"})
"""Names that are too common for ``add``, ``execute`` or ``commit`` to say much."""

_WEAK_IF_SHORT = frozenset({"add", "merge", "scalar", "refresh"})


def used_like_a_session(function: Function, parameter: Parameter) -> str:
    """Return what a parameter is asked for that shows it to be a session, such as ``.query``; else an empty string."""
    shown = ""
    weak: set[str] = set()
    for expression in _seen(function.body, parameter.name):
        match expression:
            case Attribute(value=Name(id=name), name=asked) if name == parameter.name:
                if asked in FOREIGN:
                    return ""
                if asked in SURE and not (parameter.name in SHORT and asked in _WEAK_IF_SHORT):
                    shown = shown or f".{asked}"
            case Call(function=Attribute(value=Name(id=name), name=asked)) if name == parameter.name:
                if asked in LIKELY and parameter.name not in SHORT and not _plain_text(expression):
                    shown = shown or f".{asked}()"
                weak.add(asked)
            case _:
                pass
    if not shown and weak & _WEAK_IF_SHORT and len(weak & (SURE | LIKELY)) > 1:
        return ", ".join(f".{asked}()" for asked in sorted(weak & (SURE | LIKELY)))
    return shown


def asked_of(function: Function, name: str) -> frozenset[str]:
    """Return the attributes that a function asks a parameter for."""
    return frozenset(
        expression.name
        for expression in _seen(function.body, name)
        if isinstance(expression, Attribute) and expression.value == Name(name)
    )


def taken_by(callee: FunctionSymbol, call: Call, argument: Argument) -> Parameter | None:
    """Return the parameter that an argument of a call goes to; None when that cannot be said."""
    parameters = callee.function.parameters
    if argument.keyword is not None:
        return next((parameter for parameter in parameters if parameter.name == argument.keyword), None)
    positional = [parameter for parameter in parameters if parameter.kind in ("positional", "any")]
    if callee.owner is not None and not is_static(callee.function):
        positional = positional[1:]
    before = call.arguments[: call.arguments.index(argument) + 1]
    if any(other.star for other in before) or len(before) > len(positional):
        return None
    return positional[len(before) - 1]


def is_static(function: Function) -> bool:
    """Tell whether a method is a static method."""
    return any(walk.dotted(decorator) == "staticmethod" for decorator in function.decorators)


def is_property(function: Function) -> bool:
    """Tell whether a method is a property."""
    return any(walk.dotted(decorator).rpartition(".")[2].endswith("property") for decorator in function.decorators)


def paths_used_like_sessions(body: tuple[Statement, ...]) -> frozenset[str]:
    """Return the dotted names below a body (``db.session``) that are asked for what only a session offers."""
    return frozenset(
        walk.dotted(expression.value)
        for expression in walk.everything(body)
        if isinstance(expression, Attribute) and expression.name in SURE and isinstance(expression.value, Attribute)
    ) - {""}


def yields(function: Function) -> bool:
    """Tell whether a function is a generator."""
    return any(isinstance(expression, Yield) for expression in walk.own_expressions(function.body))


def ends_what_it_yields(function: Function, names: tuple[str, ...]) -> bool:
    """Tell whether a generator commits, rolls back or closes the variable that it yields.

    Args:
        function: the generator; its parameters are somebody else's to end.
        names: how the variable must be called; empty for any name.
    """
    taken = {parameter.name for parameter in function.parameters}
    everything = list(walk.own_expressions(function.body))
    yielded = {e.value.id for e in everything if isinstance(e, Yield) and isinstance(e.value, Name)} - taken
    if names:
        yielded &= set(names)
    return any(
        isinstance(expression, Attribute)
        and expression.name in ("commit", "rollback", "close")
        and isinstance(expression.value, Name)
        and expression.value.id in yielded
        for expression in everything
    )


def _seen(body: tuple[Statement, ...], name: str) -> list[Expression]:
    # Everything below a body, but not where a nested function has a parameter of the same name.
    found: list[Expression] = []
    for statement in walk.statements(body):
        for part in walk.parts(statement):
            found += walk.expressions(part)
        if isinstance(statement, Define):
            if all(parameter.name != name for parameter in statement.function.parameters):
                found += _seen(statement.function.body, name)
        elif isinstance(statement, DefineClass):
            found += _seen(statement.definition.body, name)
    return found


def reads(body: tuple[Statement, ...], name: str) -> bool:
    """Tell whether a body reads a name, also in nested functions, lambdas and comprehensions."""
    for statement in walk.statements(body):
        for part in walk.reading(statement):
            if _mentions(part, name):
                return True
        if isinstance(statement, Define):
            if all(parameter.name != name for parameter in statement.function.parameters) and reads(
                statement.function.body, name
            ):
                return True
        elif isinstance(statement, DefineClass) and reads(statement.definition.body, name):
            return True
    return False


def fails_without(function: Function, name: str) -> bool:
    """Tell whether a function needs a parameter: it uses it, never asks whether it is there, has nothing instead."""
    used = False
    for statement in walk.statements(function.body):
        if isinstance(statement, Bind) and Name(name) in statement.targets:
            return False
        if isinstance(statement, Enter) and any(item.target == Name(name) for item in statement.items):
            return False
        tests = [statement.test] if isinstance(statement, Branch) else []
        for part in walk.parts(statement):
            for expression in walk.expressions(part):
                match expression:
                    case Conditional():
                        tests.append(expression.test)
                    case Operation(operator="and" | "or" | "is" | "is not" | "not"):
                        tests.append(expression)
                    case Attribute(value=Name(id=asked)):
                        used = used or asked == name
                    case _:
                        pass
        if any(test == Name(name) or Name(name) in walk.children(test) for test in tests):
            return False
    return used


def only_flushes(function: Function, name: str) -> bool:
    """Tell whether a function asks whether a parameter is there, and does nothing else with it than to flush it."""
    flushed = named = 0
    asked = False
    for statement in walk.statements(function.body):
        for part in walk.parts(statement):
            for expression in walk.expressions(part):
                if isinstance(expression, Call) and expression.function == Attribute(Name(name), "flush"):
                    flushed += 1
                named += expression == Name(name)
        if isinstance(statement, Branch):
            tests = [*walk.expressions(statement.test)]
            asked = asked or Name(name) in tests
            named -= tests.count(Name(name))
    return asked and named == flushed > 0


def _mentions(part: Expression, name: str) -> bool:
    # A comprehension's or lambda's own variable hides the name inside, but not in the first iterable or a default.
    match part:
        case Name():
            return part.id == name
        case Comprehension() if any(Name(name) in walk.expressions(clause.target) for clause in part.clauses):
            return _mentions(part.clauses[0].iterable, name)
        case Lambda() if any(parameter.name == name for parameter in part.parameters):
            return any(_mentions(p.default, name) for p in part.parameters if p.default is not None)
        case _:
            return _takes_all_locals(part) or any(_mentions(child, name) for child in walk.children(part))


def _takes_all_locals(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.function in (Name("locals"), Name("vars"))


def _plain_text(call: Call) -> bool:
    # session.execute("SELECT …") is another library's session, or a DBAPI connection: SQLAlchemy wants text().
    return bool(call.arguments) and isinstance(call.arguments[0].value, Formatted | Literal)
