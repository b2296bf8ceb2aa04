"""Variables that are true or false for good once the session is there: ``own = session is None``."""

from __future__ import annotations

import libcst as cst

from session_lint.codemods.clauses import mapped, suites
from session_lint.codemods.folding import Known, truth
from session_lint.codemods.statements import Block, statements, with_statements
from session_lint.codemods.uses import binds, header


def decided(body: cst.BaseSuite, known: Known) -> dict[str, bool]:
    """Return the variables that are only ever bound to conditions which are decided, all in the same way."""
    found: dict[str, set[bool | None]] = {}
    for statement in _every(body):
        match statement:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
                found.setdefault(name, set()).add(truth(value, known))
            case _:
                for part in header(statement):
                    for name in binds(part):
                        found.setdefault(name, set()).add(None)
    flags: dict[str, bool] = {}
    for name, truths in found.items():
        only = next(iter(truths)) if len(truths) == 1 else None
        if only is not None and name not in known.sessions:
            flags[name] = only
    return flags


def _every(suite: cst.BaseSuite) -> list[cst.CSTNode]:
    found: list[cst.CSTNode] = []
    for statement in statements(suite):
        if isinstance(statement, cst.SimpleStatementLine):
            found += statement.body
            continue
        found.append(statement)
        if not isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
            for inner in suites(statement):
                found += _every(inner)
    return found


def without(suite: cst.BaseSuite, name: str) -> cst.BaseSuite:
    """Return a block without the assignments to a variable."""
    block = Block()
    for statement in statements(suite):
        match statement:
            case cst.SimpleStatementLine(
                body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=bound))])]
            ) if bound == name:
                pass
            case cst.SimpleStatementLine():
                block.add(statement)
            case _:
                block.add(mapped(statement, lambda inner: without(inner, name)))
    return with_statements(suite, block)


def decides_nothing(statement: cst.If) -> bool:
    """Tell whether a flag is asked for nothing: ``if flag: session.commit()`` without its commit."""
    match statement:
        case cst.If(test=cst.Name(), body=suite, orelse=None):
            left = [one.body for one in statements(suite) if isinstance(one, cst.SimpleStatementLine)]
            return len(left) == 1 and len(left[0]) == 1 and isinstance(left[0][0], cst.Pass)
        case _:
            return False
