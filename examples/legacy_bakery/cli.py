"""The command line: a boundary, which may open scopes and commit."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from . import database, services
from .database import session_scope, use_database
from .dto import ProgressDTO
from .services.progress_service import BoughtPrices


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="legacy_bakery", description="Plan events, bake, assemble.")
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="plan one event, bake and assemble for it, show the progress")
    demo.add_argument("--file", type=Path, help="a new SQLite file (default: a temporary one)")
    arguments = parser.parse_args(argv)
    if arguments.file is not None and arguments.file.exists():
        parser.error(f"{arguments.file} exists already")
    if arguments.file is not None:
        run_demo(arguments.file)
    else:
        with TemporaryDirectory() as folder:
            run_demo(Path(folder) / "bakery.sqlite")
    return 0


def run_demo(file: Path) -> None:
    use_database(f"sqlite:///{file}")
    try:
        fill_shelves()
        event_id = plan_event()
        print_shopping_list(event_id)
        bake_and_assemble(event_id)
        print_progress(services.get_events_with_progress())
        print()
        print("\n".join(services.read_journal()))
    finally:
        database.engine.dispose()


def fill_shelves() -> None:
    with session_scope() as session:
        for name, price in (("flour", "0.95"), ("butter", "9.80"), ("sugar", "1.30"), ("almonds", "14.50")):
            services.add_ingredient(services.NewIngredient(name, Decimal(price)), session)
            services.receive_lot(name, 3000, date(2026, 11, 2), session=session)
        services.add_recipe("shortbread", 24, {"flour": 600, "butter": 400, "sugar": 200}, session)
        services.add_recipe("macaroon", 30, {"almonds": 500, "sugar": 450}, session)
    services.add_good("tea tin", "tin", {"shortbread": 6, "macaroon": 4})
    services.add_good("macaroon bag", "bag", {"macaroon": 5})


def plan_event() -> int:
    event_id = services.create_event("Winter fair", date(2026, 12, 5))
    with session_scope() as session:
        services.set_target(event_id, "tea tin", 20, session)
        services.set_target(event_id, "macaroon bag", 12, session)
    return event_id


def print_shopping_list(event_id: int) -> None:
    with session_scope() as session:
        print("To buy:")
        for line in services.get_shopping_list(event_id, BoughtPrices(), session):
            print(f"  {line['grams']:>6} g {line['ingredient']:<10} {line['cost']:>8}")
            services.receive_lot(line["ingredient"], line["grams"], date(2026, 12, 1), session=session)
        print()


def bake_and_assemble(event_id: int) -> None:
    services.record_production(event_id, "shortbread", batches=5)
    baked = services.record_production(event_id, "macaroon", batches=5, lost_pieces=3)
    with session_scope() as session:
        services.record_loss(baked["run_id"], 2, session)
    services.record_assembly(event_id, "tea tin", 20)
    services.record_assembly(event_id, "macaroon bag", 9)


def print_progress(rows: list[ProgressDTO]) -> None:
    print(f"{'Event':<14} {'Good':<14} {'Target':>6} {'Assembled':>9} {'Done':>5} {'Spent':>9}")
    for row in rows:
        done = f"{row.percent}%"
        print(f"{row.event:<14} {row.good:<14} {row.target:>6} {row.assembled:>9} {done:>5} {row.spent:>9}")
