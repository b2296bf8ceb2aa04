import asyncio
from services.a_service import f, g, h
async def main():
    await f(1)
    x = await g(2)
    await asyncio.gather(h(1), h(2))
