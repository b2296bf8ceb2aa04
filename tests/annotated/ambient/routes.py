from extensions import current, db, registry
from models import Event


def index() -> list[Event]:
    session = registry()
    current.get().add(Event())
    return [*session.query(Event), *db.session.query(Event)]
