"""Recipients: who is given packages."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.bakery.checks import checked_name
from reference_impl.bakery.dtos.catalogue import RecipientDTO
from reference_impl.bakery.models import Recipient
from reference_impl.bakery.rows import delete, find, find_to_change, named


def create_recipient(name: str, *, session: Session) -> RecipientDTO:
    """Add somebody who can be given packages.

    Raises:
        InvalidName: the name is empty, too long or no line of text.
        NameTaken: there is a recipient of this name.
    """
    recipient = Recipient(name=checked_name(name))
    with named(Recipient, recipient.name, session=session):
        session.add(recipient)
    return _recipient(recipient)


def get_recipient(recipient_id: int, *, session: Session) -> RecipientDTO:
    """Return a recipient.

    Raises:
        NotFound: there is none with this number.
    """
    return _recipient(find(Recipient, recipient_id, session=session))


def list_recipients(*, session: Session) -> list[RecipientDTO]:
    """Return all recipients by name."""
    return [_recipient(recipient) for recipient in session.scalars(select(Recipient).order_by(Recipient.name))]


def delete_recipient(recipient_id: int, *, session: Session) -> None:
    """Delete a recipient who was never given anything.

    Raises:
        NotFound: there is none with this number.
        StillInUse: there is a history of what was given.
    """
    recipient = find_to_change(Recipient, recipient_id, session=session)
    delete(recipient, f"the recipient {recipient.name!r}", "remove the assignments", session=session)


def _recipient(recipient: Recipient) -> RecipientDTO:
    return RecipientDTO(id=recipient.id, name=recipient.name)
