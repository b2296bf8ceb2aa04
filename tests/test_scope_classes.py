"""A class that makes scopes is one by its shape, or by configuration where its shape cannot be seen."""

import pytest

from session_lint.config import Config
from session_lint.testing import clean, reports

SERVICE = """\
from company import UnitOfWork
from local import Unit


def add(name: str) -> None:
    with {} as unit:
        unit.session.add(name)
"""
LOCAL = """\
class Unit:
    def __enter__(self):
        self.session = self.connect()
        return self

    def __exit__(self, *error):
        self.session.close()
"""


@pytest.mark.parametrize("made", ["Unit()", "UnitOfWork()"])
@pytest.mark.parametrize("named", [("Unit", "UnitOfWork"), ("local.Unit", "company.UnitOfWork")])
def test_a_configured_class_is_a_scope(made: str, named: tuple[str, ...]):
    files = {"services/event_service.py": SERVICE.format(made), "local.py": LOCAL}
    clean(files)
    reports("SES201", files, config=Config(scope_functions=named))


def test_a_context_of_a_configured_class_bound_before_its_block_is_a_scope():
    text = SERVICE.format("context").replace("    with", "    context = UnitOfWork()\n    with")
    reports(
        "SES201", {"services/event_service.py": text, "local.py": LOCAL}, config=Config(scope_functions=("UnitOfWork",))
    )
