from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

async def f(a, *, session: AsyncSession):
    session.add(Row(a))

async def g(a, *, session: AsyncSession):
    return await session.get(Row, a)
