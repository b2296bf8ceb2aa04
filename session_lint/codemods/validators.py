"""What a DTO's class does with a field that it is given: pydantic's and attrs' validators, and ``__post_init__``."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.codemods.computing import computes_with
from session_lint.facts import walk
from session_lint.facts.program import Class, Define, Function
from session_lint.facts.values import Attribute, Call, Literal, Name
from session_lint.project.dto_fields import Field
from session_lint.project.dtos import Dto
from session_lint.project.project import Project
from session_lint.project.symbols import ClassSymbol

_VALIDATORS = frozenset({"field_validator", "validator"})
_WHOLE = frozenset({"model_validator", "root_validator"})
_WHEN_MADE = frozenset({"__post_init__", "__attrs_post_init__", "__init__", "model_post_init"})


def validator_of(dto: Dto, field: Field, project: Project) -> str:
    """Return the name of a method that looks at a field when it is set, empty when there is none.

    Args:
        dto: the field's class; those that it inherits from and those that inherit from it are asked too.
        field: the field.
        project: all files as one program.
    """
    for definition in _kin(dto, project):
        for statement in definition.body:
            if isinstance(statement, Define) and _validates(statement.function, field.name):
                return f"{definition.name}.{statement.function.name}"
    return ""


def _kin(dto: Dto, project: Project) -> Iterator[Class]:
    lineages = [project.names.lineage(dto.symbol)]
    lineages += [project.names.lineage(other.symbol) for other in project.dtos]
    for index, lineage in enumerate(lineages):
        classes = [one for one in lineage if isinstance(one, ClassSymbol)]
        if index == 0 or dto.symbol.key in {one.key for one in classes[1:]}:
            yield from (one.definition for one in classes)


def _validates(function: Function, field: str) -> bool:
    if function.name in _WHEN_MADE and _computes_with_own(function, field):
        return True
    for decorator in function.decorators:
        match decorator:
            case Attribute(value=Name(id=name), name="validator"):  # @cost.validator of attrs
                if name == field:
                    return True
            case Call(function=called, arguments=arguments):
                last = walk.dotted(called).rpartition(".")[2]
                named = {one.value.text for one in arguments if one.keyword is None and isinstance(one.value, Literal)}
                if last in _VALIDATORS and named & {field, "*"}:
                    return True
                if last in _WHOLE and _computes_with_own(function, field):
                    return True
            case _:
                pass
    return False


def _computes_with_own(function: Function, field: str) -> bool:
    given = function.parameters[0].name if function.parameters else "self"
    return computes_with(function, Attribute(Name(given), field))
