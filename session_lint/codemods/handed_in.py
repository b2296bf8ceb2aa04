"""Which objects a function writes that its caller handed in, and may look at afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.plain_names import plain_names
from session_lint.codemods.session_calls import is_call_of
from session_lint.codemods.uses import READING, STORING, binds, bound_names, parameters, walk

_OWN = frozenset({"self", "cls"})


class HandedIn:
    """Looks at one function.

    Args:
        function: the function.
        session: what the session is called.
        keys: what primary keys are called.
    """

    def __init__(self, function: cst.FunctionDef, session: str, keys: frozenset[str]) -> None:
        self._parts = [*walk(function.body)]
        self._session = session
        taken = {one.name.value for one in parameters(function)}
        self._objects = taken - plain_names(function, keys) - {session}

    @property
    def is_written(self) -> bool:
        """Whether one of them is added, merged or changed, or handed on together with the session."""
        return self._are_changed or self._comes_in(name for part in self._parts for name in self._stored(part))

    @property
    def changes_rows(self) -> bool:
        """Whether rows go, or one of them gets other values: what others hold of their relationships is outdated."""
        delete = frozenset({"delete"})
        return self._are_changed or any(is_call_of(part, self._session, delete) for part in self._parts)

    @property
    def _are_changed(self) -> bool:
        return self._comes_in(name for part in self._parts for name in _changed(part) if name not in _OWN)

    def _stored(self, part: cst.CSTNode) -> Iterator[str]:
        match part:
            case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value=method)), args=args) if (
                dotted(receiver) == self._session
            ):
                if method not in READING | {"delete"}:
                    yield from _roots(one.value for one in args)
            case cst.Call(args=args) if any(dotted(one.value) == self._session for one in args):
                yield from _roots(one.value for one in args)
            case _:
                pass

    def _comes_in(self, names: Iterable[str]) -> bool:
        # What is bound to a part of an object, or to each of several, stands for it.
        found = {*names}
        before = -1
        while len(found) != before:
            before = len(found)
            for part in self._parts:
                match part:
                    case cst.For(iter=given) if found & {*binds(part)}:
                        found |= {one.value for one in walk(given) if isinstance(one, cst.Name)}
                    case cst.Assign(value=given) if found & bound_names(part):
                        found |= {*_roots([given])}
                    case _:
                        pass
        return bool(found & self._objects)


def _changed(part: cst.CSTNode) -> Iterator[str]:
    match part:
        case cst.AssignTarget(target=cst.Attribute() as target) | cst.AugAssign(target=cst.Attribute() as target):
            yield from _roots([target])
        case cst.Call(func=cst.Name(value="setattr"), args=[cst.Arg(value=value), *_]):
            yield from _roots([value])
        case cst.Call(func=cst.Attribute(value=cst.Attribute() as owner, attr=cst.Name(value=method))):
            if method in STORING:
                yield from _roots([owner])
        case _:
            pass


def _roots(values: Iterable[cst.BaseExpression]) -> Iterator[str]:
    # The names whose objects, or parts of them, expressions give: by themselves or in a list that is written out.
    for value in values:
        match value:
            case cst.List(elements=elements) | cst.Tuple(elements=elements) | cst.Set(elements=elements):
                yield from _roots(one.value for one in elements)
            case cst.Await(expression=inner):
                yield from _roots([inner])
            case cst.Name() | cst.Attribute():
                yield dotted(value).partition(".")[0]
            case _:
                pass
