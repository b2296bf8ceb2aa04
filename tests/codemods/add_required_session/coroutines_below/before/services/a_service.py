from db2 import async_scope


async def add(a):
    async with async_scope() as session:
        session.add(Row(a))


async def add_both(a):
    await add(a)
    await add(a)
