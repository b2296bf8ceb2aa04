from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

type Work = Session
type AsyncWork = AsyncSession
type MaybeWork = Work | None
