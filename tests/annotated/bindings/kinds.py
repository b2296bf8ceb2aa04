from typing import Annotated, NewType

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlalchemy.orm import Session as SASession

WorkSession = NewType("WorkSession", Session)
LaterSession = AsyncSession
Db = Annotated[Session, "of the request"]
