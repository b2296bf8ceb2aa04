"""What is known of a project before a plan is made: it holds for every attempt at one."""

from __future__ import annotations

from session_lint.codemods.census import Census
from session_lint.codemods.choosing import Choosing
from session_lint.codemods.databases import Databases
from session_lint.codemods.decorated import Decorated
from session_lint.codemods.families import Families
from session_lint.codemods.forced import Forced
from session_lint.codemods.mentions import Mentioned
from session_lint.codemods.options import Options
from session_lint.codemods.own_sessions import OwnSessions
from session_lint.codemods.placing import Placing
from session_lint.codemods.positions import Positions
from session_lint.codemods.possible_calls import PossibleCalls
from session_lint.codemods.session_options import SessionOptions
from session_lint.codemods.session_types import SessionTypes
from session_lint.codemods.silenced import Silenced
from session_lint.codemods.sources import Sources
from session_lint.codemods.surviving import Surviving
from session_lint.codemods.swallowing import Swallowing
from session_lint.facts.program import Function
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol, Scope


class Survey:
    """Holds the answers about a whole project.

    Args:
        project: all files as one program.
        options: how sessions are to be called and opened.
        sources: the files.
    """

    def __init__(self, project: Project, options: Options, sources: Sources) -> None:
        self.project = project
        self.options = options
        self.sources = sources
        self.session_options = SessionOptions(project)
        self.types = SessionTypes(project)
        self.families = Families(project)
        self.census = Census(project)
        self.positions = Positions(project, self.census, self.families)
        self.swallowing = Swallowing(project, sources)
        self.placing = Placing(project, sources, self.census, self.swallowing)
        self.surviving = Surviving(project, self.census)
        self.decorated = Decorated(project, self.census, self.swallowing)
        self.silenced = Silenced(sources)
        self.mentioned = Mentioned(project)
        forced = Forced(project)
        self.possible = PossibleCalls(project, self.census, forced)
        own = OwnSessions(project, self.census, self.swallowing)
        self.choosing = Choosing(project, forced, own, Databases(project, options))

    def outermost(self, function: ProjectFunction) -> ProjectFunction:
        """Return the function that stands in no other one, with a function inside of it."""
        around = function.symbol.scope.around
        for index, definition in enumerate(around):
            if isinstance(definition, Function):
                outer = FunctionSymbol(definition, Scope(function.symbol.scope.module, around[:index]))
                return self.project.function_of(outer) or function
        return function
