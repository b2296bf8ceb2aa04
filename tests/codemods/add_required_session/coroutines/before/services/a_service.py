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

async def i(a):
    async with async_scope() as session:
        async with session.begin():
            row = Row(a)
            session.add(row)
        return row.id

async def j(a):
    try:
        async with async_scope() as session:
            session.add(Row(a))
            row = Row(a)
            session.add(row)
            return row
    except KeyError as error:
        raise LookupError from error
