from services.note_service import add, add_heavy, add_light, note, take


def main() -> None:
    note("began")
    add(1)
    add_heavy(2)
    add_light(3)
    take(4)
