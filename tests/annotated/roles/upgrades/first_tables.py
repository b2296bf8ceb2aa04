"""A migration by its shape, in a folder that says nothing: it owns what it opens."""

from alembic import op
from sqlalchemy.orm import Session

revision = "7c1"
down_revision = None


def upgrade() -> None:
    session = Session(bind=op.get_bind())
    session.execute("UPDATE events SET year = 2026")
    session.commit()
