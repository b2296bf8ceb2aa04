from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from database import get_db
from services.waiter_service import Waiter, exported, listed

router = APIRouter()


@router.get("/wait")
def wait(run_id: int):
    return StreamingResponse(Waiter(run_id).wait())


@router.get("/export")
def export(session: Session = Depends(get_db)):
    session.get(Run, 1)
    return StreamingResponse(content=exported())


@router.get("/list")
def all_runs():
    return list(listed())
