from functools import partial
from database import session_scope
from services.a_service import f, g, h, i, j
TABLE = {"f": f}
p = partial(g, 1)
def call(*args, **kwargs):
    with session_scope() as session:
        h(*args, session=session, **kwargs)
def call_with_words(**kwargs):
    i(1, **kwargs)
def call_with_values(*args):
    j(*args)
