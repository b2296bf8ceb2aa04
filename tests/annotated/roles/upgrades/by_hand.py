"""No migration: Alembic would not find it."""

from alembic import op
from sqlalchemy.orm import Session


def upgrade() -> None:
    session = Session(bind=op.get_bind())  # error: SES404
    session.execute("UPDATE events SET year = 2026")
    session.commit()
