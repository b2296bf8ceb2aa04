from sqlalchemy.ext.asyncio import AsyncSession


async def add(a, *, session: AsyncSession):
    session.add(Row(a))


async def add_both(a, *, session: AsyncSession):
    await add(a, session=session)
    await add(a, session=session)
