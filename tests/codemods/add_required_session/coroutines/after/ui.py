import asyncio
from db2 import async_scope
from services.a_service import f, g
async def main():
    async with async_scope() as session:
        await f(1, session=session)
        x = await g(2, session=session)
    await asyncio.gather(f(1), f(2))
