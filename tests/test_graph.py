"""The summaries of functions, the chains to what they do, and the pictures that are drawn of them."""

import json
import random
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from session_lint.config import ConfigError
from session_lint.deep import with_deep_stack
from session_lint.doors.graph import as_dot, as_mermaid
from session_lint.project.picture import Arrow, Box, Picture, draw, named
from session_lint.project.project import Project
from session_lint.testing import findings, project_of

EXAMPLES = Path(__file__).parents[1] / "examples"

HEAD = """\
from sqlalchemy.orm import Session
from database import NEW_SESSION, SessionLocal, provide_session, session_scope


def opener():
    with session_scope() as session:
        session.add(1)


"""


def effects(project: Project, name: str) -> set[str]:
    """What a function does, through whatever it calls: ``kind whose [where … is None]``."""
    node = named(project.graph, name)
    found: set[str] = set()
    for effect in node.effects:
        where = f" where {', '.join(effect.guard)}" if effect.guard else ""
        found.add(f"{effect.kind} {effect.parameter or effect.on}{where}")
    return found


def chain(project: Project, name: str, kind: str = "opens") -> list[str]:
    node = named(project.graph, name)
    effect = project.graph.nearest(node, lambda effect: effect.kind == kind)
    assert effect is not None
    return [link.function.function.qualname for link in project.graph.chain(node.function.symbol, effect)]


def of(code: str) -> Project:
    return project_of({"work.py": HEAD + code})


def test_what_a_function_does_itself():
    project = of(
        """\
def all_of_it(session: Session):
    session.add(1)
    session.commit()
    session.rollback()
    session.close()
"""
    )
    assert effects(project, "all_of_it") == {
        "works session",
        "commits session",
        "rolls back session",
        "closes session",
    }


def test_what_a_callee_does_to_the_session_that_it_is_handed():
    project = of(
        """\
def commit(session: Session):
    session.commit()


def hands_on(own: Session):
    commit(own)


def hands_on_its_own():
    with session_scope() as own:
        commit(own)


class Store:
    def __init__(self, session: Session):
        self.session = session

    def save(self):
        commit(session=self.session)
"""
    )
    assert effects(project, "hands_on") == {"commits own"}
    assert [effect.parameter for effect in named(project.graph, "hands_on").effects] == ["own"]
    assert effects(project, "hands_on_its_own") == {"opens own"}
    assert effects(project, "Store.save") == {"commits carrier"}


def test_a_commit_in_a_closure_behind_a_flag_and_through_a_wrapper():
    project = of(
        """\
class Guard:
    def __init__(self, session: Session):
        self.session = session

    def commit(self):
        self.session.commit()


def in_a_closure(session: Session):
    def finish():
        session.commit()

    finish()


def handed_to_a_closure(session: Session):
    def finish(given: Session):
        given.commit()

    finish(session)


def behind_a_flag(session: Session, autocommit=True):
    if autocommit:
        session.commit()


def through_a_wrapper(session: Session):
    Guard(session).commit()
"""
    )
    for name in ("in_a_closure", "handed_to_a_closure", "behind_a_flag"):
        assert "commits session" in effects(project, name), name
    assert effects(project, "through_a_wrapper") == {"commits carrier"}


def test_a_guarded_fallback_counts_where_the_session_is_left_out():
    project = of(
        """\
def fallback(session=None):
    if session is None:
        with session_scope() as session:
            return session.get(1)
    return session.get(1)


def passes(session: Session):
    return fallback(session)


def leaves_out():
    return fallback()


def may_pass(session: Session | None = None):
    return fallback(session=session)


def passes_through(session: Session):
    return may_pass(session)


def leaves_out_further_down():
    return may_pass()


def forwards(*args, **kwargs):
    return fallback(*args, **kwargs)


def forwards_nothing():
    return forwards()


def forwards_it(session: Session):
    return forwards(session), forwards(session=session)


def somebody_knows(options):
    return fallback(**options)
"""
    )
    assert effects(project, "fallback") == {"opens own where session", "works session", "works own where session"}
    for name in ("passes", "passes_through", "somebody_knows", "forwards_it"):
        assert "opens own" not in effects(project, name), name
    for name in ("leaves_out", "leaves_out_further_down", "forwards_nothing"):
        assert "opens own" in effects(project, name), name
    assert "opens own where session" in effects(project, "may_pass")


def test_an_injector_opens_for_a_call_that_leaves_the_session_out():
    project = of(
        """\
@provide_session
def injected(session=NEW_SESSION):
    session.flush()


def leaves_out():
    injected()


def passes(session: Session):
    injected(session=session)
"""
    )
    assert "opens own" in effects(project, "leaves_out")
    assert effects(project, "passes") == {"works session"}


def test_what_is_handed_out_is_opened_by_whoever_asks_for_it():
    project = of(
        """\
def hands_out():
    return SessionLocal()


def asks():
    session = hands_out()
    session.close()


def calls_who_asks():
    asks()
"""
    )
    assert "opens own" not in effects(project, "hands_out")
    assert chain(project, "calls_who_asks") == ["calls_who_asks", "asks"]


def test_cycles_end_and_everybody_in_them_is_told():
    project = of(
        """\
def first(deep):
    second(deep)


def second(deep):
    third(deep)


def third(deep):
    if deep:
        first(deep - 1)
    opener()


def itself():
    itself()


def around():
    about()


def about():
    around()
"""
    )
    assert chain(project, "first") == ["first", "second", "third", "opener"]
    assert chain(project, "third") == ["third", "opener"]
    assert effects(project, "itself") == effects(project, "around") == effects(project, "about") == set()


def test_the_shortest_chain_is_shown_and_of_equal_ones_the_first_call():
    project = of(
        """\
def far():
    middle()


def middle():
    opener()


def other():
    opener()


def both():
    far()
    other()
    middle()
"""
    )
    assert chain(project, "both") == ["both", "other", "opener"]


def test_a_deep_chain_is_followed_to_its_end():
    calls = "\n\n".join(f"def f{number}():\n    f{number + 1}()\n" for number in range(3000))
    project = of(calls + "\n\ndef f3000():\n    opener()\n")
    assert len(with_deep_stack(lambda: chain(project, "work.f0"))) == 3002


def test_many_flags_do_not_multiply_the_ways():
    flags = [f"flag_{number}" for number in range(30)]
    taken, handed = ", ".join(flags), ", ".join(f"{flag}={flag}" for flag in flags)
    inner = "".join(f"    if check and {one} and not {two}:\n        opener()\n" for one, two in pairwise(flags))
    functions = [f"def f0({taken}, check):\n{inner}"]
    for number in range(1, 100):
        functions.append(f"def f{number}({taken}, check):\n    f{number - 1}({handed}, check=check)\n")
    never, perhaps = f"    f99({handed}, check=False)\n", f"    f99({handed}, check=True)\n"
    functions += [f"def never({taken}):\n{never}", f"def perhaps({taken}):\n{perhaps}"]
    project = of("\n\n".join(functions))
    for node in project.graph.nodes:
        assert len(node.effects) < 40
    assert effects(project, "never") == set()
    assert effects(project, "perhaps") == {"opens own"}


SHARED = """\
from sqlalchemy.orm import Session, scoped_session
from database import SessionLocal

Registry = scoped_session(SessionLocal)


def closes():
    with Registry() as session:
        session.add(1)


def commits():
    Registry.commit()


"""


@pytest.mark.parametrize(
    ("caller", "said"),
    [
        ("given(session: Session):\n    session.add(1)\n    closes()", "where 'session' is that one, it is closed"),
        ("given(session: Session):\n    session.add(1)\n    commits()", "where 'session' is that one, it is committed"),
        ("same():\n    session = Registry()\n    session.add(1)\n    closes()", "it is that one, and is closed"),
        ("other():\n    session = SessionLocal()\n    session.add(1)\n    closes()", "becomes two"),
    ],
)
def test_a_registry_gives_everybody_the_same_session(caller: str, said: str):
    found = [one for one in findings({"work.py": f"{SHARED}def {caller}\n"}) if one.code == "SES302"]
    assert [said in one.message and "of its own" not in one.message for one in found] == [True]
    assert "session that everybody shares" in found[0].message


def test_the_order_of_the_files_changes_nothing():
    names = [f"module_{number}" for number in range(12)]
    shuffle = random.Random(7)
    files: dict[str, str | bytes] = {"opener.py": HEAD}
    for name in names:
        callees = shuffle.sample(names, 3)
        imports = "\n".join(f"import {callee}" for callee in callees)
        calls = "\n".join(f"    {callee}.run()" for callee in callees)
        opens = "    opener.opener()\n" if shuffle.random() < 0.3 else ""
        files[f"{name}.py"] = f"import opener\n{imports}\n\n\ndef run():\n{calls}\n{opens}"
    said: set[str] = set()
    for _ in range(3):
        paths = [*files]
        shuffle.shuffle(paths)
        project = project_of({path: files[path] for path in paths})
        said.add(json.dumps({name: chain(project, f"{name}.run") for name in names}))
    assert len(said) == 1


def test_a_hundred_calls_of_one_function_are_reported_once_with_their_places():
    calls = "    opener()\n" * 100
    found = findings({"work.py": f"{HEAD}def caller(session: Session):\n    session.add(1)\n{calls}"})
    assert [finding.code for finding in found] == ["SES302"]
    assert sum("again" in related.message for related in found[0].related) == 99


def test_a_split_shows_the_way_and_where_the_other_session_comes_in():
    code = """\
def one():
    two()


def two():
    opener()


def caller():
    with session_scope() as session:
        session.add(1)
        one()
"""
    (found,) = findings({"work.py": HEAD + code})
    assert "caller->one->two->opener" in found.message
    assert "session_scope()" in found.message
    assert [related.line for related in found.related] == [11, 15, 6, 19]


def test_a_long_chain_is_shortened_in_the_message_and_whole_beside_it():
    calls = "\n\n".join(f"def f{number}():\n    f{number + 1}()\n" for number in range(8))
    code = f"{calls}\n\ndef f8():\n    opener()\n\n\ndef caller(session: Session):\n    session.add(1)\n    f0()\n"
    (found,) = findings({"work.py": HEAD + code})
    assert "caller->f0->…->f8->opener" in found.message
    assert len(found.related) == 11
    assert found.confidence == "medium"


def test_tests_and_migrations_are_not_part_of_the_graph():
    project = project_of(
        {"work.py": HEAD, "tests/test_work.py": "from work import opener\n\n\ndef test():\n    opener()\n"}
    )
    with pytest.raises(ConfigError, match="no function"):
        named(project.graph, "test_work.test")


def test_a_function_is_found_by_the_end_of_its_name():
    project = of("class Store:\n    def opener(self):\n        opener()\n")
    assert named(project.graph, "work.opener").function.qualname == "opener"
    assert named(project.graph, "Store.opener").function.qualname == "Store.opener"
    with pytest.raises(ConfigError, match=r"the name of 2 functions: work\.opener \(work\.py:5\), work\.Store\.opener"):
        named(project.graph, "opener")
    with pytest.raises(ConfigError, match=r"'Store\.openr'.*Did you mean 'work\.Store\.opener'"):
        named(project.graph, "Store.openr")


def picture(code: str, name: str) -> Picture:
    project = of(code)
    return draw(project.graph, project.functions, named(project.graph, name))


def test_a_picture_says_who_opens_and_what_is_handed_on():
    drawn = picture(
        """\
def find(name, session: Session | None = None):
    if session is None:
        with session_scope() as session:
            return find(name, session)
    return session.get(name)


def top(names):
    with session_scope() as session:
        find("one", session)
        find("two")
        find("three")
""",
        "top",
    )
    assert [box.name for box in drawn.boxes] == ["work.top", "work.find"]
    top, find = drawn.boxes
    assert top.deeds == ("opens session_scope() (line 18)",)
    assert find.deeds == ("can take session", "opens session_scope() where session is None (line 12)")
    said = [(arrow.source, arrow.words, arrow.lines) for arrow in drawn.arrows]
    assert said == [
        (0, "session: one of its own", (19,)),
        (0, "no session", (20, 21)),
        (1, "session: one of its own", (13,)),
    ]


def test_what_is_written_is_quoted_for_mermaid_and_dot():
    drawn = Picture((Box('a["b"]', "a.py", 1, ("opens <x> & \\y",)),), (Arrow(0, 0, 'said "so"', (1, 2), True),))
    assert as_mermaid(drawn).splitlines()[1:] == [
        '    f0["a[&quot;b&quot;]<br/>opens &lt;x&gt; &amp; \\y"]',
        '    f0 -.->|"lines 1, 2; said &quot;so&quot;; in a task of its own"| f0',
    ]
    assert as_dot(drawn).splitlines()[2:] == [
        r'    f0 [label="a[\"b\"]\nopens <x> & \\y"];',
        r'    f0 -> f0 [label="lines 1, 2; said \"so\"; in a task of its own", style=dashed];',
        "}",
    ]


@pytest.mark.parametrize("written", ["tree", "mermaid", "dot"])
def test_the_command_draws_the_bakery(written: str, tmp_path: Path, run_module: Callable[..., Any]):
    shutil.copytree(EXAMPLES / "legacy_bakery", tmp_path / "legacy_bakery")
    ran = run_module("session_lint", "graph", "bake_and_assemble", "--format", written)
    assert ran.status == 0
    for said in ("record_production", "where session is None", "no session", "commits session"):
        assert said in ran.stdout
    first = {"tree": "legacy_bakery.cli.bake_and_assemble", "mermaid": "flowchart TD", "dot": "digraph sessions {"}
    assert ran.stdout.splitlines()[0] == first[written]


def test_the_page_shows_what_the_command_says(tmp_path: Path, run_module: Callable[..., Any]):
    shutil.copytree(EXAMPLES / "legacy_bakery", tmp_path / "legacy_bakery")
    ran = run_module("session_lint", "graph", "plan_event", "legacy_bakery")
    page = (EXAMPLES.parent / "docs/graph.md").read_text("utf-8")
    assert f"```text\n{ran.stdout}```" in page


def test_a_recursive_function_is_drawn_once(project: Callable[..., Path], run_module: Callable[..., Any]):
    project({"database.py": "", "work.py": "def f(session):\n    session.flush()\n    f(session)\n"})
    ran = run_module("session_lint", "graph", "f")
    assert ran.status == 0
    assert ran.stdout.count("requires session") == 2


def test_a_name_that_nobody_has_is_wrong_use(project: Callable[..., Path], run_module: Callable[..., Any]):
    project({"work.py": "def find(session):\n    session.flush()\n"})
    ran = run_module("session_lint", "graph", "fnd")
    assert ran.status == 2
    assert "Did you mean 'work.find'" in ran.stderr
