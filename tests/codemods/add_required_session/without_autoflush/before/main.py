from services.item_service import add, add_and_count, add_early, add_or_join, add_with_commit, count


def main() -> int:
    add("kiwi")
    add_early("kiwi", True)
    add_with_commit("kiwi")
    add_or_join("kiwi")
    return count() + add_and_count("pear")
