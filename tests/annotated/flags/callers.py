from functools import partial

from sqlalchemy.orm import Session

from work import (
    Cache,
    Store,
    any_keywords,
    bound_anew,
    bound_anew_after,
    by_a_stored_test,
    by_two_flags,
    commits,
    decided_elsewhere,
    either_way,
    hands_it_on,
    hands_it_on_by_place,
    hands_on_the_contrary,
    hands_on_under_another_flag,
    if_asked,
    if_asked_and_more,
    if_more_or_asked,
    if_not_asked,
    in_a_conditional,
    in_every_turn_but_the_first,
    in_one_expression,
    otherwise,
    raises_early,
    recursive,
    returns_early,
    says_no,
    says_yes,
    where_nothing_is_given,
    where_something_is_given,
    with_a_fallback,
)


def cut(name, session: Session):
    session.add(name)
    if_asked(name, check=False)
    if_asked(name, None)
    if_not_asked(name, dry=True)
    if_asked_and_more(name, False)
    returns_early(name, check=False)
    raises_early(name, True)
    where_nothing_is_given(name, False)
    where_something_is_given(name)
    where_something_is_given(name, after=None)
    otherwise(name, True)
    in_one_expression(name, check=False)
    in_a_conditional(name, False)
    commits(name, commit=False)
    by_a_stored_test(name, False)
    by_a_stored_test(name, name, dry=True)
    by_two_flags(name, name, True)
    by_two_flags(name, False, name)
    bound_anew_after(name, False)
    recursive(name, False)
    partial(if_asked, check=False)(name)
    partial(if_asked, name)(False)


def cut_further_down(name, session: Session):
    session.add(name)
    hands_it_on(name, False)
    hands_it_on_by_place(name, False)
    hands_on_the_contrary(name, True)
    hands_on_under_another_flag(name, False)
    hands_on_under_another_flag(name, deep=False)
    says_no(name)


def cut_in_methods(name, session: Session):
    session.add(name)
    Cache()
    Store(load=False)
    Store.quick(name)
    store = Store(False)
    store.save(name, flush=False)


def goes_on(name, session: Session, check=True):
    session.add(name)
    if_asked(name)  # error: SES302
    if_not_asked(name)  # error: SES302
    if_asked_and_more(name)  # error: SES302
    if_more_or_asked(name, check=False)  # error: SES302
    returns_early(name, check)  # error: SES302
    raises_early(name, False)  # error: SES302
    where_nothing_is_given(name)  # error: SES302
    where_something_is_given(name, after=name)  # error: SES302
    otherwise(name, quick=0)  # error: SES302
    in_one_expression(name)  # error: SES302
    in_a_conditional(name, True)  # error: SES302
    commits(name)  # error: SES302
    by_a_stored_test(name, True)  # error: SES302
    by_two_flags(name, True, False)  # error: SES302


def goes_on_further_down(name, session: Session):
    session.add(name)
    hands_it_on(name)  # error: SES302
    hands_it_on_by_place(name, True)  # error: SES302
    hands_on_the_contrary(name)  # error: SES302
    hands_on_under_another_flag(name)  # error: SES302
    says_yes(name)  # error: SES302


def goes_on_in_methods(name, session: Session):
    session.add(name)
    Store()  # error: SES302
    Store.quick(name, load=True)  # error: SES302
    store = Store(False)
    store.save(name)  # error: SES302


def nobody_knows(name, options, session: Session):
    session.add(name)
    bound_anew(name, False)  # error: SES302
    bound_anew_after(name, name)  # error: SES302
    in_every_turn_but_the_first(name, False)  # error: SES302
    either_way(name, False)  # error: SES302
    any_keywords(name, **options)  # error: SES302
    if_asked(name, *options)  # error: SES302
    decided_elsewhere(name, options)  # error: SES302
    if_not_asked(name, dry=options.dry)  # error: SES302
    recursive(name, name)  # error: SES302


def reported_where_it_may_be(name, session: Session, check=False):
    session.add(name)
    if check:
        if_asked(name)  # error: SES302


def calls_it_without(name, session: Session):
    reported_where_it_may_be(name, session)


def not_threaded(name, session: Session):
    session.add(name)
    with_a_fallback(name)  # error: SES301
    with_a_fallback(name, check=False)
