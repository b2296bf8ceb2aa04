"""A session is held, the callee takes one, and it is not handed on: through every way of calling.

Not for ambient: what a registry gives is each thread's own, and nobody's to hand on.
"""

import given.calls
from functools import partial

from given.calls import exported, other_conventions, repository
from given.calls.repository import (
    Carrying,
    Finder,
    again,
    anything,
    count,
    find,
    known_without,
    quick,
    required,
    twice_wrapped,
    wrapper,
)


def one_hop(name, unit: Session):
    unit.flush()
    return find(name)  # error: SES301


def two_hops(name, unit: Session):
    unit.flush()
    return wrapper(name)  # error: SES301


def three_hops(name, unit: Session):
    unit.flush()
    return twice_wrapped(name)  # error: SES301


def through_the_module(name, unit: Session):
    unit.flush()
    return repository.find(name)  # error: SES301


def reexported(name, unit: Session):
    unit.flush()
    return exported(name)  # error: SES301


def reexported_by_the_package(name, unit: Session):
    unit.flush()
    return given.calls.exported(name)  # error: SES301


def imported_inside(name, unit: Session):
    from given.calls.repository import find as late

    unit.flush()
    return late(name)  # error: SES301


def renamed_there(name, unit: Session):
    unit.flush()
    return again(name)  # error: SES301


def renamed_here(name, unit: Session):
    unit.flush()
    search = find
    return search(name)  # error: SES301


def of_an_instance(name, unit: Session):
    unit.flush()
    return Finder().find(name)  # error: SES301


def of_an_instance_by_name(name, unit: Session):
    unit.flush()
    finder = Finder()
    return finder.find(name)  # error: SES301


def static(name, unit: Session):
    unit.flush()
    return Finder.static(name)  # error: SES301


def of_class(name, unit: Session):
    unit.flush()
    return Finder.of_class(name)  # error: SES301


def injected(name, unit: Session):
    unit.flush()
    return count(name)  # error: SES301


def cannot_do_without(name, unit: Session):
    unit.flush()
    return required(name)  # error: SES301, SES301(foreign)


def in_a_callback(button, unit: Session):
    unit.flush()
    button.on_click(lambda: required("late"))  # error: SES301, SES301(foreign)


def at_once_in_a_lambda(names, unit: Session):
    unit.flush()
    return sorted(names, key=lambda name: find(name))  # error: SES301(-asynchronous)


def partially(name, unit: Session):
    unit.flush()
    search = partial(find, name)
    return search()  # error: SES301


def partially_there(unit: Session):
    unit.flush()
    return quick()  # error: SES301


def in_a_loop(names, unit: Session):
    for name in names:
        unit.flush()
        find(name)  # error: SES301


def in_a_comprehension(names, unit: Session):
    unit.flush()
    return [find(name) for name in names]  # error: SES301


def in_a_closure(names, unit: Session):
    def each(name):
        unit.flush()
        return find(name)  # error: SES301

    return [each(name) for name in names]


def anything_with_nothing(name, unit: Session):
    unit.flush()
    return anything(name)  # error: SES302


def handed_on(name, unit: Session):
    find(name, unit)
    find(name, session=unit)
    wrapper(name, unit)
    required(name, session=unit)
    count(name, session=unit)
    Finder().find(name, unit)
    Finder.static(name, session=unit)
    anything(name, session=unit)
    return unit.get(name, 1)


def handed_on_by_stars(name, args, options, unit: Session):
    unit.flush()
    find(*args)
    find(name, **options)


def bound_by_partial(name, unit: Session):
    unit.flush()
    search = partial(find, session=unit)
    return search(name)


def handed_on_inside(names, unit: Session):
    unit.flush()
    return [find(name, unit) for name in names], sorted(names, key=lambda name: find(name, unit))


def as_a_value(names, register, unit: Session):
    unit.flush()
    return register(find, names)


def carried(name, unit: Session):
    unit.flush()
    rows = Carrying(unit)
    return rows.find(name)


def on_purpose(name, unit: Session):
    unit.flush()
    return find(name, session=None)


def known_anyway(name, unit: Session):
    unit.flush()
    return known_without(name)


def of_another_convention(name, unit: Session):
    unit.flush()
    return other_conventions.find(name)


def hidden_by_a_parameter(find, name, unit: Session):
    unit.flush()
    return find(name)


def hidden_by_a_local(name, unit: Session):
    unit.flush()
    find = name.find
    return find(name)


def of_something_unknown(name, other, unit: Session):
    unit.flush()
    return other.find(name)
