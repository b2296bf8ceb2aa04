from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def log_in(user_id: int, password: str) -> None:
    with SessionLocal() as session:
        user = session.get_one(User, user_id)
        user.tries += 1
        session.commit()
        if user.password != password:
            raise PermissionError(user.name)


def after_its_scope(user_id: int) -> None:
    with session_scope() as session:
        session.execute(insert(Visit).values(user_id))
    if user_id in BLOCKED:
        raise PermissionError(user_id)


def audited(user_id: int) -> None:
    try:
        visit(user_id)
    except ValueError:
        with session_scope() as session:
            session.add(Refusal(user_id))
        raise


def finally_audited(user_id: int) -> None:
    try:
        visit(user_id)
    finally:
        with session_scope() as session:
            session.add(Visit(user_id))


def of_a_turn(users: list[int]) -> None:
    for user_id in users:
        if user_id in BLOCKED:
            raise PermissionError(user_id)
        with session_scope() as session:
            session.add(Visit(user_id))


def behind_a_flag(user_id: int, session: Session | None = None) -> None:
    own = session is None
    if own:
        session = SessionLocal()
    session.add(Visit(user_id))
    if own:
        session.commit()
    if user_id in BLOCKED:
        raise PermissionError(user_id)


def only_read(user_id: int) -> str:
    with session_scope() as session:
        user = session.get(User, user_id)
    if user is None:
        raise LookupError(user_id)
    return user.name


def before_it(user_id: int) -> None:
    if user_id in BLOCKED:
        raise PermissionError(user_id)
    try:
        with session_scope() as session:
            session.add(Visit(user_id))
    except ValueError as error:
        raise LookupError(user_id) from error


def tried_again(user_id: int) -> None:
    for attempt in range(3):
        with session_scope() as session:
            session.add(Visit(user_id))
        if attempt:
            break
        return
    else:
        raise LookupError(user_id)


def in_batches(users: list[int]) -> None:
    with session_scope() as session:
        for count, user_id in enumerate(users, 1):
            session.add(Visit(user_id))
            if count % 100 == 0:
                session.commit()


def before_the_turn_ends(users: list[int]) -> int:
    with session_scope() as session:
        total = 0
        for user_id in users:
            session.add(Visit(user_id))
            session.commit()
            total += int(user_id)
    return total


def of_equal_turns(users: list[int]) -> None:
    with session_scope() as session:
        for user_id in users:
            session.add(Visit(user_id))
            session.commit()


def with_a_session_each(users: list[int]) -> None:
    for user_id in users:
        session = SessionLocal()
        try:
            session.add(Visit(user_id))
            session.commit()
        finally:
            session.close()
