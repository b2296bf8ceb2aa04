import asyncio
from db2 import async_scope
from services.a_service import f, g, h
async def main():
    async with async_scope() as session:
        await f(1, session=session)
        x = await g(2, session=session)
    await asyncio.gather(h(1), h(2))
