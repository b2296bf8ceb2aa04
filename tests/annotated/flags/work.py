from database import Registry, session_scope


def opens(name):
    with session_scope() as session:
        session.add(name)


def if_asked(name, check=True):
    if check:
        opens(name)


def if_not_asked(name, dry=False):
    if not dry:
        opens(name)


def if_asked_and_more(name, check=True):
    names = {name for name in name if name}
    if names and check:
        opens(name)


def if_more_or_asked(name, check=True):
    if name or check:
        opens(name)


def returns_early(name, check=True):
    if not check:
        return
    opens(name)


def raises_early(name, dry):
    if dry is True:
        raise ValueError(name)
    opens(name)


def where_nothing_is_given(name, default=None):
    if default is None:
        opens(name)


def where_something_is_given(name, *, after=None):
    if after is not None:
        opens(name)


def otherwise(name, quick):
    if quick:
        return name
    else:
        return opens(name)


def in_one_expression(name, check=True):
    return check and opens(name)


def in_a_conditional(name, check=True):
    return opens(name) if check else name


def commits(name, commit=True):
    Registry.add(name)
    if commit:
        Registry.commit()


def by_a_stored_test(name, check, dry=False):
    really = check and not dry
    if really:
        opens(name)


def by_two_flags(name, check, dry):
    if check:
        if not dry:
            opens(name)


def hands_it_on(name, check=True):
    if_asked(name, check=check)


def hands_it_on_by_place(name, check):
    hands_it_on(name, check)


def hands_on_the_contrary(name, skip=False):
    hands_it_on(name, not skip)


def hands_on_under_another_flag(name, check=True, deep=True):
    if deep:
        hands_it_on(name, check)


def says_no(name):
    hands_it_on(name, check=False)


def says_yes(name):
    hands_it_on(name, check=True)


def bound_anew(name, check=True):
    check = name or check
    if check:
        opens(name)


def bound_anew_after(name, check=True):
    if check:
        check = False
        opens(name)


def in_every_turn_but_the_first(names, check):
    for name in names:
        if check:
            opens(name)
        check = True


def either_way(name, check):
    if check:
        opens(name)
    else:
        opens(name.upper())


def with_a_fallback(name, session=None, check=True):  # error: SES101
    if session is None and check:
        with session_scope() as session:
            return session.get(name, 1)
    return session and session.get(name, 1)


def any_keywords(name, **options):
    if_asked(name, **options)


def decided_elsewhere(name, settings):
    if_asked(name, check=settings.check)


def recursive(name, check=True):
    if check:
        opens(name)
    if name:
        recursive(name[1:], check)


class Store:
    def __init__(self, load=True):
        if load:
            self.load("all")

    def load(self, name):
        opens(name)

    def save(self, name, flush=True):
        self.load(name) if flush else None

    @classmethod
    def quick(cls, name, load=False):
        if load:
            opens(name)


class Cache(Store):
    def __init__(self):
        super().__init__(load=False)
