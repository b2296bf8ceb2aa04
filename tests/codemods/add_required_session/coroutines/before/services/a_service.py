from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from db2 import async_scope

async def f(a):
    async with async_scope() as session:
        session.add(Row(a))

async def g(a, session: AsyncSession | None = None):
    if session is None:
        async with async_scope() as session:
            return await g(a, session)
    return await session.get(Row, a)

async def h(a):
    async with async_scope() as session:
        session.add(Row(a))
