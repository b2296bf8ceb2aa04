"""What is called: makes a session and commits it, itself or through others."""

from models import Event


def maker(name):
    unit = SessionLocal()
    unit.add(Event(name=name))
    unit.commit()
    unit.close()


def one_line(name):
    return maker(name)


def hands_out():
    return SessionLocal()


class Keeping:
    def __init__(self):
        self.held = SessionLocal()

    def put(self, name):
        self.held.add(Event(name=name))
        self.held.commit()
