from database import SessionLocal, session_scope
from models import Event


def optional(name, sess=None):  # error: SES101
    sess.add(Event(name=name))


def fallback(name, *, sess=None):  # error: SES101
    if sess is not None:
        sess.add(Event(name=name))
        return
    with session_scope() as sess:
        sess.add(Event(name=name))


def replaced(name, sess):  # error: SES105
    with session_scope() as sess:  # error: SES103
        sess.add(Event(name=name))


def constructed(name, sess):  # error: SES105
    sess = SessionLocal()  # error: SES103
    sess.add(Event(name=name))


def dead_fallback(name, sess):  # error: SES105
    if sess is None:
        with session_scope() as sess:  # error: SES201
            sess.add(Event(name=name))
            return
    sess.add(Event(name=name))


def copied(name, sess):  # error: SES105
    with session_scope() as target:  # error: SES201
        target.merge(sess.get(Event, name))


def committed(name, sess):  # error: SES105
    sess.add(Event(name=name))
    sess.commit()  # error: SES204


def begun(name, sess):  # error: SES105
    with sess.begin():  # error: SES204
        sess.add(Event(name=name))


def disciplined(name, sess):  # error: SES105
    sess.add(Event(name=name))
    sess.flush()


def with_a_savepoint(name, sess):  # error: SES105
    with sess.begin_nested() as savepoint:
        sess.add(Event(name=name))
        savepoint.commit()


def used_later(name, sess):
    def load():
        return sess.get(Event, name)

    return load
