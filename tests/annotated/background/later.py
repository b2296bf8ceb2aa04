import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Thread, Timer

from fastapi import BackgroundTasks, Depends, FastAPI
from models import Event
from sessions import AsyncSessionLocal, SessionLocal, get_db, registry
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from starlette.responses import StreamingResponse
from tasks import notify

app = FastAPI()
pool = ThreadPoolExecutor()


@app.post("/events")
def after_the_response(background_tasks: BackgroundTasks, session: Session = Depends(get_db)) -> None:
    background_tasks.add_task(work, session)  # error: SES401


@app.post("/events/by/keyword")
def after_the_response_by_keyword(jobs: BackgroundTasks, db: Session = Depends(get_db)) -> None:
    jobs.add_task(work, name="Fair", session=db)  # error: SES401


@app.post("/events/by/closure")
def after_the_response_by_a_closure(background: BackgroundTasks, session: Session = Depends(get_db)) -> None:
    def later() -> None:
        session.commit()

    background.add_task(later)  # error: SES401


@app.get("/events")
def streamed(session: Session = Depends(get_db)) -> StreamingResponse:
    return StreamingResponse(rows(session))  # error: SES401


@app.get("/events/lines")
def streamed_by_a_generator() -> StreamingResponse:
    with SessionLocal() as session:
        return StreamingResponse((str(row) for row in session.query(Event)))  # error: SES401


def in_a_thread() -> None:
    with SessionLocal() as session:
        threading.Thread(target=work, args=(session,)).start()  # error: SES401


def in_a_daemon(session: Session) -> None:
    thread = Thread(target=work, kwargs={"session": session}, daemon=True)  # error: SES401
    thread.start()


def in_a_thread_by_a_lambda(session: Session) -> None:
    Thread(target=lambda: work(session)).start()  # error: SES401


def in_a_thread_by_a_method(session: Session) -> None:
    Thread(target=session.commit).start()  # error: SES401


def in_a_timer(session: Session) -> None:
    Timer(5, partial(work, session)).start()  # error: SES401


def in_an_executor(session: Session) -> None:
    pool.submit(work, session)  # error: SES401


def in_an_executor_by_partial(session: Session) -> None:
    pool.submit(partial(work, session=session))  # error: SES401


async def in_the_loop(session: Session) -> None:
    asyncio.get_running_loop().run_in_executor(None, work, session)  # error: SES401


async def in_a_task(session: AsyncSession) -> None:
    asyncio.create_task(work_async(session))  # error: SES401


async def in_a_task_with_a_name(session: AsyncSession) -> None:
    task = asyncio.create_task(work_async(session))  # error: SES401
    task.add_done_callback(print)


async def in_a_task_of_its_scope() -> None:
    async with AsyncSessionLocal() as session:
        asyncio.ensure_future(work_async(session))  # error: SES401


def in_a_job(session: Session) -> None:
    notify.delay(session)  # error: SES401


def in_a_job_with_arguments(session: Session) -> None:
    notify.apply_async(args=[session])  # error: SES401


def values_in_a_job(event_id: int, session: Session) -> None:
    event = session.get(Event, event_id)
    notify.delay(event.id)
    notify.delay(session.get(Event, event_id).name)


@app.post("/values")
def values_after_the_response(background_tasks: BackgroundTasks, session: Session = Depends(get_db)) -> None:
    event = session.get(Event, 1)
    background_tasks.add_task(work_alone, event.id)


@app.post("/own")
def own_after_the_response(background_tasks: BackgroundTasks) -> None:
    def later() -> None:
        with SessionLocal() as session:
            session.add(Event())

    background_tasks.add_task(later)


def joined(session: Session) -> None:
    thread = Thread(target=work, args=(session,))
    thread.start()
    thread.join()


def asked(session: Session) -> object:
    return pool.submit(work, session).result()


def asked_by_name(session: Session) -> object:
    future = pool.submit(work, session)
    return future.result()


async def awaited(session: AsyncSession) -> None:
    await asyncio.create_task(work_async(session))


async def awaited_by_name(session: AsyncSession) -> None:
    task = asyncio.create_task(work_async(session))
    await task


async def in_time(session: AsyncSession) -> None:
    await asyncio.wait_for(asyncio.create_task(work_async(session)), 5)


async def beside(session: Session) -> None:
    await asyncio.to_thread(work, session)
    await asyncio.get_running_loop().run_in_executor(None, work, session)


def before_the_scope_ends() -> None:
    with SessionLocal() as session, ThreadPoolExecutor() as executor:
        executor.submit(work, session)


async def in_a_group(session: AsyncSession) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(work_async(session))


def given_away() -> None:
    session = SessionLocal()
    Thread(target=work, args=(session,)).start()


def of_a_registry() -> None:
    Thread(target=work, args=(registry,)).start()


def other_things(session: Session) -> None:
    session.add_task = None
    session.execute("select 1")
    Thread(target=print, args=("session",)).start()


def rows(session: Session):
    yield from session.query(Event)


def work(session: Session, name: str = "") -> None:
    session.add(Event(name=name))


def work_alone(event_id: int) -> None:
    with SessionLocal() as session:
        session.get(Event, event_id)


async def work_async(session: AsyncSession) -> None:
    session.add(Event())
