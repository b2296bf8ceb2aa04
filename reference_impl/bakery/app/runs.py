"""What was done: batches that were baked and goods that were assembled; recorded, one by one, and in pages."""

from __future__ import annotations

from fastapi import APIRouter

from reference_impl.bakery.app.refusals import may_refuse
from reference_impl.bakery.app.requests import IdempotencyKey, Moment, NewAssemblyRun, NewProductionRun
from reference_impl.bakery.dtos.assembly import AssemblyPageDTO, AssemblyRunDTO
from reference_impl.bakery.dtos.batch_production import ProductionPageDTO, ProductionRunDTO
from reference_impl.bakery.services import assembly_service, batch_production_service
from reference_impl.database.fastapi import ReaderOfRequest, SessionOfRequest, in_worker_thread

router = APIRouter(tags=["runs"])


@router.post("/production-runs", status_code=201, responses=may_refuse(404, 409, 422))
@in_worker_thread
def record_production(
    run: NewProductionRun, session: SessionOfRequest, idempotency_key: IdempotencyKey = None
) -> ProductionRunDTO:
    """Record some batches; the success is logged when they are committed, before the answer."""
    return batch_production_service.record_production(
        run.recipe_id,
        run.batches,
        run.good_pieces,
        run.losses,
        event_id=run.event_id,
        idempotency_key=idempotency_key,
        session=session,
    )


@router.get("/production-runs", responses=may_refuse(404, 422))
@in_worker_thread
def get_production_history(
    session: ReaderOfRequest,
    recipe_id: int | None = None,
    event_id: int | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    after: int | None = None,
    limit: int = 50,
) -> ProductionPageDTO:
    """Return what was baked, the newest first; `after` is the `next_after` of the page before."""
    return batch_production_service.get_production_history(
        recipe_id=recipe_id, event_id=event_id, since=since, until=until, after=after, limit=limit, session=session
    )


@router.get("/production-runs/{production_run_id}", responses=may_refuse(404, 422))
@in_worker_thread
def get_production_run(production_run_id: int, session: ReaderOfRequest) -> ProductionRunDTO:
    """Return a run with what it used and lost."""
    return batch_production_service.get_production_run(production_run_id, session=session)


@router.post("/assembly-runs", status_code=201, responses=may_refuse(404, 409, 422))
@in_worker_thread
def record_assembly(
    run: NewAssemblyRun, session: SessionOfRequest, idempotency_key: IdempotencyKey = None
) -> AssemblyRunDTO:
    """Record some pieces of a good; the success is logged when they are committed, before the answer."""
    return assembly_service.record_assembly(
        run.good_id, run.quantity, event_id=run.event_id, idempotency_key=idempotency_key, session=session
    )


@router.get("/assembly-runs", responses=may_refuse(404, 422))
@in_worker_thread
def get_assembly_history(
    session: ReaderOfRequest,
    good_id: int | None = None,
    event_id: int | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    after: int | None = None,
    limit: int = 50,
) -> AssemblyPageDTO:
    """Return what was assembled, the newest first; `after` is the `next_after` of the page before."""
    return assembly_service.get_assembly_history(
        good_id=good_id, event_id=event_id, since=since, until=until, after=after, limit=limit, session=session
    )


@router.get("/assembly-runs/{assembly_run_id}", responses=may_refuse(404, 422))
@in_worker_thread
def get_assembly_run(assembly_run_id: int, session: ReaderOfRequest) -> AssemblyRunDTO:
    """Return a run with what it used."""
    return assembly_service.get_assembly_run(assembly_run_id, session=session)
