from __future__ import annotations

from typing import TYPE_CHECKING

import core
from core import Db, MaybeDb, PerhapsWork, ReadSession, RequestSession, Work, Writer
from models import Event

if TYPE_CHECKING:
    import sqlalchemy.orm as sa_orm
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import Session as S


async def new_type(unit: ReadSession) -> None:
    await unit.commit()  # error: SES204


async def new_type_of_new_type(unit: Writer | None = None) -> None:  # error: SES101
    unit.add(Event())


def ignored_new_type(unit: Writer) -> int:  # error: SES102
    return 1


def type_alias(unit: Db) -> None:
    unit.commit()  # error: SES204


def optional_alias(unit: MaybeDb) -> None:  # error: SES101
    unit.add(Event())


def annotated_alias(unit: RequestSession) -> None:
    unit.commit()  # error: SES204


def type_statement(unit: Work) -> None:
    unit.commit()  # error: SES204


def optional_type_statement(unit: PerhapsWork) -> None:  # error: SES101
    unit.add(Event())


def through_the_package(unit: core.db.types.AuditedSession) -> None:
    unit.commit()  # error: SES204


def while_type_checking(unit: S) -> None:
    unit.commit()  # error: SES204


def module_while_type_checking(unit: sa_orm.Session) -> None:
    unit.commit()  # error: SES204


async def async_while_type_checking(unit: AsyncSession | None = None) -> None:  # error: SES101
    unit.add(Event())
