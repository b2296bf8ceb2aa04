"""The application: all routes, and what becomes of errors."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from reference_impl.bakery.app import catalogue, events, plans, runs
from reference_impl.bakery.app.refusals import refused, refused_by_the_framework, refused_by_the_types
from reference_impl.bakery.errors import BakeryError


def create_app() -> FastAPI:
    """Return the application; the database is initialised by whoever serves it."""
    app = FastAPI(title="Bakery", generate_unique_id_function=lambda route: route.name)
    for part in (catalogue, events, plans, runs):
        app.include_router(part.router)
    app.add_exception_handler(BakeryError, refused)
    app.add_exception_handler(RequestValidationError, refused_by_the_types)
    app.add_exception_handler(HTTPException, refused_by_the_framework)
    return app
