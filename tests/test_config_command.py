"""session-lint config: what holds, and because of what."""

import json

import pytest

FILES = {
    "pyproject.toml": """\
[tool.session_lint]
preset = "airflow"
extend-services = ["core/"]
boundary-names = ["core.work.Store.*"]
carriers = ["trans.sa_session"]

[[tool.session_lint.overrides]]
paths = ["core/"]
ignore = ["SES1"]
""",
    "core/__init__.py": "",
    "core/work.py": """\
from contextlib import contextmanager

from airflow.utils.session import NEW_SESSION, provide_session
from sqlalchemy.orm import Session


def plain(trans, sess=None):
    sess.flush()
    trans.sa_session.add(1)


@provide_session
def injected(*, session: Session = NEW_SESSION):
    session.add(1)


class Store:
    def __init__(self, session: Session):
        self._session = session

    def save(self):
        self._session.add(1)
        with transaction() as own:
            own.add(1)


@contextmanager
def transaction():
    with Session() as session:
        yield session
        session.commit()


@app.get("/")
def index():
    return 1
""",
}


@pytest.fixture
def config(run_module, project):
    folder = project(FILES)

    def run(*arguments):
        ran = run_module("session_lint", "config", *arguments)
        assert ran.stderr == ""
        assert ran.status == 0
        return ran

    run.folder = folder
    return run


def test_a_file(config):
    said = json.loads(config("core/work.py", "--output-format", "json").stdout)
    folder = config.folder
    assert said["project"]["root"] == str(folder)
    assert said["project"]["root_because"] == "the nearest folder whose pyproject.toml has [tool.session_lint]"
    assert said["project"]["configuration"] == str(folder / "pyproject.toml")
    assert said["project"]["preset"] == "airflow"
    file = said["file"]
    assert (file["path"], file["module"], file["source_root"]) == ("core/work.py", "core.work", ".")
    assert (file["role"], file["because"]) == ("service", "services = 'core/' (pyproject.toml)")
    roles = {function["function"]: (function["role"], function["because"]) for function in file["functions"]}
    assert roles == {
        "plain": ("service", "services = 'core/' (pyproject.toml)"),
        "injected": ("service", "services = 'core/' (pyproject.toml)"),
        "Store.__init__": ("boundary", "boundary-names = 'core.work.Store.*' (pyproject.toml)"),
        "Store.save": ("boundary", "boundary-names = 'core.work.Store.*' (pyproject.toml)"),
        "transaction": ("infrastructure", "it makes scopes"),
        "index": ("boundary", "the decorator @app.get"),
    }
    sessions = {f"{function['function']} {found['what']}": found["because"]
                for function in file["functions"] for found in function["sessions"]}  # fmt: skip
    assert sessions == {
        "plain parameter sess": "used like a session (.flush); its default is None",
        "plain trans.sa_session": "carriers = 'trans.sa_session' (pyproject.toml); its carrier owns it",
        "injected parameter session": "its type is sqlalchemy.orm.Session; supplied by the decorator @provide_session, "
        "by injectors = 'provide_session'; its default is NEW_SESSION",
        "Store.__init__ parameter session": "its type is sqlalchemy.orm.Session",
        "Store.__init__ self._session": "by the class that it is an attribute of; its carrier owns it",
        "Store.save self._session": "by the class that it is an attribute of; its carrier owns it",
        "Store.save transaction()": "a scope that is opened in line 23",
        "transaction Session()": "a scope that is opened in line 29",
    }
    rules = {rule["code"]: (rule["runs"], rule["because"]) for rule in file["rules"]}
    assert rules["SES101"] == (False, "ignore = 'SES1' in the override for core/")
    assert rules["SES201"] == (True, "select = 'SES'")


def test_a_file_in_words(config):
    lines = config("core/work.py").stdout.splitlines()
    assert (
        f"root            {config.folder}  (the nearest folder whose pyproject.toml has [tool.session_lint])" in lines
    )
    assert "                core/  (pyproject.toml)" in lines
    assert "                models/  (preset airflow)" in lines
    assert "role            service  (services = 'core/' (pyproject.toml))" in lines
    assert "core/work.py:7 plain" in lines
    assert "does not run    SES101 optional-session  (ignore = 'SES1' in the override for core/)" in lines


def test_a_project(config):
    said = json.loads(config("--output-format", "json").stdout)
    assert said["file"] is None
    settings = {setting["key"]: setting["entries"] for setting in said["project"]["settings"]}
    assert {"entry": "core/", "origin": "pyproject.toml"} in settings["services"]
    assert {"entry": "provide_session", "origin": "preset airflow"} in settings["injectors"]
    assert settings["overrides"][0]["entry"] == 'paths = ["core/"], ignore = ["SES1"]'


def test_the_override_is_what_check_does(config, check):
    assert check("core", "--select", "SES101").findings == []
    assert check("core", "--select", "SES101,SES201").status == 0


def test_a_preset(config):
    assert 'extend-injectors = ["provide_session"]\n' in config("--preset", "airflow").stdout


def test_a_misspelt_name_is_shown(config, project):
    project({"pyproject.toml": '[tool.session_lint]\ninjectors = ["provide_sesion"]\n'})
    remark = "'provide_sesion' matches nothing in the project. Did you mean 'provide_session'?"
    assert remark in config("core/work.py").stdout


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("core", "core: a folder. Name one file of it."),
        ("gone.py", "gone.py: no such file."),
        ("old.py", "old.py: not part of the project: excluded by exclude = ['old.py']"),
    ],
)
def test_what_is_no_file_of_the_project(project, run_module, argument, words):
    project(FILES | {"pyproject.toml": '[tool.session_lint]\nexclude = ["old.py"]\n', "old.py": ""})
    ran = run_module("session_lint", "config", argument)
    assert ran.status == 2
    assert ran.stderr.startswith(f"session-lint: {words}")


@pytest.mark.parametrize(
    ("overrides", "arguments", "found"),
    [
        ("", [], ["SES101", "SES204"]),
        ('[[tool.session_lint.overrides]]\npaths = ["core/"]\nignore = ["SES1"]', [], ["SES204"]),
        ('[[tool.session_lint.overrides]]\npaths = ["core/"]\nignore = ["optional-session"]', [], ["SES204"]),
        ('[[tool.session_lint.overrides]]\npaths = ["other/"]\nignore = ["SES1"]', [], ["SES101", "SES204"]),
        ('[[tool.session_lint.overrides]]\npaths = ["core/"]\nignore = ["SES"]\nselect = ["SES204"]', [], ["SES204"]),
        ('[[tool.session_lint.overrides]]\npaths = ["core/"]\nignore = ["SES"]\n'
         '[[tool.session_lint.overrides]]\npaths = ["*.py"]\nselect = ["SES1"]', [], ["SES101"]),
        ('ignore = ["SES2"]\n[[tool.session_lint.overrides]]\npaths = ["core/"]\nselect = ["SES204"]', [],
         ["SES101", "SES204"]),
        ('[[tool.session_lint.overrides]]\npaths = ["core/"]\nselect = ["SES204"]', ["--select", "SES1"], ["SES101"]),
        ('[[tool.session_lint.overrides]]\npaths = ["core/"]\nselect = ["SES204"]', ["--ignore", "SES204"], ["SES101"]),
        ('[[tool.session_lint.overrides]]\npaths = ["core/"]\nignore = ["SES204"]', ["--select", "SES204"], []),
        ('[[tool.session_lint.overrides]]\npaths = ["core/"]\nrole = "other"', [], ["SES101"]),
        ('[[tool.session_lint.overrides]]\npaths = ["core/"]\nrole = "test"', [], []),
        ('[[tool.session_lint.overrides]]\npaths = ["core/"]\nrole = "test"\n'
         '[[tool.session_lint.overrides]]\npaths = ["work.py"]\nrole = "service"', [], ["SES101", "SES204"]),
    ],
)  # fmt: skip
def test_overrides(project, check, overrides, arguments, found):
    project({
        "pyproject.toml": f'[tool.session_lint]\nservices = ["core/"]\n{overrides}\n',
        "other/x.py": "",
        "core/work.py": "def save(session=None):\n    session.add(1)\n    session.flush()\n    session.commit()\n",
    })  # fmt: skip
    assert [code for _, code, _ in check(".", *arguments).findings] == found
