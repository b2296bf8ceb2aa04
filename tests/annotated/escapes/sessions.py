from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import sessionmaker

engine = create_engine("sqlite://")
Keeping = sessionmaker(engine, expire_on_commit=False)
Expiring = sessionmaker(engine)
AsyncSessionLocal = async_sessionmaker()
