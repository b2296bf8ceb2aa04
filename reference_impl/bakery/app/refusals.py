"""What a client is told when something is refused: a status, and one sentence.

The request's session has been rolled back by then: the dependency sees the exception itself.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from reference_impl.bakery import errors
from reference_impl.bakery.complaints import first_complaint

# 409: at another time it could be done. 422: it could never be done as it was asked for.
STATUS: dict[type[errors.BakeryError], int] = {
    errors.NotFound: 404,
    errors.NameTaken: 409,
    errors.AlreadyAssigned: 409,
    errors.InsufficientStock: 409,
    errors.Incomplete: 409,
    errors.StillInUse: 409,
    errors.ComponentCycle: 409,
    errors.InvalidQuantity: 422,
    errors.InvalidPrice: 422,
    errors.InvalidName: 422,
    errors.InvalidNotes: 422,
    errors.InvalidTransfer: 422,
    errors.OverYield: 422,
    errors.EventInThePast: 422,
    errors.KeyReused: 422,  # as the draft of the header says: draft-ietf-httpapi-idempotency-key-header-07, 2.7
}


class Refusal(BaseModel):
    """Why something is refused; a sentence for the user."""

    detail: str


def may_refuse(*statuses: int) -> dict[int | str, dict[str, Any]]:  # Any: as FastAPI takes them
    """Return the refusals of a route, for its documentation."""
    return {status: {"model": Refusal} for status in statuses}


def refused(_request: Request, error: Exception) -> JSONResponse:
    """Answer what a service refuses."""
    assert isinstance(error, errors.BakeryError)  # it is registered for these
    return _answer(STATUS[type(error)], str(error))


def refused_by_the_types(_request: Request, error: Exception) -> JSONResponse:
    """Answer what is no JSON, or has not the fields and types that the route takes."""
    assert isinstance(error, RequestValidationError)  # it is registered for these
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return _answer(422, f"body: it is no JSON: {first['ctx']['error']} at character {first['loc'][-1]}")
    return _answer(422, first_complaint([first], "the request"))


def refused_by_the_framework(_request: Request, error: Exception) -> JSONResponse:
    """Answer what FastAPI refuses by itself: paths and methods that are not there, bodies that nobody can read."""
    assert isinstance(error, HTTPException)  # it is registered for these
    if error.status_code == 400:  # no UTF-8, or numbers of thousands of digits
        return _answer(422, f"body: it is no JSON that can be read: {error.__cause__}")
    return JSONResponse({"detail": error.detail}, error.status_code, headers=error.headers)


def _answer(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"detail": sentence}, status)
