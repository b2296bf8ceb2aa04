from database import session_scope


def add(name: str) -> None:
    """Adds it."""

    with session_scope() as session:

        session.add(Row(name))


def under_a_remark(name: str) -> None:
    print(name)

    # the database
    with session_scope() as session:

        # a row
        session.add(Row(name))

    print(name)


def first_goes(name: str) -> int:
    with (
        # the database
        session_scope() as session,  # may write
        # the file, must exist
        open(name) as file,  # is closed
    ):
        session.add(Row(file.read()))
        return 1


def last_goes(name: str) -> int:
    with (  # all at once
        open(name) as file,  # is closed
        session_scope() as session,  # noqa: SES102
    ):
        session.add(Row(file.read()))
        return 1


def between_goes(name: str) -> int:
    with (open(name) as file,  # to be read
          session_scope() as session,
          open(name + ".log", "w") as log):  # to be written
        session.add(Row(file.read()))
        log.write(name)
        return 1


def at_a_line(name: str) -> int:
    with (session_scope() as session,  # the database
          open(name) as file):
        session.add(Row(file.read()))
        return 1


def at_the_end(name: str) -> int:
    with (
        open(name) as file, session_scope() as session
    ):
        session.add(Row(file.read()))
        return 1


def in_one_line(name: str) -> int:
    with session_scope() as session, open(name) as file, open(name) as other:
        session.add(Row(file.read() + other.read()))
        return 1


def gone_on(name: str) -> int:
    try:
        with (
            open(name) as file,  # must exist
            session_scope() as session,  # the database
        ):
            session.add(Row(file.read()))
    except OSError:
        return 0
    return 1
