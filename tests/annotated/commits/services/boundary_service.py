from celery import shared_task
from database import session_scope
from fastapi import APIRouter, Depends
from inject import get_db
from models import Event
from sqlalchemy.orm import Session

router = APIRouter()


@router.post("/events")
def create(name: str, session: Session = Depends(get_db)) -> None:
    session.add(Event(name=name))
    session.commit()


@shared_task
def nightly() -> None:
    with session_scope() as session:
        session.add(Event())
        session.commit()
