import click
from database import session_scope
from models import Event


def main() -> None:
    with session_scope() as session:
        session.add(Event())


@click.command()
def add(name: str) -> None:
    with session_scope() as session:
        session.add(Event(name=name))
        session.commit()
