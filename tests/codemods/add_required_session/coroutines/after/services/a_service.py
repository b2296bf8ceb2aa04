from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from db2 import async_scope

async def f(a, *, session: AsyncSession):
    session.add(Row(a))

async def g(a, *, session: AsyncSession):
    return await session.get(Row, a)

async def h(a):
    async with async_scope() as session:
        session.add(Row(a))

async def i(a, *, session: AsyncSession):
    row = Row(a)
    session.add(row)
    await session.flush()
    return row.id

async def j(a, *, session: AsyncSession):
    try:
        session.add(Row(a))
        row = Row(a)
        session.add(row)
        await session.flush()
        return row
    except KeyError as error:
        raise LookupError from error
