from sqlalchemy.ext.asyncio import async_sessionmaker

from database import engine

AsyncSession = async_sessionmaker(engine)
OrmAsyncSession = None


async def add_later(row: object) -> None:
    async with AsyncSession() as session:
        return await session.get(Row, row)
