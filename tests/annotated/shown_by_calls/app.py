from queries import session_scope
from services.by_callers import asked_elsewhere, one_further


def main():
    with session_scope() as session:
        asked_elsewhere(session, "buns")
        one_further(session)
