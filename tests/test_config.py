"""Configuration: what holds, and the sentence for what does not."""

from pathlib import Path

import pytest

from session_lint.config import Config, ConfigError
from session_lint.config_file import load
from session_lint.engine import Checker
from session_lint.rules.registry import RULES, find, selected
from session_lint.selection import Selection
from session_lint.testing import clean, reports


def pyproject(folder: Path, text: str) -> Path:
    (folder / "pyproject.toml").write_text(text, "utf-8")
    return folder


def check(folder: Path):
    loaded = load([folder])
    return Checker(loaded, cached=False).check([folder], Selection(loaded))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tool.session_lint]\nservice = []\n", ["unknown key 'service'", "Did you mean 'services'?"]),
        ("[tool.session_lint]\nservices = 'a'\n", ["key 'services'", "Expected a list, got a string"]),
        ("[tool.session_lint]\nservices = [1]\n", ["key 'services'", "Expected a string, got a number"]),
        ("[tool.session_lint]\npydantic-decimals = 'yes'\n", ["pydantic-decimals", "'yes' is not known"]),
        ("[tool.session_lint]\nservices = ['']\n", ["'services'", "matches nothing"]),
        ("[tool.session-lint]\nservices = []\n", ["[tool.session_lint]", "underscore"]),
        ("tool.session_lint = 3\n", ["not a table"]),
        ("[tool.session_lint\n", ["not valid TOML"]),
    ],
)
def test_a_wrong_configuration_is_named_with_its_file(tmp_path: Path, text: str, words: list[str]):
    pyproject(tmp_path, text)
    with pytest.raises(ConfigError) as error:
        load([tmp_path])
    assert str(tmp_path / "pyproject.toml") in str(error.value)
    for word in words:
        assert word in str(error.value)


def test_the_nearest_table_is_the_root(tmp_path: Path):
    pyproject(tmp_path, "[tool.session_lint]\nservices = ['core/']\n")
    (tmp_path / "a").mkdir()
    inner = pyproject(tmp_path / "a", "[project]\nname = 'a'\n")
    loaded = load([inner])
    assert loaded.root == tmp_path
    assert loaded.config.services == ("core/",)


def test_git_is_the_root_without_a_table(tmp_path: Path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "src").mkdir()
    assert load([tmp_path / "src"]).root == tmp_path


def test_the_common_parent_is_the_root_without_anything(tmp_path: Path):
    for name in ("a/b", "a/c"):
        (tmp_path / name).mkdir(parents=True)
    assert load([tmp_path / "a/b", tmp_path / "a/c"]).root == tmp_path / "a"


def test_a_file_of_its_own_needs_no_table(tmp_path: Path):
    (tmp_path / "lint.toml").write_text("services = ['core/']\n", "utf-8")
    loaded = load([Path.cwd()], tmp_path / "lint.toml")
    assert (loaded.root, loaded.config.services) == (tmp_path, ("core/",))


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"gone\.toml: cannot be read"):
        load([tmp_path], tmp_path / "gone.toml")


def codes(*arguments: tuple[str, ...]) -> list[str]:
    return [rule.code for rule in selected(*arguments, source="test")]


def test_a_rule_that_is_off_by_default_is_asked_for_by_its_full_name():
    assert "SES106" not in codes(("SES",), ())
    assert "SES106" not in codes(("SES10",), ())
    assert codes(("SES106",), ()) == ["SES106", "SES902"]
    assert codes(("positional-session",), ()) == ["SES106", "SES902"]
    assert "SES106" in codes(("ALL",), ())
    assert "SES106" in codes(("SES", "SES106"), ())
    assert "SES106" not in codes(("ALL",), ("SES106",))


def test_the_longest_match_decides():
    assert codes(("SES1",), ("SES102",)) == ["SES101", "SES103", "SES104", "SES105", "SES902"]
    assert codes(("SES102",), ("SES1",)) == ["SES102", "SES902"]
    assert codes(("service-commit",), ()) == ["SES204", "SES902"]


def test_what_was_not_read_is_reported_whatever_is_selected():
    assert codes(("SES5",), ("SES9",)) == ["SES501", "SES502", "SES503", "SES504", "SES505", "SES902"]
    assert "SES902" not in codes(("SES",), ("SES902",))


def test_an_unknown_rule_has_a_nearest():
    with pytest.raises(ConfigError, match="Did you mean 'SES101'"):
        selected(("SES111",), (), "--select")
    with pytest.raises(ConfigError, match="Did you mean 'optional-session'"):
        find("optional-sesion")


def test_a_rule_is_found_by_code_and_slug():
    for rule in RULES:
        assert find(rule.code.lower()) is find(rule.slug) is rule


SCOPE = """\
from lib import transaction


def work():
    with transaction() as session:
        session.add(1)
"""


def test_scope_functions_by_name():
    clean(SCOPE)
    reports("SES201", SCOPE, config=Config(scope_functions=("transaction",)))
    reports("SES201", SCOPE, config=Config(scope_functions=("lib.transaction",)))
    clean(SCOPE, config=Config(scope_functions=("other.transaction",)))


def test_services_by_path():
    clean(SCOPE.replace("lib", "database").replace("transaction", "session_scope"), "core/work.py")
    reports(
        "SES201",
        SCOPE.replace("lib", "database").replace("transaction", "session_scope"),
        "core/work.py",
        Config(services=("core/",)),
    )


def test_injectors_by_name():
    source = """\
from lib import inject
from sqlalchemy.orm import Session


@inject
def work(session: Session = None):
    session.add(1)
"""
    reports("SES101", source)
    clean(source, config=Config(injectors=("inject",)))


def test_session_types_and_names():
    source = "def work(tx: 'lib.Tx' = None):\n    tx.add(1)\n\n\nimport lib\n"
    clean(source)
    reports("SES101", source, config=Config(session_types=("lib.Tx",)))
    untyped = "def work(tx=None):\n    tx.flush()\n"
    clean(untyped)
    reports("SES101", untyped, config=Config(session_names=("tx",)))


def test_money_names_narrow_the_decimals():
    source = """\
from decimal import Decimal


def stock():
    return {"quantity": Decimal(1), "cost": Decimal(2)}
"""
    assert len(reports("SES502", source)) == 2
    (finding,) = reports("SES502", source, config=Config(money_names=("*cost",)))
    assert "'cost'" in finding.message


def test_pydantic_decimals_may_be_trusted():
    source = """\
from decimal import Decimal

from pydantic import BaseModel


class EventResponse(BaseModel):
    total: Decimal
"""
    reports("SES501", source, "schemas.py")
    clean(source, "schemas.py", Config(pydantic_decimals="allow"))


def test_a_pattern_that_matches_nothing_is_an_error(tmp_path: Path):
    pyproject(tmp_path, "[tool.session_lint]\nservices = ['core/', 'corre/']\n")
    (tmp_path / "core").mkdir()
    (tmp_path / "core/work.py").write_text("", "utf-8")
    with pytest.raises(ConfigError, match=r"'corre/' matches no file below"):
        check(tmp_path)


def test_the_defaults_may_match_nothing(tmp_path: Path):
    (tmp_path / "work.py").write_text("", "utf-8")
    assert check(tmp_path).findings == ()
