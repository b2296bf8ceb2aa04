"""Tasks begin a unit of work, whichever queue runs them; beside them what only looks like one."""

import dramatiq
from apscheduler.schedulers.background import BackgroundScheduler
from celery import shared_task
from huey import RedisHuey, crontab
from rq.decorators import job
from stock import opener

huey = RedisHuey()
scheduler = BackgroundScheduler()


@shared_task
def with_celery(name):
    opener(name)


@huey.periodic_task(crontab(minute="0"))
def with_huey():
    opener("flour")


@huey.db_task()
def with_hueys_database_task(name):
    opener(name)


@dramatiq.actor(max_retries=3)
def with_dramatiq(name):
    opener(name)


@job("default")
def with_rq(name):
    opener(name)


@scheduler.scheduled_job("interval", minutes=5)
def with_apscheduler():
    opener("butter")


@logged
def no_task(name):  # error: SES104
    opener(name)
