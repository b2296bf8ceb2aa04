from typing import Annotated, NewType, Optional, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session
from sqlalchemy.orm import Session as SASession
from sqlalchemy.orm import scoped_session

ReadSession = NewType("ReadSession", AsyncSession)
WriteSession = NewType("WriteSession", ReadSession)
Db: TypeAlias = SASession
MaybeDb = Optional[SASession]
RequestSession = Annotated[SASession, "request"]


class Registry(scoped_session):
    pass


class TypedRegistry(scoped_session[SASession]):
    pass


class AuditedSession(SASession):
    def audit(self) -> None:
        self.info["audited"] = True


class DeepSession(AuditedSession):
    pass


AsyncRegistry = async_scoped_session
