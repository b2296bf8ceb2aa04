"""Every key of the configuration: a right value that changes something, and a wrong one that is named."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from session_lint.config import Config, ConfigError, covering, matching
from session_lint.config_file import Loaded, load
from session_lint.presets import PRESETS, as_toml
from session_lint.selection import Selection
from session_lint.testing import clean, reports

KEYS = {field.encode_name: field.default for field in msgspec.structs.fields(Config)}
LISTS = sorted(key for key, default in KEYS.items() if isinstance(default, tuple) and key != "overrides")
DOCS = (Path(__file__).parents[1] / "docs" / "configuration.md").read_text("utf-8")


@pytest.fixture
def loading(tmp_path: Path):
    def loaded(table: str) -> Loaded:
        (tmp_path / "pyproject.toml").write_text(f"[tool.session_lint]\n{table}\n", "utf-8")
        found = load([tmp_path])
        Selection(found)
        return found

    return loaded


@pytest.fixture
def refusing(loading, tmp_path: Path):
    def message(table: str) -> str:
        with pytest.raises(ConfigError) as error:
            loading(table)
        said = str(error.value)
        assert said.startswith(f"{tmp_path / 'pyproject.toml'}: ")
        assert said.endswith((".", "?"))
        return said.removeprefix(f"{tmp_path / 'pyproject.toml'}: ")

    return message


def value(loaded: Loaded, key: str) -> Any:
    return getattr(loaded.config, key.replace("-", "_"))


@pytest.mark.parametrize("key", LISTS)
def test_a_list_replaces_and_extends(loading, key):
    entry = "SES2" if key in ("select", "ignore") else "work"
    assert value(loading(f'{key} = ["{entry}"]'), key) == (entry,)
    if key != "money-names":
        assert value(loading(f'extend-{key} = ["{entry}"]'), key) == (*KEYS[key], entry)


@pytest.mark.parametrize("key", LISTS)
@pytest.mark.parametrize("extend", ["", "extend-"])
def test_a_list_of_the_wrong_type_is_named(refusing, key, extend):
    assert refusing(f'{extend}{key} = "work"') == (
        f"key '{extend}{key}' in [tool.session_lint]: Expected a list, got a string. Write ['work']."
    )
    assert refusing(f"{extend}{key} = [true]") == (
        f"key '{extend}{key}' in [tool.session_lint]: Expected a string, got true or false."
    )
    assert refusing(f'{extend}{key} = [" "]').startswith(f"key '{extend}{key}' in [tool.session_lint]: ' ' ")


@pytest.mark.parametrize("key", sorted({*KEYS, *(f"extend-{key}" for key in LISTS)} - {"extend-money-names"}))
def test_a_mistyped_key_has_a_nearest(refusing, key):
    middle = len(key) // 2
    mistyped = key[:middle] + key[middle + 1 :]
    assert refusing(f"{mistyped} = []") == f"unknown key {mistyped!r} in [tool.session_lint]. Did you mean {key!r}?"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (
            'services = ["a/"]\nextend-services = ["b/"]',
            "key 'extend-services' in [tool.session_lint]: 'services' stands beside it and replaces the defaults. "
            "Put all entries into 'services', or keep only 'extend-services'.",
        ),
        (
            'extend-money-names = ["*cost"]',
            "key 'extend-money-names' in [tool.session_lint]: by default every name is money ('*'), so that nothing "
            "can be added. Write 'money-names'.",
        ),
        (
            'extend-pydantic-decimals = "allow"',
            "key 'extend-pydantic-decimals' in [tool.session_lint]: only lists can be extended. Write "
            "'pydantic-decimals'.",
        ),
        (
            'pydantic-decimals = "alow"',
            "key 'pydantic-decimals' in [tool.session_lint]: 'alow' is not known. Did you mean 'allow'?",
        ),
        (
            'service-names = ["bakery/services/"]',
            "key 'service-names' in [tool.session_lint]: 'bakery/services/' is a path, a dotted name is wanted: "
            "'bakery.events.Store'. Paths belong into 'services'.",
        ),
        (
            'source-roots = ["packages/*/src"]',
            "key 'source-roots' in [tool.session_lint]: 'packages/*/src': a source root is a folder, not a pattern.",
        ),
        (
            'services = ["#work"]',
            "key 'services' in [tool.session_lint]: '#work' matches no path: '#' begins a comment there. "
            "Write '\\#work'.",
        ),
        ('ignore = ["optional-sesion"]',
         "key 'ignore' in [tool.session_lint]: no rule is called 'optional-sesion'. Did you mean 'optional-session'?"),
        ('preset = "flask"',
         "key 'preset' in [tool.session_lint]: no preset is called 'flask'. Known: airflow, fastapi, "
         "flask-sqlalchemy."),
        ('preset = ["fastapi"]',
         "key 'preset' in [tool.session_lint]: no preset is called ['fastapi']. Write one of ['airflow', 'fastapi', "
         "'flask-sqlalchemy']."),
    ],
)  # fmt: skip
def test_messages(refusing, table, words):
    assert refusing(table) == words


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "[[tool.session_lint.overrides]] number 1 has no 'paths'. Say which files it is about."),
        ('paths = ["a/"]', "[[tool.session_lint.overrides]] number 1 says nothing about its paths. Give it 'select', "
                           "'ignore' or 'role'."),
        ('path = ["a/"]', "unknown key 'path' in [[tool.session_lint.overrides]] number 1. Did you mean 'paths'?"),
        ('paths = ["a/"]\nrole = "servise"', "key 'role' in [[tool.session_lint.overrides]] number 1: 'servise' is not "
                                             "known. Did you mean 'service'?"),
        ('paths = "a/"\nrole = "service"', "key 'paths' in [[tool.session_lint.overrides]] number 1: Expected a list, "
                                           "got a string. Write ['a/']."),
        ('paths = ["a/"]\nignore = ["optional-sesion"]', "key 'ignore' in [[tool.session_lint.overrides]] number 1: no "
                                                         "rule is called 'optional-sesion'. Did you mean "
                                                         "'optional-session'?"),
        ('paths = ["a/"]\nselect = ["optional-sesion"]', "key 'select' in [[tool.session_lint.overrides]] number 1: no "
                                                         "rule is called 'optional-sesion'. Did you mean "
                                                         "'optional-session'?"),
    ],
)  # fmt: skip
def test_messages_about_overrides(refusing, table, words):
    assert refusing(f"[[tool.session_lint.overrides]]\n{table}") == words


def test_overrides_are_a_list_of_tables(refusing):
    single = refusing('[tool.session_lint.overrides]\npaths = ["a/"]\nrole = "service"')
    assert single == (
        "'overrides' in [tool.session_lint] is not a list. Write [[tool.session_lint.overrides]], in double brackets, "
        "and its keys below it."
    )
    assert "number 1 is not a table" in refusing('overrides = ["a/"]')


# Presets -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_a_preset_is_written_as_a_configuration(loading, tmp_path: Path, preset):
    by_name = loading(f'preset = "{preset}"').config
    assert by_name != Config()
    assert loading(as_toml(PRESETS[preset])).config == by_name


def test_own_keys_replace_or_extend_a_preset(loading):
    preset = loading('preset = "airflow"').config
    assert loading('preset = "airflow"\nextend-injectors = ["inject"]').config.injectors == (
        *preset.injectors,
        "inject",
    )
    assert loading('preset = "airflow"\ninjectors = ["inject"]').config.injectors == ("inject",)
    assert loading('preset = "fastapi"\npydantic-decimals = "report"').config.pydantic_decimals == "report"


def test_origins(loading):
    loaded = loading('preset = "airflow"\nextend-services = ["core/", "models/"]')
    said = {entry: loaded.origin("services", entry) for entry in ("services/", "models/", "core/")}
    assert said == {"services/": "default", "models/": "preset airflow", "core/": "pyproject.toml"}
    assert [entry for entry in loaded.config.services if loaded.is_own("services", entry)] == ["core/"]


# What the keys do ----------------------------------------------------------------------------------------------------

OPENS = """\
from database import session_scope
from lib import command, inject, work


class Store:
    @work
    def save(self):
        with session_scope() as session:
            self._save(session)

    def _save(self, session):
        session.add(1)
        session.commit()


class _Cache:
    def fill(self):
        with session_scope() as session:
            session.add(1)
"""


def codes(text: str, path: str, **keys: Any) -> list[tuple[str, str]]:
    from session_lint.testing import findings

    config = Config(**{"ignore": ("SES105", "SES203"), **keys})
    return [(finding.code, finding.function) for finding in findings(text, path, config)]


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({}, []),
        ({"service_names": ("core.store.Store",)}, [("SES201", "Store.save"), ("SES204", "Store._save")]),
        ({"service_names": ("core.store",)},
         [("SES201", "Store.save"), ("SES204", "Store._save"), ("SES201", "_Cache.fill")]),
        ({"service_names": ("*.Store.*",)}, [("SES201", "Store.save"), ("SES204", "Store._save")]),
        ({"service_names": ("*.Store.s*",)}, [("SES201", "Store.save")]),
        ({"service_names": ("_save",)}, [("SES204", "Store._save")]),
        ({"service_names": ("Stor",)}, []),
        ({"service_decorators": ("lib.work",)}, [("SES201", "Store.save")]),
        ({"service_decorators": ("work",)}, [("SES201", "Store.save")]),
        ({"service_decorators": ("command",)}, []),
        ({"public_boundaries": ("core/",)}, [("SES204", "Store._save"), ("SES201", "_Cache.fill")]),
        ({"services": ("core/",), "public_boundaries": ("core/",)},
         [("SES204", "Store._save"), ("SES201", "_Cache.fill")]),
        ({"services": ("core/",), "boundary_decorators": ("work",), "boundary_names": ("_Cache",)},
         [("SES204", "Store._save")]),
        ({"services": ("core/",), "infrastructure_names": ("core.store.Store",)}, [("SES201", "_Cache.fill")]),
        ({"services": ("core/",), "boundaries": ("core/store.py",)}, []),
        ({"service_names": ("core.*",), "boundary_names": ("core.store.Store.*",)}, [("SES201", "_Cache.fill")]),
        ({"boundary_names": ("core.*",), "service_names": ("core.store.Store._*",)}, [("SES204", "Store._save")]),
    ],
)  # fmt: skip
def test_roles(keys, found):
    assert codes(OPENS, "core/store.py", **keys) == found


def test_tests_and_migrations_are_so_as_a_whole():
    assert codes(OPENS, "core/tests/store.py", service_names=("*.Store.*",)) == []
    assert codes(OPENS, "core/migrations/store.py", service_names=("*.Store.*",)) == []


def test_what_makes_scopes_is_infrastructure_whatever_its_name():
    source = """\
from contextlib import contextmanager

from sqlalchemy.orm import Session


@contextmanager
def transaction():
    with Session() as session:
        yield session
        session.commit()
"""
    assert codes(source, "core/db.py", service_names=("core.*",)) == []


CARRIED = """\
from lib import db


def add(trans, row):
    trans.sa_session.put(row)
    trans.sa_session.commit()


def merge(self, row):
    self.trans.sa_session.commit()


def save(row):
    db.session.commit()


def index(repo):
    repo.index.commit()
"""


@pytest.mark.parametrize(
    ("carriers", "found"),
    [
        ((), []),
        (("trans.sa_session",), ["add", "merge"]),
        (("self.trans.sa_session",), ["merge"]),
        (("sa_session",), ["add", "merge"]),
        (("*.sa_session", "db.session"), ["add", "merge", "save"]),
        (("lib.db.session",), ["save"]),
        (("other.db.session",), []),
    ],
)
def test_carriers(carriers, found):
    assert codes(CARRIED, "services/work.py", carriers=carriers) == [("SES204", name) for name in found]


def test_a_decorator_that_supplies_the_session_in_front():
    source = """\
from functools import partial, wraps

from database import session_scope
from sqlalchemy.orm import Session


def in_front(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        with session_scope() as session:
            return function(session, *args, **kwargs)

    return wrapper


def bound(function):
    return partial(function, session=1)


class Supplies:
    def __init__(self, function):
        self._function = function

    def __call__(self, *args, **kwargs):
        with session_scope() as session:
            return self._function(*args, session=session, **kwargs)


def logs(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        session = "unrelated"
        print(session, *args)
        return function(*args, **kwargs)

    return wrapper


@in_front
def first(session: Session = None):
    session.add(1)


@bound
def second(session: Session = None):
    session.add(1)


@Supplies
def third(session: Session = None):
    session.add(1)


@logs
def fourth(session: Session = None):
    session.add(1)
"""
    (finding,) = reports("SES101", source, "events.py")
    assert finding.function == "fourth"


def test_dto_names_and_paths():
    source = "from decimal import Decimal\nfrom typing import TypedDict\n\n\nclass Row(TypedDict):\n    cost: Decimal\n"
    clean(source, "rows.py")
    reports("SES501", source, "rows.py", Config(dto_names=("Row",)))
    reports("SES501", source, "rows.py", Config(dto_paths=("rows.py",)))


def test_source_roots_decide_module_names():
    files = {"packages/store/save.py": OPENS}
    from session_lint.testing import findings

    with_root = Config(source_roots=("packages",), service_names=("store.save.Store.save",))
    assert [finding.function for finding in findings(files, config=with_root)] == ["Store.save"]
    assert findings(files, config=Config(service_names=("store.save.Store.save",))) == []


def test_excluded_paths_are_not_checked(project, check):
    project(
        {"pyproject.toml": '[tool.session_lint]\nexclude = ["old/"]\n', "services/a.py": "", "old/services/b.py": ""}
    )
    assert check(".").json["summary"]["files"] == 1


# Patterns ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "name", "bears"),
    [
        ("a.b", "a.b", True),
        ("b", "a.b", True),
        ("b", "b", True),
        ("a", "a.b", False),
        ("a.*", "a.b.c", True),
        ("*.b.*", "a.b.c", True),
        ("*.b.*", "b.c", False),
        ("b*", "a.bc", True),
        ("b*", "ba.c", False),
        ("x.b", "a.x.b", False),
    ],
)
def test_names(pattern, name, bears):
    assert (matching((pattern,), name) == pattern) is bears


def test_a_name_covers_what_is_inside():
    assert covering(("a.b",), "a.b.C.d") == "a.b"
    assert covering(("a.*", "a.b.C"), "a.b.C.d") == "a.b.C"
    assert covering(("C",), "a.b.C.d") == "C"
    assert covering(("c",), "a.b.C.d") is None


# Documentation -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [*KEYS, "preset"])
def test_every_key_has_an_example(key):
    written = "[[tool.session_lint.overrides]]" if key == "overrides" else f"\n{key} = "
    assert written in DOCS or f"\nextend-{key} = " in DOCS


@pytest.mark.parametrize("key", [key for key, default in KEYS.items() if default])
def test_every_default_is_documented(key):
    default = KEYS[key]
    for entry in [default] if isinstance(default, str) else default:
        assert f"`{entry}`" in DOCS, entry


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_every_preset_is_documented_as_it_is(preset):
    assert f"```toml\n{as_toml(PRESETS[preset])}```" in DOCS


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", DOCS, re.DOTALL))
def test_every_example_may_be_written(loading, example):
    loaded = loading(example.removeprefix("[tool.session_lint]\n"))
    assert loaded.keys or loaded.preset
