from typing import TYPE_CHECKING, Annotated, Optional

from core import AuditedSession, DeepSession, Registry, TypedRegistry, Unit
from core.db.types import AsyncRegistry
from fastapi import Depends
from models import Event
from sqlalchemy.orm import Session, sessionmaker
from sqlmodel import Session as ModelSession

if TYPE_CHECKING:
    from core.db import AsyncWork


def subclass(unit: AuditedSession) -> None:
    unit.commit()  # error: SES204


def subclass_of_subclass(unit: DeepSession) -> None:
    unit.commit()  # error: SES204


def registry(unit: Registry) -> None:
    unit.commit()  # error: SES204


def typed_registry(unit: TypedRegistry = None) -> None:  # error: SES101
    unit.add(Event())


async def async_registry(unit: AsyncRegistry) -> None:
    await unit.commit()  # error: SES204


def quoted(unit: "Session") -> None:
    unit.commit()  # error: SES204


def quoted_part(unit: Optional["AuditedSession"] = None) -> None:  # error: SES101
    unit.add(Event())


async def quoted_alias(unit: "AsyncWork") -> None:
    await unit.commit()  # error: SES204


def annotated(unit: Annotated[Session, Depends(object)]) -> None:
    unit.commit()  # error: SES204


def annotated_inside_optional(unit: Optional[Annotated[Session, "read"]] = None) -> None:  # error: SES101
    unit.add(Event())


def optional_inside_annotated(unit: Annotated[Optional[Session], "read"] = None) -> None:  # error: SES101
    unit.add(Event())


def sqlmodel(unit: ModelSession) -> None:
    unit.commit()  # error: SES204


def factory_as_annotation(session: Unit = None) -> None:  # error: SES101
    session.add(Event())


def a_factory(make: sessionmaker) -> object:
    return make.kw


def a_factory_with_its_type(make: sessionmaker[Session]) -> object:
    return make.kw


def a_session_class(kind: type[Session]) -> str:
    return kind.__name__


def a_list(units: list[Session]) -> int:
    return 1
