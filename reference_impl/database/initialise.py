"""What an application with a URL calls at its start.

init_database(EngineConfig())        # DATABASE_URL and its like, from the environment
with session_scope() as session:
    ...
dispose_database()
"""

from __future__ import annotations

from reference_impl.database.accessor import set_session_factory
from reference_impl.database.config import EngineConfig
from reference_impl.database.engine import connect_once, make_engine
from reference_impl.database.factory import SessionFactory


def init_database(config: EngineConfig) -> SessionFactory:
    """Make an engine, store its factory as the application's and return it.

    Args:
        config: URL, arguments for the driver, and pool settings.

    Raises:
        DatabaseAlreadyInitialised: there is a factory already; it stays.
        InvalidDatabaseUrl: the URL cannot be parsed, or names a dialect or driver that is not installed.
        InvalidEngineOptions: the driver or pool refuses an option.
        DatabaseUnavailable: the first connection failed.
    """
    engine = make_engine(config)
    try:
        if config.db_connect_at_start:
            connect_once(engine)
        factory = SessionFactory(engine)
        set_session_factory(factory)
    except BaseException:
        engine.dispose()
        raise
    return factory
