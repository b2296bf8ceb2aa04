from .factory import Unit
from .statement import AsyncWork, MaybeWork, Work
from .types import *
from .types import WriteSession as Writer

__all__ = ["AsyncWork", "MaybeWork", "Unit", "Work", "Writer"]
