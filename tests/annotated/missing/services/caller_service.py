import shop
import stock
from shop import reexported
from stock import Shelf, fallback, given, injected, on_a_connection, opener, required, wrapper


def calls(name):  # error: SES104
    opener(name)


def calls_what_calls(name):  # error: SES104
    calls(name)


def through_a_module(name):  # error: SES104
    stock.opener(name)


def through_a_reexport(name):  # error: SES104
    reexported(name)


def through_a_reexporting_module(name):  # error: SES104
    shop.reexported(name)


def through_an_import_inside(name):  # error: SES104
    from stock import opener as late

    late(name)


def through_an_alias(name):  # error: SES104
    put = opener
    put(name)


def through_a_static_method(name):  # error: SES104
    Shelf.fill(name)


def through_a_class_method(name):  # error: SES104
    Shelf.empty(name)


def through_a_wrapper(name):  # error: SES104
    wrapper(name)


def without_a_session(name):  # error: SES104
    fallback(name)


def with_none(name):  # error: SES104
    fallback(name, session=None)


def from_the_injector(name):  # error: SES104
    injected(name)


async def awaited(name):  # error: SES104
    opener(name)


def both(name):  # error: SES104
    if name:
        both(name[1:])
    else:
        neither(name)


def neither(name):  # error: SES104
    both(name)
    opener(name)


def named_in_a_loop(names):  # error: SES104
    for name in names:
        opener(name)
