import sqlite3
from typing import Optional

import aiohttp
import boto3
import duckdb
import onnxruntime
import pytest
import redis
import requests
import session
from flask import session as flask_session
from models import Session as SessionRow
from models import UserSession
from pyspark.sql import SparkSession
from session import Session
from snowflake.snowpark import Session as Snowpark


def web(url: str, session: requests.Session | None = None) -> bytes:
    return (session or requests.Session()).get(url).content


def ignored_web(url: str, session: requests.Session) -> str:
    return url


def cloud(session: Optional[boto3.Session] = None):
    return session.client("s3")


async def asynchronous_web(url: str, session: aiohttp.ClientSession = None):
    async with session.get(url) as response:
        return await response.text()


async def opens_a_web_session(url: str, session: aiohttp.ClientSession):
    async with aiohttp.ClientSession() as session:
        return await session.get(url)


def opens_a_requests_session(url: str) -> bytes:
    with requests.Session() as session:
        return session.get(url).content


def redis_number(host: str, db: int = 0):
    return redis.Redis(host, db=db)


def redis_number_by_default(host: str, db=0):
    return redis.Redis(host, db=db)


def spark(session: SparkSession = None):
    return session.sql("select 1")


def snow(session: Snowpark = None):
    return session.sql("select 1")


def inference(session: onnxruntime.InferenceSession = None):
    return session.run(None, {})


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    return None


def logged_in(session: UserSession | None = None) -> str:
    return session.user if session else ""


def row_called_session(session: SessionRow = None) -> None:
    session.commit()


def class_in_a_module_called_session(session: Session = None) -> None:
    session.add(1)
    session.commit()


def module_called_session() -> None:
    session.commit()


def remember(user: str) -> None:
    flask_session["user"] = user
    flask_session.pop("guest", None)


def analytics(db: duckdb.DuckDBPyConnection = None) -> None:
    db.execute("select 1")
    db.commit()


def lite(db: sqlite3.Connection) -> None:
    db.execute("insert into event values (1)")
    db.commit()


def optional_lite(db: sqlite3.Connection | None = None) -> None:
    db = db or sqlite3.connect(":memory:")
    db.execute("insert into event values (1)")
    db.commit()


def lite_in_a_with(path: str) -> None:
    with sqlite3.connect(path) as session:
        session.execute("insert into event values (1)")
        session.commit()
