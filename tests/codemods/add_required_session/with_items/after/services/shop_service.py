from sqlalchemy.orm import Session


def add(name: str, *, session: Session) -> None:
    """Adds it."""

    session.add(Row(name))


def under_a_remark(name: str, *, session: Session) -> None:
    print(name)

    # the database
    # a row
    session.add(Row(name))
    session.flush()

    print(name)


def first_goes(name: str, *, session: Session) -> int:
    # the database
    # may write
    with (
        # the file, must exist
        open(name) as file,  # is closed
    ):
        session.add(Row(file.read()))
        return 1


def last_goes(name: str, *, session: Session) -> int:
    with (  # all at once
        open(name) as file,  # is closed
    ):
        session.add(Row(file.read()))
        return 1


def between_goes(name: str, *, session: Session) -> int:
    with (open(name) as file,  # to be read
          open(name + ".log", "w") as log):  # to be written
        session.add(Row(file.read()))
        log.write(name)
        return 1


def at_a_line(name: str, *, session: Session) -> int:
    # the database
    with (open(name) as file):
        session.add(Row(file.read()))
        return 1


def at_the_end(name: str, *, session: Session) -> int:
    with (
        open(name) as file
    ):
        session.add(Row(file.read()))
        return 1


def in_one_line(name: str, *, session: Session) -> int:
    with open(name) as file, open(name) as other:
        session.add(Row(file.read() + other.read()))
        return 1


def gone_on(name: str, *, session: Session) -> int:
    try:
        with (
            open(name) as file,  # must exist
            session.begin_nested(),  # the database
        ):
            session.add(Row(file.read()))
    except OSError:
        return 0
    return 1
