from sqlalchemy.orm import Session, scoped_session, sessionmaker

from database import SessionLocal, engine, session_scope

Registry = scoped_session(sessionmaker(engine))


def opener(name):
    with session_scope() as session:
        session.add(name)


def constructor(name):
    session = SessionLocal()
    session.add(name)
    session.commit()
    session.close()


def with_a_local_factory(name):
    make = sessionmaker(engine)
    with make() as session:
        session.add(name)


def bound_before(name):
    scope = session_scope()
    with scope as session:
        session.add(name)


def of_everybody(name):
    Registry.add(name)
    Registry.commit()


def in_everybodys_scope(name):
    with Registry() as session:
        session.add(name)


def further(name):
    opener(name)


def furthest(name):
    further(name)


def harmless(name):
    return name


def commits_what_it_is_given(name, session: Session):
    session.add(name)
    session.commit()


def opens_beside(name, session: Session):
    session.add(name)
    with session_scope() as own:
        own.add(name)


def hands_out():
    return SessionLocal()


def stream(names):
    for name in names:
        with session_scope() as session:
            yield session.get(name, 1)


class Store:
    def __init__(self, factory=None):
        self.ManagedSessionMaker = factory or sessionmaker(engine)

    def put(self, name):
        with self.ManagedSessionMaker() as session:
            session.add(name)

    def put_all(self, names):
        with self.ManagedSessionMaker() as session:
            session.flush()
            for name in names:
                self.put(name)  # error: SES302


class UnitOfWork:
    def __enter__(self):
        self.session = SessionLocal()
        return self

    def __exit__(self, *error):
        self.session.close()


def with_a_unit(name):
    with UnitOfWork() as unit:
        unit.session.add(name)
