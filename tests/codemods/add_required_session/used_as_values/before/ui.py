from functools import partial
from services.a_service import f, g, h
TABLE = {"f": f}
p = partial(g, 1)
def call(*args, **kwargs):
    h(*args, **kwargs)
