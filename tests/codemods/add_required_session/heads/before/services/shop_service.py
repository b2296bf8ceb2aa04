from database import session_scope


def count(name):
    with session_scope() as session:
        return session.query(Row).filter_by(name=name).count()


def names():
    with session_scope() as session:
        return [row.name for row in session.query(Row)]


def add(name):
    with session_scope() as session:
        session.add(Row(name))
        return True


def take():
    with session_scope() as session:
        row = session.query(Row).first()
        session.delete(row)
        return row.name


def next_one():
    with session_scope() as session:
        row = session.query(Row).first()
        session.delete(row)
        return row.name


def either(name):
    with session_scope() as session:
        session.add(Row(name))


def entered(name):
    with session_scope() as session:
        session.add(Row(name))


def caught(name):
    with session_scope() as session:
        session.add(Row(name))
        return ValueError
