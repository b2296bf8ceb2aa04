from contextlib import asynccontextmanager
from sqlalchemy.ext.asyncio import async_sessionmaker
factory = async_sessionmaker()

@asynccontextmanager
async def async_scope():
    async with factory() as session:
        yield session
        await session.commit()
