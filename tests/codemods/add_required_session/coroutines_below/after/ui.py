from db2 import async_scope
from services.a_service import add_both


async def main():
    async with async_scope() as session:
        await add_both(1, session=session)
