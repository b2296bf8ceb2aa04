"""A client of the bakery on the web: every answer it is given is JSON as the OpenAPI document describes it."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from serving import PATIENCE, served
from winter_market import TODAY

from reference_impl.bakery.app import create_app
from reference_impl.bakery.app.requests import today


def bakery() -> FastAPI:
    """Return the application, on a day before the winter market."""
    app = create_app()
    app.dependency_overrides[today] = lambda: TODAY
    return app


class Client:
    """Sends requests, and checks each answer against the document.

    Args:
        http: what sends them.
        app: what answers.
    """

    def __init__(self, http: httpx.Client, app: FastAPI) -> None:
        self.http = http
        self.url = str(http.base_url)
        self.document: dict[str, Any] = app.openapi()

    def send(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Any:
        """Return the status, and the body as Python has it: text where it is no JSON."""
        content = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        type_of_body = {} if body is None else {"content-type": "application/json"}
        answer = self.http.request(method, path, content=content, headers={**type_of_body, **(headers or {})})
        return answer.status_code, self._documented(answer)

    def get(self, path: str) -> Any:
        """Return what is there."""
        status, found = self.send("GET", path)
        assert status == 200, found
        return found

    def post(self, path: str, body: object, *, key: str | None = None) -> Any:
        """Return what was made."""
        status, made = self.send("POST", path, body, {} if key is None else {"idempotency-key": key})
        assert status == 201, made
        return made

    def _documented(self, answer: httpx.Response) -> Any:
        path = answer.request.url.path
        described = next((item for template, item in self.document["paths"].items() if _matches(template, path)), None)
        assert described is not None, path
        response = described[answer.request.method.lower()]["responses"].get(str(answer.status_code))
        assert response is not None, f"{answer.request.method} {path}: {answer.status_code} {answer.text}"
        kind = answer.headers["content-type"].partition(";")[0] if answer.content else ""
        assert set(response.get("content", {})) == ({kind} if kind else set())
        if kind != "application/json":
            return answer.text
        schema = {**response["content"][kind]["schema"], "components": self.document["components"]}
        found = json.loads(answer.text, parse_float=_no_float)
        Draft202012Validator(schema).validate(found)
        return found


@contextmanager
def open_bakery() -> Generator[Client]:
    """Serve the bakery on the database that is the application's when a request comes."""
    app = bakery()
    limits = httpx.Limits(max_keepalive_connections=0)
    with served(app) as url, httpx.Client(base_url=url, timeout=PATIENCE, limits=limits) as http:
        yield Client(http, app)


def _matches(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\\{\w+\\}|\{\w+\}", "[^/]+", template), path) is not None


def _no_float(text: str) -> float:
    raise AssertionError(f"{text} is a float")
