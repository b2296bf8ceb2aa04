from b import Session, Unit

Session = Session


class First(Unit): ...
