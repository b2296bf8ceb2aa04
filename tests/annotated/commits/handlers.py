import click
from models import Event
from sqlalchemy.orm import Session


def save(session: Session) -> None:
    session.add(Event())
    session.commit()


@click.command()
@click.pass_obj
def command(session: Session) -> None:
    session.add(Event())
    session.commit()
