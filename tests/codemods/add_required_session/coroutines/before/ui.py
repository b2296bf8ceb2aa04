import asyncio
from services.a_service import f, g
async def main():
    await f(1)
    x = await g(2)
    await asyncio.gather(f(1), f(2))
