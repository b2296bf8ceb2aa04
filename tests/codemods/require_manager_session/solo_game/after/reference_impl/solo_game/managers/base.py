"""What every manager is made of: a session, its own where it was not given one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from reference_impl.solo_game.errors import SoloGameError

_log = logging.getLogger(__name__)

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Manager = TypeVar("Manager", bound="BaseManager")


class BaseManager:
    """Runs operations, each with a session."""

    def __init__(self, session: Session) -> None:
        self._session: Session = session

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
        session = self._session
        try:
            result = operation(session, *args, **kwargs)
            session.flush()
            return result
        except SoloGameError as refusal:
            _log.debug("%s: %s: refused: %s", type(self).__name__, name, refusal)
            raise
        except Exception as error:
            _log.warning("%s: %s: failed: %r", type(self).__name__, name, error)
            raise

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
        kwargs["session"] = self._session
        return manager(**kwargs)
