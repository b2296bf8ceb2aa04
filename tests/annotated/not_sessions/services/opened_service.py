from contextlib import contextmanager

import aiohttp
import httpx
import neo4j
import pymongo
import tensorflow as tf
from aiohttp import ClientSession
from company.web import browser
from curl_cffi import requests as curl
from django.db import transaction
from peewee import SqliteDatabase
from pymongo import MongoClient
from requests import Session
from requests_html import HTMLSession

database = SqliteDatabase(":memory:")


def tensor():
    with tf.compat.v1.Session() as sess:
        return sess.run(None)


def graph(driver: neo4j.Driver):
    with driver.session() as session:
        return session.run("match (n) return n")


def graph_by_name(driver):
    with driver.session() as session:
        return session.run("match (n) return n")


def mongo(client: MongoClient):
    with client.start_session() as session, session.start_transaction():
        client.bakery.event.insert_one({}, session=session)


def mongo_plain():
    with pymongo.MongoClient().start_session() as session:
        session.commit_transaction()


def mongo_given(events, session=None):
    events.insert_one({}, session=session)


def web():
    with Session() as session:
        return session.get("/").text


def html():
    with HTMLSession() as session:
        return session.get("/").html


def curled():
    with curl.Session() as session:
        return session.get("/").text


def client():
    with httpx.Client() as session:
        return session.get("/").text


async def asynchronous():
    async with ClientSession() as session, session.get("/") as response:
        return await response.text()


async def traced():
    async with aiohttp.ClientSession(trust_env=True) as db_session:
        return await db_session.get("/")


def django():
    with transaction.atomic():
        return 1


def peewee():
    with database.atomic() as session:
        session.commit()


def surf():
    with browser.session() as session:
        return session.visit("/")


@contextmanager
def web_scope():
    with Session() as session:
        yield session


def through_a_web_scope():
    with web_scope() as session:
        return session.get("/").text


class Tab:
    def __enter__(self):
        self.session = HTMLSession()
        return self.session

    def __exit__(self, *error: object) -> None:
        self.session.close()


def through_a_tab():
    with Tab() as session:
        return session.get("/").text
