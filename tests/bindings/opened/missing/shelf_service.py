"""A service takes no session, and something that it calls opens one: one, two, three calls away."""

from functools import partial

from opened.missing import exported, shelf
from opened.missing.shelf import Shelf, again, anything, further, given, one_line, opener
from sqlalchemy.orm import Session


def one_hop(name):  # error: SES104
    opener(name)


def two_hops(name):  # error: SES104
    one_line(name)


def three_hops(name):  # error: SES104
    further(name)


def through_the_module(name):  # error: SES104
    shelf.opener(name)


def reexported(name):  # error: SES104
    exported(name)


def imported_inside(name):  # error: SES104
    from opened.missing.shelf import opener as late

    late(name)


def renamed_there(name):  # error: SES104
    again(name)


def renamed_here(name):  # error: SES104
    put = opener
    put(name)


def static(name):  # error: SES104
    Shelf.static(name)


def of_class(name):  # error: SES104
    Shelf.of_class(name)


def of_an_instance(name):  # error: SES104
    Shelf().put(name)


def with_stars(name):  # error: SES104
    anything(name)


def partially(name):  # error: SES104
    put = partial(opener, name)
    put()


def in_a_comprehension(names):  # error: SES104
    return [opener(name) for name in names]


def takes_one(name, session: Session):
    given(name, session)


def nothing_to_do_with_it(name):
    return name.title()


def as_a_value(names, register):
    return register(opener, names)


def hidden(opener, name):
    opener(name)


def unknown(name, other):
    other.opener(name)


class Carrying:
    def __init__(self, session: Session):
        self.session = session

    def put(self, name):
        self.session.add(name)
        self.session.flush()
