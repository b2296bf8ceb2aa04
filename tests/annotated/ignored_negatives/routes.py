import click
from celery import shared_task
from fastapi import APIRouter, Depends
from flask import Blueprint
from sqlalchemy.orm import Session

from database import get_db

router = APIRouter()
pages = Blueprint("pages", __name__)


@router.get("/health")
def health(session: Session = Depends(get_db)) -> str:
    return "ok"


@router.post("/events", status_code=201)
async def create(name: str, session: Session = Depends(get_db)) -> str:
    return name


@pages.route("/")
def home(session: Session) -> str:
    return "home"


@click.command()
@click.pass_obj
def show(session: Session) -> None:
    print("shown")


@shared_task
def nightly(session: Session) -> None:
    print("night")
