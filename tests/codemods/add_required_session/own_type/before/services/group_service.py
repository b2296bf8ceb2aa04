from model import Scoped


def members(group: int, session: Scoped) -> list:
    return session.get(Group, group).members


def owners(group: int, session: Scoped) -> list:
    return session.get(Group, group).owners
