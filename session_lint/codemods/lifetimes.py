"""How long an object that is made with a session is used in its function: as long as its scope has to last."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.held_values import Holding, Made
from session_lint.codemods.source import Source
from session_lint.codemods.standing import Standing, standing
from session_lint.codemods.statements import Statement, statements
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import read_names, walk

_EXITS = frozenset({"sys.exit", "exit", "quit", "os._exit"})


def lifetime(function: cst.FunctionDef, source: Source, made: Made) -> list[Statement]:
    """Return the neighbouring statements in which an object, and what it answers, is made and used.

    Args:
        function: the function that it is made in.
        source: the file.
        made: the call that makes it, and what is known of the calls beside it.

    Raises:
        Uncertain: when the object, or one of its session's, may live longer than its function or block.
    """
    found = _standing(function, source, made)
    if isinstance(found.statement, cst.While):
        raise Uncertain("the condition of a loop asks it, and one scope would last for all turns: ask it in the loop")
    block = found.around[-1].block if found.around else statements(function.body)
    rest = [*block[len(found.before) + 1 :]]
    held = Holding(function, source, made)
    held.see(found.statement)
    last = 0
    for index, statement in enumerate(rest, start=1):
        if held.names & read_names(statement):
            held.see(statement)
            last = index
        held.forget(statement)
    near = {id(one) for one in (found.statement, *rest, *(around.statement for around in found.around))}
    if any(held.names & read_names(one) for one in found.after if id(one) not in near):
        raise Uncertain("what is made lives longer than its block: open a scope around all that uses it")
    together = [found.statement, *rest[:last]]
    _refuse_undone(together, source, made)
    return together


def refuse_shared(function: cst.FunctionDef, source: Source, made: Made) -> None:
    """Raise when an object that gets its function's session is handed to other threads or to a later time.

    Raises:
        Uncertain: with what to do.
    """
    found = standing(function, source, made.call)
    if found is None:
        return
    held = Holding(function, source, made, stays=True)
    for statement in (found.statement, *found.after):
        held.see(statement)


def _standing(function: cst.FunctionDef, source: Source, made: Made) -> Standing:
    found = standing(function, source, made.call)
    if found is None:
        raise Uncertain("it stands in a function inside, or in a clause: open a scope there")
    return found


def _refuse_undone(together: Sequence[Statement], source: Source, made: Made) -> None:
    # An exception ends the scope: what the managers had committed until then would be undone with it.
    parts = [part for statement in together for part in walk(statement, into_functions=False)]
    written = [span.line for part in parts if (span := source.span(part)) is not None and span in made.writing]
    for part in parts:
        leaves = isinstance(part, cst.Raise) or (isinstance(part, cst.Call) and dotted(part.func) in _EXITS)
        span = source.span(part) if leaves else None
        if span is not None and any(line < span.line for line in written):
            raise Uncertain("an exception follows, which would undo what it wrote: open a scope around that alone")
