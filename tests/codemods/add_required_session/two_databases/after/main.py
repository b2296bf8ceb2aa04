from database import session_scope
from services.note_service import add, add_heavy, add_light, note, take


def main() -> None:
    note("began")
    with session_scope() as session:
        add(1, session=session)
        add_heavy(2, session=session)
        add_light(3, session=session)
    take(4)
