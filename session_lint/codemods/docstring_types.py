"""A docstring that calls a session optional: what it says of the session's type, and of what comes without one."""

from __future__ import annotations

import re

import libcst as cst

from session_lint.codemods.signature import without_none

_LITERAL = re.compile(r"""(?P<open>[a-zA-Z]*(?P<quote>\"""|'''|"|'))(?P<inner>.*)(?P<close>(?P=quote))""", re.DOTALL)
_OPTIONAL = re.compile(r"(?:,\s*|^)(?:optional|default(?:s to|:|=|\s)\s*`*None`*)(?=,|\s*$)", re.IGNORECASE)
_OR_NONE = re.compile(r"\s+or\s+`*None`*\s*$|^`*None`*\s+or\s+")
_WITHOUT = re.compile(
    r"(?P<before>\A[ \t]*|\.\s+|\n[ \t]+)(?:(?:If|When) (?:it is )?(?:`*None`*|omitted|not (?:given|passed|provided))"
    r"(?!\w)[^.]*|Defaults? to `*None`*)\.?(?P<after>\s*)\Z"
)
"""What comes without a session, as the last sentence."""

_HEADS = (
    r"(?P<head>(?P<indent>[ \t]*){name}[ \t]*\()(?P<type>[^\n]*?)(?P<tail>\)[ \t]*:)",  # Google's
    r"(?P<head>(?P<indent>[ \t]*){name}[ \t]*:[ \t]*)(?P<type>[^\n]*?)(?P<tail>[ \t\r]*)$",  # NumPy's
    r"(?P<head>(?P<indent>[ \t]*):type[ \t]+{name}:[ \t]*)(?P<type>[^\n]*?)(?P<tail>[ \t\r]*)$",  # Sphinx's
    r"(?P<head>(?P<indent>[ \t]*):param[ \t]+)(?P<type>[^\n:]*?)(?P<tail>[ \t]*\b{name}:)",
    r"(?P<head>(?P<indent>[ \t]+){name}[ \t]*:)(?P<type>)(?P<tail>)",  # without a type
)
_DESCRIBED = r"(?P<rest>[^\n]*(?:\n(?P=indent)[ \t]+\S[^\n]*)*)"


def required(text: str, name: str, said: str) -> str:
    """Return a docstring's literal whose session is not called optional any more.

    Args:
        text: the literal, with its quotes.
        name: what the session is called.
        said: what is said of a session of which nothing else was said.
    """
    found = _LITERAL.fullmatch(text)
    if found is None:
        return text
    inner = found["inner"]
    for head in _HEADS:
        pattern = re.compile(rf"(?m)^{head.replace('{name}', re.escape(name))}{_DESCRIBED}")
        inner = pattern.sub(lambda one: _entry(one, said), inner, count=1)
    return f"{found['open']}{inner}{found['close']}"


def _entry(found: re.Match[str], said: str) -> str:
    return f"{found['head']}{_type(found['type'])}{found['tail']}{_described(found['rest'], said)}"


def _type(written: str) -> str:
    kind = _OR_NONE.sub("", _OPTIONAL.sub("", written))
    try:
        expression = cst.parse_expression(kind)
    except cst.ParserSyntaxError:
        return kind
    new = without_none(expression)
    return kind if new is expression else cst.Module([]).code_for_node(new)


def _described(rest: str, said: str) -> str:
    found = _WITHOUT.search(rest)
    if found is None:
        return rest
    before = found["before"]
    kept = rest[: found.start()] + ("." if before.startswith(".") else "")
    if not kept.strip():
        first = said[0].upper() if "\n" in before else said[0]
        kept = f"{before}{first}{said[1:]}."
    return f"{kept}{found['after']}"
