from collections.abc import Iterable, Sequence

from models import Event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session


def of_a_list(sessions: list[Session]) -> None:
    for session in sessions:
        session.add(Event())
        session.commit()  # error: SES204


def of_a_sequence(sessions: "Sequence[Session]") -> None:
    for one in sessions:
        one.commit()  # error: SES204


async def of_an_iterable(sessions: Iterable[AsyncSession]) -> None:
    for session in sessions:
        await session.rollback()  # error: SES205


def of_arguments(*sessions: Session) -> None:
    for session in sessions:
        session.commit()  # error: SES204


def of_repositories(repositories: list[object]) -> None:
    for repository in repositories:
        repository.commit()


def of_names(sessions: list[str]) -> None:
    for session in sessions:
        session.strip()
