"""How long the chains of the tests are."""

from __future__ import annotations

import sys

# Python 3.12 refuses to call through C more than some 500 levels deep; before and after it, 2,000 are read.
LONG = 400 if sys.version_info[:2] == (3, 12) else 1000
