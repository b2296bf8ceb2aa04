"""What a callee takes as a session shows the caller's parameter to be one."""

from queries import either, query_of, rows_of
from sqlalchemy.orm import Session


def typed_callee(session):  # error: SES105
    return query_of(session)


def typed_callee_by_keyword(name, *, session):  # error: SES105
    return query_of(session=session).filter_by(name=name)


def callee_by_use(session):  # error: SES105
    return rows_of(session)


def any_name_for_a_typed_callee(where):  # error: SES105
    return query_of(where)


def any_name_along_the_way(where):  # error: SES105
    return any_name_for_a_typed_callee(where)


def in_a_nested_function(where):  # error: SES105
    def ask():
        return query_of(where)

    return ask()


def name_says_nothing_without_a_type(where):
    return rows_of(where)


def a_session_or_an_engine(where):
    return either(where)


def made_before_it_is_handed_on(where):
    where = where.session()
    return query_of(where)


def asked_what_it_is(where):
    if isinstance(where, Session):
        return query_of(where)
    return where


def a_variable_of_the_same_name(where):
    return [query_of(where) for where in where.shards]


def of_another_library(where):
    where.headers["Accept"] = "text/plain"
    return query_of(where)


def callers_hand_text_over(session):
    return query_of(session)


def callers_hand_nothing_over(session):
    return query_of(session)


def contradicts():
    callers_hand_text_over("sqlite://")
    callers_hand_nothing_over(None)


class Events:
    def _query(self, session):  # error: SES105
        return session.query(Event)

    def _named(self, session, name):  # error: SES105
        return self._query(session).filter_by(name=name)

    def _first(self, session, name):  # error: SES105
        return self._named(session, name).first()

    def _around(self, session, depth):  # error: SES105
        return self._back(session, depth - 1) if depth else None

    def _back(self, session, depth):  # error: SES105
        self._around(session, depth)
        return self._query(session)


class MoreEvents(Events):
    def _last(self, session, name):  # error: SES105
        return super()._named(session, name).all()[-1]
