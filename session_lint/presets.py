"""Presets: named sets of defaults for projects that are built alike.

A project's own keys replace what a preset says (``services``) or add to it (``extend-services``), as they do with the
defaults.
"""

from __future__ import annotations

Values = dict[str, list[str] | str]

PRESETS: dict[str, Values] = {
    # The layout of FastAPI's own full-stack template and its like: routes below api/, queries in crud.py or
    # repositories, get_db in deps.py. FastAPI writes a Decimal of a response model as text.
    "fastapi": {
        "extend-services": ["crud/", "crud.py", "crud_*.py", "*_crud.py", "repositories/", "*_repository.py"],
        "extend-boundaries": ["routes/", "routers/", "endpoints/", "routes.py", "routers.py", "router.py", "tasks.py"],
        "extend-infrastructure": ["deps.py", "dependencies.py"],
        "extend-injectors": ["Depends", "Security"],
        "pydantic-decimals": "allow",
    },
    # db.session is a registry: one session a request, ended by the extension. Views and commands commit.
    "flask-sqlalchemy": {
        "extend-boundaries": [
            "views/", "views.py", "routes/", "routes.py", "blueprints/", "resources/", "commands/", "commands.py",
            "cli.py", "cli/", "tasks/", "tasks.py",
        ],
        "extend-infrastructure": ["extensions.py"],
        "extend-carriers": ["db.session"],
    },
    # @provide_session fills in a session where NEW_SESSION or None stands, and commits it; create_session() is the
    # scope behind it. Models work in the session that they are given, commands and jobs own theirs.
    "airflow": {
        "extend-services": ["models/"],
        "extend-boundaries": ["cli/", "jobs/", "dags/"],
        "extend-infrastructure": ["**/utils/session.py", "**/utils/db.py", "settings.py"],
        "extend-scope-functions": ["create_session", "create_session_async"],
        "extend-injectors": ["provide_session"],
    },
}  # fmt: skip
"""What each preset sets, as it would be written in ``pyproject.toml``."""


def as_toml(values: Values) -> str:
    """Return what a preset sets, as TOML."""
    lines: list[str] = []
    for key, value in values.items():
        if isinstance(value, str):
            lines.append(f'{key} = "{value}"')
            continue
        row = f"{key} = [{', '.join(_quoted(entry) for entry in value)}]"
        lines += [row] if len(row) <= 100 else [f"{key} = [", *(f"    {_quoted(entry)}," for entry in value), "]"]
    return "\n".join(lines) + "\n"


def _quoted(entry: str) -> str:
    return f'"{entry}"'
