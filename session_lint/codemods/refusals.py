"""What about a commit tells that it is there for a reason, which somebody has to weigh."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.handlers import catches_failures, goes_on
from session_lint.codemods.session_calls import is_call, is_call_of, rolls_back
from session_lint.codemods.standing import Around, Standing
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import header, walk

_A_REMARK = 8
_BATCH = re.compile(r"batch|chunk|partition|yield_per|page|window", re.IGNORECASE)
_SAVEPOINT = "and a flush that fails leaves the session unusable: put what may fail into begin_nested()"


def refuse_explained(found: Standing) -> None:
    """Refuse a commit of which a comment says why it is there.

    Raises:
        Uncertain: with more words than "Commit the event", which go with it.
    """
    around = found.around[-1].statement if found.around else None
    lines = [*found.statement.leading_lines, *(around.leading_lines if isinstance(around, cst.If) else ())]
    comments = [line.comment.value for line in lines if line.comment is not None]
    if isinstance(found.statement, cst.SimpleStatementLine) and found.statement.trailing_whitespace.comment is not None:
        comments.append(found.statement.trailing_whitespace.comment.value)
    words = " ".join(comments).split()
    if len(words) > _A_REMARK and any("commit" in word.lower() for word in words):
        raise Uncertain("a comment says why it is there")


def refuse_bounding(found: Standing, session: str, *, is_block: bool = False, what: str = "it") -> None:
    """Refuse a commit that ends a turn of a loop for the sake of that, or keeps what a turn did before it goes on.

    Args:
        found: where the commit stands.
        session: what the session is called.
        is_block: whether it is a block that is committed at its end.
        what: the commit, in words.

    Raises:
        Uncertain: when it may be meant to bound the work.
    """
    loop = found.loop
    if loop is None:
        return
    inside = found.around[[one.statement for one in found.around].index(loop) + 1 :]
    head = [part for part in header(loop) if isinstance(part, cst.Name) and _BATCH.search(part.value)]
    counted = any(
        isinstance(part, cst.Call) and len(part.args) == 3 and dotted(part.func) == "range" for part in header(loop)
    )
    if isinstance(loop, cst.While) or is_block or inside or head or counted or not _ends_turn(found, session):
        raise Uncertain(f"{what} ends a turn of a loop, and may be meant to bound the work: let the caller do that")


def _ends_turn(found: Standing, session: str) -> bool:
    line, block = found.statement, found.around[-1].block
    if not isinstance(line, cst.SimpleStatementLine):
        return False
    behind = [small for one in found.after[: len(block) - len(found.before) - 1] for small in _smalls(one)]
    last = [small for small in (*line.body, *behind) if not isinstance(small, (cst.Continue, cst.Pass))][-1]
    return is_call(line.with_changes(body=[last]), session, "commit")


def _smalls(statement: cst.CSTNode) -> Sequence[cst.CSTNode]:
    return statement.body if isinstance(statement, cst.SimpleStatementLine) else [statement]


def refuse_begun(function: cst.FunctionDef, session: str) -> None:
    """Refuse what ends a transaction that is begun by hand: it would be begun again while it runs.

    Raises:
        Uncertain: when ``begin()`` is called otherwise than by a ``with``.
    """
    entered = {id(part.item) for part in walk(function) if isinstance(part, cst.WithItem)}
    for part in walk(function):
        if is_call_of(part, session, frozenset({"begin"})) and id(part) not in entered:
            raise Uncertain(f"{session}.begin() is called here too, and fails where one has begun: take both out")


def refuse_listened(function: cst.FunctionDef, session: str) -> None:
    """Refuse a commit that the function itself waits for.

    Raises:
        Uncertain: when something listens for it.
    """
    for part in walk(function):
        match part:
            case cst.Call(args=[cst.Arg(value=cst.Name(value=name)), cst.Arg(value=cst.SimpleString() as event), *_]):
                if name == session and event.raw_value.endswith("_commit"):
                    raise Uncertain(f"something listens for {event.raw_value} of {session!r} here")
            case _:
                pass


def refuse_caught(around: Sequence[Around], session: str) -> None:
    """Refuse a commit whose failure, or whose place, decides what happens to the work.

    Raises:
        Uncertain: when it is rolled back, caught or suppressed, or stands in a ``finally``.
    """
    for one in around:
        handlers = _handlers_of(one.statement) if one.part == "body" else []
        if any(rolls_back(handler, session) for handler in handlers):
            raise Uncertain("its failure is rolled back here: rollback-to-savepoint repairs both at once")
        if any(catches_failures(handler) and goes_on(handler) for handler in handlers):
            raise Uncertain(f"its failure is caught here, {_SAVEPOINT}")
        if one.part == "finally":
            raise Uncertain("it stands in a finally, and keeps the work even of what failed")
        if isinstance(one.statement, cst.With) and any(
            dotted(_entered(item)).rpartition(".")[2] == "suppress" for item in one.statement.items
        ):
            raise Uncertain(f"its failure is suppressed here, {_SAVEPOINT}")


def _handlers_of(statement: cst.CSTNode) -> list[cst.ExceptHandler | cst.ExceptStarHandler]:
    return [*statement.handlers] if isinstance(statement, (cst.Try, cst.TryStar)) else []


def is_guarded(found: Standing, session: str) -> bool:
    """Tell whether a commit stands in a context that may see its failure, or that others wait for."""
    contexts = [one.statement for one in found.around if isinstance(one.statement, cst.With)]
    return any(not dotted(_entered(item)).startswith(f"{session}.") for one in contexts for item in one.items)


def _entered(item: cst.WithItem) -> cst.BaseExpression:
    return item.item.func if isinstance(item.item, cst.Call) else item.item
