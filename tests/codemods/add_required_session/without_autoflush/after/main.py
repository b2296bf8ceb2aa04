from database import session_scope
from services.item_service import add, add_and_count, add_early, add_or_join, add_with_commit, count


def main() -> int:
    with session_scope() as session:
        add("kiwi", session=session)
        add_early("kiwi", True, session=session)
        add_with_commit("kiwi", session=session)
        add_or_join("kiwi", session=session)
        return count(session=session) + add_and_count("pear", session=session)
