from database import session_scope
from services import box_service


def show_box():
    with session_scope() as session:
        box = box_service.box(1, session=session)
        print("found")
        print(box.lot.grams)


def show_shelf():
    with session_scope() as session:
        shelf = box_service.shelf(session=session)
        print(shelf.boxes[0].lot.grams)


def show_report():
    report = box_service.report()
    if report.rows:
        return report.rows[0].grams
    return 0


def show_rows():
    with session_scope() as session:
        rows = box_service.as_rows(session=session)
        print(rows[0]["lot"].grams)


def show_gathered():
    with session_scope() as session:
        rows = box_service.gathered(session=session)
        print(rows[0]["lot"].grams)


def show_held():
    with session_scope() as session:
        holder = box_service.held(1, session=session)
        print(holder.kept.grams)


def show_values():
    with session_scope() as session:
        rows = box_service.as_values(session=session)
    print(rows[0]["grams"])


def show_grams():
    with session_scope() as session:
        grams = box_service.grams(1, session=session)
    return grams


class Window:
    def __init__(self):
        self.box = box_service.kept_box(1)
