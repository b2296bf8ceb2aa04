"""How deep a text nests: asked before LibCST's parser sees it.

LibCST's native parser recurses on the machine stack and takes the whole process with it when that ends: with LibCST
1.9, 1,500 nested brackets do on a stack of 8 MB, and so do 10,000 chained operators. On a stack of ``STACK_BYTES``
both go to 3,000.
"""

from __future__ import annotations

import re

from session_lint.source.text import Unreadable

STACK_BYTES = 512 * 2**20
"""The stack that a thread which parses is given; reserved, not used, unless a file needs it."""

DEEPEST = 2000
"""What is parsed at the most: open brackets, and operators, dots and calls in a chain, together."""

_TOKEN = re.compile(
    r"""(?P<skip>\#[^\r\n]*|\\(?:\r\n|.))
      | (?P<text>'''(?:[^\\']|\\.|'(?!''))*'''|\"\"\"(?:[^\\"]|\\.|"(?!""))*\"\"\"
        |'(?:[^'\\\r\n]|\\(?:\r\n|.))*'|"(?:[^"\\\r\n]|\\(?:\r\n|.))*")
      | (?P<open>[(\[{])
      | (?P<close>[)\]}])
      | (?P<comma>[,;])
      | (?P<top>(?:\r\n|\r|\n)(?![\s#)\]}]|el))
      | (?P<statement>(?:\r\n|\r|\n)[ \t]*(?:def|class|return|import|while|try|raise|with)\b)
      | (?P<line>\r\n|\r|\n)
      | (?P<elif>\belif\b)
      | (?P<chain>\*\*|//|<<|>>|->|[-+*/%@&|^~<>=!:]=?|\.|\b(?:not|and|or|if|lambda|await|is|in)\b)""",
    re.VERBOSE | re.DOTALL,
)

_DEEPENING = (*"([{.+-*/%@&|^~<>=!:'\"", "not", "and", "or", "if", "lambda", "await", "is", "in")


def refuse_too_deep(text: str) -> None:
    """Raise for text that a parser with ``STACK_BYTES`` of stack might not survive.

    The count is an upper bound on the tree's depth: a comma ends a chain, a line end outside brackets a statement, a
    bracket opens a chain of its own inside the one that it stands in.

    Raises:
        Unreadable: when the count passes ``DEEPEST``, with the place.
    """
    if sum(map(text.count, _DEEPENING)) <= DEEPEST:
        return  # nothing in it could: most files end here
    chains = [0]
    parameters = [0]  # lambdas of each chain whose colon is still to come: their commas end nothing
    depth = elifs = 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind in ("chain", "text"):
            chains[-1] += 1
            depth += 1
            if token.group() == "lambda":
                parameters[-1] += 1
            elif token.group() == ":" and parameters[-1]:
                parameters[-1] -= 1
        elif kind == "open":
            chains.append(0)
            parameters.append(0)
            depth += 1
        elif kind == "close":
            if len(chains) > 1:
                depth -= chains.pop()
                parameters.pop()
            chains[-1] += 1  # a call or subscript lengthens the chain that it hangs on
        elif kind == "comma":
            if not parameters[-1]:
                depth -= chains[-1]
                chains[-1] = 0
        elif kind == "elif":
            elifs += 1
        elif kind != "skip":
            if len(chains) == 1:
                depth = chains[0] = parameters[0] = 0
                elifs = 0 if kind == "top" else elifs
            elif kind == "statement":
                return  # a bracket was never closed: the parser says so, and goes no deeper
        if depth > DEEPEST or elifs > DEEPEST:
            line = text.count("\n", 0, token.start()) + 1
            raise Unreadable(f"nests too deeply: more than {DEEPEST} brackets, operators or calls in each other", line)
