"""Listeners are registered far from where they are defined."""

import sqlalchemy as sa
from shells import on_a_shell
from sqlalchemy import event


def register():
    from models import Event
    from services.updates import (
        AuditUpdater,
        EventUpdater,
        after_commit,
        of_an_unknown_event,
        on_insert,
        through_a_registry,
    )

    sa.event.listen(Event, "after_insert", EventUpdater.after_insert)
    sa.event.listen(Event, "before_update", AuditUpdater.before_update)
    event.listen(Event, "after_insert", on_insert)
    event.listen(Event, "before_delete", through_a_registry)
    event.listen(Event.session, "after_commit", after_commit)
    on_a_shell.listen(Event, "after_insert", of_an_unknown_event)
