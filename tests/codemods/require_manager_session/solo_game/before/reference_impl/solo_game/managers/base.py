"""What every manager is made of: a session, its own where it was not given one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from reference_impl.solo_game.database import get_session
from reference_impl.solo_game.errors import SoloGameError

_log = logging.getLogger(__name__)

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Manager = TypeVar("Manager", bound="BaseManager")


class BaseManager:
    """Runs operations, each with a session."""

    def __init__(self, session: Session | None = None) -> None:
        self._session: Session | None = session

    def _get_session(self) -> tuple[Session, bool]:
        """Return a session, and whether it has to be closed."""
        if self._session is not None:
            return self._session, False
        _log.debug("%s opens a session", type(self).__name__)
        return get_session(), True

    def _execute_db_operation(
        self,
        name: str,
        operation: Callable[Concatenate[Session, Parameters], Result],
        /,
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Call an operation with a session, commit, and log what came of it.

        Args:
            name: what the operation does, for the log.
            operation: takes a session, and whatever else follows.

        Raises:
            BaseException: whatever the operation raises, as it is.
        """
        _log.debug("%s: %s", type(self).__name__, name)
        session, should_close = self._get_session()
        try:
            result = operation(session, *args, **kwargs)
            session.commit()
            return result
        except SoloGameError as refusal:
            session.rollback()
            _log.debug("%s: %s: refused: %s", type(self).__name__, name, refusal)
            raise
        except Exception as error:
            session.rollback()
            _log.warning("%s: %s: failed: %r", type(self).__name__, name, error)
            raise
        finally:
            if should_close:
                session.close()

    def _execute_change(
        self,
        name: str,
        operation: Callable[Concatenate[Session, Parameters], Result],
        /,
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Do the same behind a savepoint: when it fails, none of it stays, and all that the caller did before."""

        def change(session: Session, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            with session.begin_nested():  # flushes first: what the caller left pending fails as the caller's
                return operation(session, *args, **kwargs)

        return self._execute_db_operation(name, change, *args, **kwargs)

    def _lazy_init_manager(self, manager: type[Manager], **kwargs: Any) -> Manager:
        """Return another manager; a `cached_property` keeps it.

        Args:
            manager: its class.
            kwargs: what its class takes beside the session, of whatever types.
        """
        _log.debug("%s makes a %s", type(self).__name__, manager.__name__)
        if self._session is not None:
            kwargs["session"] = self._session
        return manager(**kwargs)
