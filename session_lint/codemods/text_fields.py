"""Which fields of DTOs can hold text instead of a Decimal."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from session_lint.codemods.text_types import Text, leaves, lets_none_in
from session_lint.codemods.validators import validator_of
from session_lint.facts import walk
from session_lint.facts.values import Attribute, Call, Expression, Literal, Name
from session_lint.project import serializers
from session_lint.project.aliases import spelled_out
from session_lint.project.dto_fields import Field, fields_of
from session_lint.project.dtos import Dto
from session_lint.project.modules import Module
from session_lint.project.project import Project

_CONSTRAINTS = frozenset(
    {"gt", "ge", "lt", "le", "multiple_of", "max_digits", "decimal_places", "converter", "validator", "default_factory"}
)
_FROM_ATTRIBUTES = frozenset({"model_validate", "from_orm", "parse_obj", "from_attributes", "orm_mode"})


class TextField(Struct, frozen=True):
    """A field of a DTO that is to hold text; ``type`` is its own without aliases."""

    path: str
    dto: Dto
    field: Field
    type: Expression

    @property
    def words(self) -> str:
        """What messages call it."""
        return f"{self.dto.name}.{self.field.name}"

    @property
    def can_be_none(self) -> bool:
        """Whether its type lets None in."""
        return lets_none_in(self.type)

    @property
    def text(self) -> Text:
        """What is written for its Decimal: an alias may have let None in as well."""
        return "str | None" if self.can_be_none and not lets_none_in(self.field.annotation) else "str"


def decimal_fields(project: Project, module: Module) -> Iterator[TextField]:
    """Yield the fields of a module's DTOs that hold a Decimal, as SES501 reports them."""
    for dto in project.dtos.of_module(module):
        if dto.kind == "pydantic" and project.config.pydantic_decimals == "allow":
            continue
        scope = dto.symbol.scope.inside(dto.symbol.definition)
        own = {field.span for field in fields_of(dto.symbol.definition)}
        for field in dto.fields:
            decimal = project.dtos.is_money(field.name) and project.dtos.decimal_in(field.annotation, scope)
            if decimal and field.span in own and project.dtos.serializer(dto, field) is None:
                yield TextField(module.path, dto, field, spelled_out(field.annotation, scope, project.names))


def refusal(one: TextField, project: Project) -> str:
    """Return why a field cannot just become text; empty when it can."""
    field, dto = one.field, one.dto
    if sum(leaf != Literal("None") for leaf in leaves(one.type)) != 1:
        return "its type holds more than one amount, or says more of it than that it is a Decimal"
    if serializers.converter(dto.symbol, field.name, field.annotation, project.names) is not None:
        return "what it is given is converted when it is set"
    if validator := validator_of(dto, field, project):
        return f"{validator}() takes it for an amount when it is set: see what it does with text first"
    if _is_ordered(dto):
        return "its class is ordered by its fields, and text has another order than amounts"
    if dto.kind == "pydantic" and _is_made_of_attributes(dto, project):
        return "it is made of an object's attributes, and pydantic makes no text of a Decimal: give it a validator"
    match field.value:
        case None | Literal():
            return ""
        case Call(function=function, arguments=arguments):
            if _is_written_out(field.value):
                return ""
            if walk.dotted(function).rpartition(".")[2] not in ("field", "Field", "ib"):
                return "its default is made by a call"
            if any(one.keyword in _CONSTRAINTS for one in arguments):
                return "what it may be is said in numbers"
            if any(isinstance(part, Name) and part.id == "Decimal" for part in walk.expressions(field.value)):
                return "its default is a Decimal"
            return ""
        case _:
            return "its default is not known to be text"


def _is_ordered(dto: Dto) -> bool:
    return any(
        isinstance(decorator, Call) and decorator.argument("order") == Literal("True")
        for decorator in dto.symbol.definition.decorators
    )


def _is_written_out(value: Expression) -> bool:
    """Tell whether a value is ``Decimal("…")`` or ``Decimal(0)``."""
    match value:
        case Call(function=function, arguments=(argument,)):
            return walk.dotted(function).rpartition(".")[2] == "Decimal" and (
                isinstance(argument.value, Literal) and argument.value.kind in ("str", "int")
            )
        case _:
            return False


def _is_made_of_attributes(dto: Dto, project: Project) -> bool:
    for ancestor in project.names.lineage(dto.symbol):
        body = getattr(getattr(ancestor, "definition", None), "body", ())
        for part in walk.everything(body):
            if isinstance(part, Call) and any(one.keyword in _FROM_ATTRIBUTES for one in part.arguments):
                return True
    for module in project.modules.values():
        for part in walk.everything(module.facts.body):
            match part:
                case Attribute(value=owner, name=name) if name in _FROM_ATTRIBUTES:
                    if walk.dotted(owner).rpartition(".")[2] == dto.symbol.definition.name:
                        return True
                case _:
                    pass
    return False
