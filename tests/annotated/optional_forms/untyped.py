from sqlalchemy import select

from models import Event


def named_session(session=None):  # error: SES101
    return session.query(Event).all()


def named_sess(sess=None):  # error: SES101
    return sess.execute(select(Event))


def named_s(s=None):  # error: SES101
    return s.scalars(select(Event)).all()


def named_db(db=None):  # error: SES101
    db.query(Event).delete()


def named_db_session(event_id, db_session=None, name=""):  # error: SES101
    db_session.query(Event).filter_by(id=event_id).update({"name": name})


def named_sa_session(*, sa_session=None):  # error: SES101
    sa_session.flush()


def used_in_a_closure(session=None):  # error: SES101
    def load(event_id):
        return session.get(Event, event_id)

    return [load(1), session.scalars(select(Event))]
