"""Baking: batches of a recipe, the ingredients they take, the pieces they give and lose."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..database import SessionLocal, session_scope
from ..dto import BatchRunDTO
from ..models import BatchRun
from ..money import format_money
from .ingredient_service import consume, grams_in_stock
from .journal_service import Journalist
from .recipe_service import find_recipe


@dataclass(frozen=True)
class Shortage:
    """What is missing for a batch. Handed out by a service, so a DTO without the name."""

    ingredient: str
    missing_grams: int
    cost_to_buy: Decimal  # error: SES501


@dataclass(frozen=True)
class _Loss:
    """Pieces that never left the oven whole: between private functions only."""

    pieces: int
    cost: Decimal


def check_availability(
    recipe: str,
    batches: int,
    session: Optional[Session] = None,  # error: SES101
) -> list[Shortage]:
    shortages = []
    with session_scope() as session:  # error: SES103
        for line in find_recipe(recipe, session).lines:
            missing = line.grams * batches - grams_in_stock(line.ingredient, session)
            if missing > 0:
                cost = line.ingredient.price_per_kg * missing / 1000
                shortages.append(Shortage(ingredient=line.ingredient.name, missing_grams=missing, cost_to_buy=cost))
    return shortages


def record_production(
    event_id: int,
    recipe: str,
    batches: int,
    lost_pieces: int = 0,
    session: Session | None = None,  # error: SES101
) -> dict[str, Any]:
    with nullcontext(session) if session else session_scope() as active:
        baked = find_recipe(recipe, active)
        cost = Decimal("0.00")
        for line in baked.lines:
            cost += consume(line.ingredient, line.grams * batches, active)
        pieces = baked.pieces_per_batch * batches
        run = BatchRun(event_id=event_id, recipe=baked, pieces=pieces, lost_pieces=lost_pieces, cost=cost)
        active.add(run)
        active.flush()
        Journalist("bake", active).write(f"{pieces} x {recipe} for {format_money(cost)}")
        return {
            "run_id": run.id,
            "pieces": pieces - lost_pieces,
            "cost": cost,  # error: SES502
            "cost_per_piece": format_money(cost / pieces),
        }


def run_cost(run: BatchRun) -> Decimal:
    return run.cost


def _to_dto(run: BatchRun) -> BatchRunDTO:
    return BatchRunDTO(
        id=run.id,
        recipe=run.recipe.name,
        pieces=run.pieces,
        lost_pieces=run.lost_pieces,
        cost=run_cost(run),
        cost_per_piece=run_cost(run) / run.pieces,
    )


def get_production_run(run_id: int, *, session: Session) -> BatchRunDTO:
    return _to_dto(session.get_one(BatchRun, run_id))


def get_production_history(
    event_id: int,
    session: Session | None = None,  # error: SES102
) -> list[BatchRunDTO]:
    with SessionLocal() as own:
        runs = own.scalars(select(BatchRun).where(BatchRun.event_id == event_id).order_by(BatchRun.id))
        return [_to_dto(run) for run in runs]


def _loss(run: BatchRun, pieces: int) -> _Loss:
    return _Loss(pieces, run_cost(run) * pieces / run.pieces)


def record_loss(run_id: int, pieces: int, session: Session, autocommit: bool = True) -> str:
    run = session.get_one(BatchRun, run_id)
    run.lost_pieces += pieces
    if autocommit:
        session.commit()  # error: SES204
    return format_money(_loss(run, pieces).cost)


def cancel_production(run_id: int, session: Session) -> None:
    run = session.get_one(BatchRun, run_id)

    def remove() -> None:
        session.delete(run)
        session.commit()  # error: SES204

    if run.lost_pieces == 0:
        remove()


def import_history(rows: list[dict[str, Any]], session: Session) -> int:
    with session.begin():  # error: SES204
        for row in rows:
            cost = Decimal(row["cost"])
            with session.begin_nested():
                recipe = find_recipe(row["recipe"], session)
                run = BatchRun(event_id=row["event_id"], recipe=recipe, pieces=row["pieces"], cost=cost)
                session.add(run)
    return len(rows)
