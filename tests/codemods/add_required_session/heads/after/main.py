from database import session_scope
from services.shop_service import add, caught, count, either, entered, names, next_one, take


def read_only():
    with session_scope() as session:
        if count("a", session=session):
            print("some")
        elif not count("b", session=session):
            print("none")
    with session_scope() as session:
        for name in names(session=session):
            print(name)


def login():
    # whatever it writes is kept
    with session_scope() as session:
        condition = not add("login", session=session)
    if condition:
        raise PermissionError
    with session_scope() as session:
        condition_2 = (row := take(session=session)) and row.startswith("x")
    if condition_2:
        return row
    with session_scope() as session:
        row = take(session=session)
    if row:
        with session_scope() as session:
            add(row, session=session)


def in_blocks(condition):
    with session_scope() as session:
        values = sorted(names(session=session))
    for name in values:
        with session_scope() as session:
            add(name, session=session)
    with session_scope() as session:
        condition_2 = count("a", session=session) and (
            count("b", session=session)  # both
        )
    if condition_2:
        with session_scope() as session:
            values_2 = names(session=session)
        for other in values_2:
            with session_scope() as session:
                take(session=session)
    with session_scope() as session:
        subject = take(session=session)
    match subject:
        case "a":
            with session_scope() as session:
                add("b", session=session)


def turns():
    while row := next_one():
        with session_scope() as session:
            add(row, session=session)


def others():
    with session_scope() as session:
        condition = names(session=session) == []
    if condition:
        return
    elif either("x"):
        with session_scope() as session:
            add("y", session=session)
    with entered("a"):
        pass
    try:
        print()
    except caught("b"):
        pass
