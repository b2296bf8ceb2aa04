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
    r"""(?P<skip>\#[^\r\n]*)
      | (?P<text>'''(?:[^\\']|\\.|'(?!''))*'''|\"\"\"(?:[^\\"]|\\.|"(?!""))*\"\"\"
        |'(?:[^'\\\r\n]|\\(?:\r\n|.))*'|"(?:[^"\\\r\n]|\\(?:\r\n|.))*")
      | (?P<open>[(\[{])
      | (?P<close>[)\]}])
      | (?P<comma>,)
      | (?P<line>(?:\r\n|\r|\n)(?!\s|el))
      | (?P<chain>[-+*/%@&|^~.<>=:]|\b(?:not|and|or|if|elif|lambda|await|is|in)\b)""",
    re.VERBOSE | re.DOTALL,
)


def refuse_too_deep(text: str) -> None:
    """Raise for text that a parser with ``STACK_BYTES`` of stack might not survive.

    The count is an upper bound on the tree's depth: a comma ends a chain, a line that starts in the first column
    ends a statement, a bracket opens a chain of its own inside the one that it stands in.

    Raises:
        Unreadable: when the count passes ``DEEPEST``, with the place.
    """
    if len(text) < DEEPEST:
        return
    chains = [0]
    depth = 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "open":
            chains.append(0)
            depth += 1
        elif kind == "close":
            if len(chains) > 1:
                depth -= chains.pop()
            chains[-1] += 1  # a call or subscript lengthens the chain that it hangs on
        elif kind == "comma":
            depth -= chains[-1]
            chains[-1] = 0
            continue
        elif kind == "line":
            if len(chains) == 1:
                depth = chains[0] = 0
            continue
        elif kind == "skip":
            continue
        else:
            chains[-1] += 1
            depth += 1
        if depth > DEEPEST:
            line = text.count("\n", 0, token.start()) + 1
            raise Unreadable(
                f"nests too deeply: more than {DEEPEST} brackets, operators or calls within each other", line
            )
