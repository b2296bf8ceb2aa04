from services.shop_service import add, caught, count, either, entered, names, next_one, take


def read_only():
    if count("a"):
        print("some")
    elif not count("b"):
        print("none")
    for name in names():
        print(name)


def login():
    # whatever it writes is kept
    if not add("login"):
        raise PermissionError
    if(row := take()) and row.startswith("x"):
        return row
    if row := take():
        add(row)


def in_blocks(condition):
    for name in sorted(names()):
        add(name)
    if count("a") and (
        count("b")  # both
    ):
        for other in names():
            take()
    match take():
        case "a":
            add("b")


def turns():
    while row := next_one():
        add(row)


def others():
    if names() == []:
        return
    elif either("x"):
        add("y")
    with entered("a"):
        pass
    try:
        print()
    except caught("b"):
        pass
