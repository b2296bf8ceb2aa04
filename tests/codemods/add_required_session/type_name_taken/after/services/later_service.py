from sqlalchemy.ext.asyncio import AsyncSession as OrmAsyncSession2, async_sessionmaker

from database import engine

AsyncSession = async_sessionmaker(engine)
OrmAsyncSession = None


async def add_later(row: object, *, session: OrmAsyncSession2) -> None:
    return await session.get(Row, row)
