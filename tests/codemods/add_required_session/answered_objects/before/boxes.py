from services import box_service


def show_box():
    box = box_service.box(1)
    print("found")
    print(box.lot.grams)


def show_shelf():
    shelf = box_service.shelf()
    print(shelf.boxes[0].lot.grams)


def show_report():
    report = box_service.report()
    if report.rows:
        return report.rows[0].grams
    return 0


def show_rows():
    rows = box_service.as_rows()
    print(rows[0]["lot"].grams)


def show_gathered():
    rows = box_service.gathered()
    print(rows[0]["lot"].grams)


def show_held():
    holder = box_service.held(1)
    print(holder.kept.grams)


def show_values():
    rows = box_service.as_values()
    print(rows[0]["grams"])


def show_grams():
    grams = box_service.grams(1)
    return grams


class Window:
    def __init__(self):
        self.box = box_service.kept_box(1)
