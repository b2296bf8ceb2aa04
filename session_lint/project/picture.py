"""How the session flows from one function: what it calls, what is handed on, and who opens, commits and closes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from msgspec import Struct

from session_lint.config import ConfigError
from session_lint.project.effects import Effect
from session_lint.project.functions import Functions
from session_lint.project.graph import CallGraph, Node
from session_lint.project.sites import Site
from session_lint.project.symbols import FunctionSymbol

_NEAREST = 5


class Box(Struct, frozen=True):
    """A function: its name, its place, and what it does with sessions itself, each as a few words."""

    name: str
    path: str
    line: int
    deeds: tuple[str, ...]


class Arrow(Struct, frozen=True):
    """Calls of one function by another: the boxes' numbers, what is handed on, and the lines.

    ``apart`` tells that the callee runs in a task of its own, or later.
    """

    source: int
    target: int
    words: str
    lines: tuple[int, ...]
    apart: bool


class Picture(Struct, frozen=True):
    """The functions that are reached from the first, nearest first, and the calls between them."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def named(graph: CallGraph, name: str) -> Node:
    """Return the function of a name: fully qualified, or as much of its end as tells it from all others.

    Raises:
        ConfigError: for a name that no function has, with the nearest; or that several have, with their places.
    """
    wanted = name.replace("()", "").strip(".")
    by_name: dict[str, list[Node]] = {}
    for node in graph.nodes:
        by_name.setdefault(_name(node.function.symbol), []).append(node)
    found = by_name.get(wanted) or [
        node for full, nodes in by_name.items() if full.endswith(f".{wanted}") for node in nodes
    ]
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(
            f"{_name(node.function.symbol)} ({node.function.path}:{node.function.symbol.function.span.line})"
            for node in found[:_NEAREST]
        )
        more = f" and {len(found) - _NEAREST} more" if len(found) > _NEAREST else ""
        raise ConfigError(f"{name!r} is the name of {len(found)} functions: {listed}{more}. Write more of the name.")
    depth = wanted.count(".") + 1
    ends = {".".join(full.split(".")[-depth:]): full for full in by_name}
    near = [ends[end] for end in difflib.get_close_matches(wanted, sorted(ends), 3)]
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise ConfigError(f"no function of the project is called {name!r}; tests and migrations do not count.{hint}")


def draw(graph: CallGraph, functions: Functions, start: Node) -> Picture:
    """Return how sessions flow from a function, through all calls that have to do with sessions.

    Args:
        graph: the calls.
        functions: what answers for the functions.
        start: where to begin.
    """
    numbers = {start.function.symbol.key: 0}
    nodes = [start]
    arrows: list[Arrow] = []
    for node in nodes:  # grows while it is read
        for sites in _by_callee(graph, functions, node):
            callee = graph.node(sites[0].callee)
            if callee is None:
                continue
            key = callee.function.symbol.key
            if key not in numbers:
                numbers[key] = len(nodes)
                nodes.append(callee)
            source = numbers[node.function.symbol.key]
            lines = tuple(dict.fromkeys(site.span.line for site in sites))
            arrows.append(Arrow(source, numbers[key], _handed(functions, sites[0]), lines, sites[0].apart))
    return Picture(tuple(_box(functions, node) for node in nodes), tuple(arrows))


def _by_callee(graph: CallGraph, functions: Functions, node: Node) -> Iterator[list[Site]]:
    # The calls that have to do with sessions; those of one function with the same hand-over together.
    found: dict[tuple[object, str, bool], list[Site]] = {}
    for site in node.sites:
        callee = graph.node(site.callee)
        if callee is None or graph.opens_for_its_caller(site.callee):
            continue
        if callee.effects or functions.session_parameters(site.callee):
            found.setdefault((site.callee.key, _handed(functions, site), site.apart), []).append(site)
    yield from found.values()


def _handed(functions: Functions, site: Site) -> str:
    taken = functions.session_parameters(site.callee)
    if not taken:
        return ""
    said: list[str] = []
    for found in taken:
        name = found.parameter.name
        if name not in site.handed:
            said.append(f"{name} may come with the stars" if site.stars else f"no {name}")
            continue
        sessions = [held for held in site.handed[name] if held.kind == "session"]
        origins = sorted({_ORIGINS.get(held.origin, "") for held in sessions} - {""})
        none = any(held.kind == "none" for held in site.handed[name])
        if not sessions:
            said.append(f"{name} is None" if none else f"{name} is handed over")
        else:
            said.append(f"{name}: {' or '.join(origins) or 'a session'}{' or None' if none else ''}")
    return ", ".join(said)


_ORIGINS = {
    "parameter": "the caller's",
    "own": "one of its own",
    "carrier": "one that an object carries",
    "row": "a row's",
    "ambient": "everybody's",
}


def _box(functions: Functions, node: Node) -> Box:
    symbol = node.function.symbol
    deeds: list[str] = []
    for found in functions.session_parameters(symbol):
        name = found.parameter.name
        if decorator := functions.supplied_by_decorator(symbol, name):
            deeds.append(f"takes {name}, supplied by @{decorator}")
        elif found.injected:
            deeds.append(f"takes {name}, injected")
        else:
            deeds.append(f"{'can take' if found.optional else 'requires'} {name}")
    for effect, step in node.effects.items():
        if step.site is None and effect.kind != "works" and not step.text.startswith("@"):
            deeds.append(_deed(effect, step.text, step.span.line))
    return Box(_name(symbol), node.function.path, symbol.function.span.line, tuple(dict.fromkeys(deeds)))


def _deed(effect: Effect, text: str, line: int) -> str:
    where = f" where {' and '.join(effect.guard)} is None" if effect.guard else ""
    if effect.kind == "opens":
        return f"opens {text}{where} (line {line})"
    whose = {
        "parameter": effect.parameter,
        "carrier": "a carried session",
        "row": "a row's session",
        "ambient": "everybody's session",
    }
    return f"{effect.kind} {whose.get(effect.on, 'its own session')}{where} (line {line})"


def _name(symbol: FunctionSymbol) -> str:
    return symbol.name.replace(".<locals>", "")
