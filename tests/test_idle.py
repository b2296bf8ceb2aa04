"""What a configuration says about nothing, behind every door; and a second configuration below the root."""

import pytest

WORK = """\
import lib
from company.tasks import with_session
from lib import transaction


class Store:
    @with_session
    def save(self, trans):
        with lib.scope():
            trans.sa_session.add(1)
"""


@pytest.fixture
def configured(project):
    def write(table: str):
        return project(
            {"pyproject.toml": f"[tool.session_lint]\n{table}\n", "bakery/work.py": WORK, "bakery/__init__.py": ""}
        )

    return write


@pytest.mark.parametrize(
    ("table", "near"),
    [
        ('services = ["bakry/"]', "Did you mean 'bakery/'?"),
        ('extend-services = ["wrk.py"]', "Did you mean 'bakery/work.py'?"),
        ('boundaries = ["bakery/wrok.py"]', "Did you mean 'bakery/work.py'?"),
        ('public-boundaries = ["zzz/"]', "Correct it or take it out."),
        ('source-roots = ["zzz"]', "Correct it or take it out."),
        ('dto-paths = ["bakery/dto.py"]', "Correct it or take it out."),
    ],
)
def test_path_patterns(configured, run, table, near):
    folder = configured(table)
    ran = run(".")
    key, pattern = table.split(" = ")[0], table.split('"')[1]
    assert (ran.status, ran.stdout) == (2, "")
    assert ran.stderr == (
        f"session-lint: {folder / 'pyproject.toml'}: key {key!r} in [tool.session_lint]: {pattern!r} matches no file "
        f"below {folder}. {near}\n"
    )


def test_paths_of_overrides(configured, run):
    configured('[[tool.session_lint.overrides]]\npaths = ["bakry/"]\nignore = ["SES1"]')
    ran = run(".")
    assert ran.status == 2
    assert "key 'paths' in [[tool.session_lint.overrides]] number 1: 'bakry/' matches no file" in ran.stderr


RIGHT = [
    'service-names = ["bakery.work.Store.save"]',
    'service-names = ["bakery.work.Store"]',
    'service-names = ["bakery.*"]',
    'service-names = ["bakery"]',
    'boundary-names = ["*.Store.*"]',
    'infrastructure-names = ["Store"]',
    'boundary-decorators = ["company.tasks.with_session"]',
    'service-decorators = ["with_session"]',
    'injectors = ["*.with_*"]',
    'scope-functions = ["lib.transaction"]',
    'scope-functions = ["lib.scope"]',
    'scope-functions = ["scope"]',
    'session-types = ["Store"]',
    'carriers = ["trans.sa_session"]',
    'carriers = ["sa_session"]',
    'preset = "airflow"',
]
WRONG = [
    ('service-names = ["bakery.wrk.Store"]', "Did you mean 'bakery.work.Store'?"),
    ('service-names = ["bakery.wrok.*"]', "Did you mean 'bakery.work'?"),
    ('boundary-names = ["Stor"]', "Did you mean 'Store'?"),
    ('infrastructure-names = ["lib.transaction"]', "Did you mean 'lib.transaction'?"),
    ('boundary-decorators = ["company.with_session"]', "Did you mean 'company.tasks.with_session'?"),
    ('service-decorators = ["zzz"]', "Correct it or take it out."),
    ('injectors = ["with_sesion"]', "Did you mean 'with_session'?"),
    ('scope-functions = ["lib.transactoin"]', "Did you mean 'lib.transaction'?"),
    ('session-types = ["Storr"]', "Did you mean 'Store'?"),
    ('carriers = ["trans.session"]', "Correct it or take it out."),
]


@pytest.mark.parametrize("table", RIGHT)
def test_names_that_mean_something(configured, run, table):
    configured(table)
    ran = run(".", "--select", "SES902")
    assert (ran.status, ran.stderr) == (0, "Nothing to report; 2 files checked.\n")


@pytest.mark.parametrize(("table", "near"), WRONG)
def test_names_that_mean_nothing(configured, run, table, near):
    folder = configured(table)
    ran = run(".")
    key, name = table.split(" = ")[0], table.split('"')[1]
    assert (ran.status, ran.stdout) == (2, "")
    assert ran.stderr == (
        f"session-lint: {folder / 'pyproject.toml'}: key {key!r} in [tool.session_lint]: {name!r} matches nothing in "
        f"the project. {near}\n"
    )


REMARK = "pyproject.toml: key 'injectors' in [tool.session_lint]: 'with_sesion' matches nothing in the project. "


def test_behind_standard_input_it_is_a_remark(configured, run, check):
    configured('injectors = ["with_sesion"]')
    arguments = ("-", "--stdin-filename", "bakery/work.py")
    ran = run(*arguments, stdin=WORK)
    assert ran.status == 0
    assert REMARK in ran.stderr
    (error,) = check(*arguments, stdin=WORK).json["errors"]
    assert error["path"] == "pyproject.toml"


@pytest.mark.parametrize("jobs", [1, 2])
def test_behind_flake8_it_is_a_remark_once(configured, flake8, jobs):
    configured('injectors = ["with_sesion"]')
    ran = flake8("-j", jobs, ".")
    assert (ran.status, ran.stdout) == (0, "")
    assert ran.stderr.count(REMARK) == 1


def test_a_second_configuration_is_named(project, run):
    folder = project({
        "pyproject.toml": "[tool.session_lint]\n",
        "a/pyproject.toml": "[tool.session_lint]\nservices = ['work.py']\n",
        "a/work.py": "",
        "b/pyproject.toml": "[project]\nname = 'b'\n",
        "b/work.py": "",
    })  # fmt: skip
    ran = run(".")
    assert ran.status == 0
    assert ran.stderr == (
        f"a/pyproject.toml: this [tool.session_lint] is not read: {folder / 'pyproject.toml'} holds for everything "
        f"below {folder}. Check a/ on its own (session-lint check a), or write [[tool.session_lint.overrides]] with "
        'paths = ["a/"].\nNothing to report; 2 files checked.\n'
    )
    assert "is not read" not in run("a").stderr


def test_two_configurations_without_one_above(project, run):
    project({f"{name}/{file}": "[tool.session_lint]\n" if file.endswith("toml") else "" for name in "ab"
             for file in ("pyproject.toml", "work.py")})  # fmt: skip
    ran = run("a", "b")
    assert ran.stderr.count("is not read: the default configuration holds for everything below") == 2
