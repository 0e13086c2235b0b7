"""The checked types of fields, and the frozen record that all of the format's records are.

A value outside its range is an error that names the field; nothing is wrapped or guessed. Source: FORMAT.md section 1.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.json_text import type_of

MAX_SHOWN_BITS: Final = 256
"""Numbers longer than this are told by their length."""

_V = TypeVar("_V")

_EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})
_OF_PYDANTIC: Final[tuple[tuple[str, Any], ...]] = (
    ("__pydantic_fields_set__", set()),
    ("__pydantic_extra__", None),
    ("__pydantic_private__", None),
)
"""What pydantic keeps in a record beside its fields, shared by all that were made without a check."""


def _carried_by_utf8(text: str) -> str:
    for character in text:
        if "\ud800" <= character <= "\udfff":
            raise PydanticCustomError(
                "surrogate",
                "a text that UTF-8 can carry",
                {"found": f"the lone surrogate U+{ord(character):04X}"},
            )
    return text


def _unsigned(bits: int) -> AfterValidator:
    """The check that a whole number fits in so many bits without a sign."""
    last = 2**bits - 1

    def check(value: int) -> int:
        if 0 <= value <= last:
            return value
        sentence = f"an unsigned {bits}-bit integer (0 to {last})"
        raise PydanticCustomError("unsigned", sentence, {"found": _number(value)})

    return AfterValidator(check)


def _version_1(value: int) -> int:
    if value == 1:
        return value
    raise PydanticCustomError("version", "1", {"found": _number(value)})


def _number(value: float) -> str:
    is_long = isinstance(value, int) and value.bit_length() > MAX_SHOWN_BITS
    return f"a number of {int(value).bit_length()} bits" if is_long else str(value)


def frozen_map(value: Mapping[str, _V]) -> Mapping[str, _V]:
    """Return a read-only copy of a map, sorted by key."""
    if len(value) <= 1:
        return MappingProxyType(dict(value)) if value else _EMPTY
    return MappingProxyType(dict(sorted(value.items())))


def _thawed(value: object) -> object:
    return dict(value) if isinstance(value, MappingProxyType) else value


Text = Annotated[str, Field(strict=True), AfterValidator(_carried_by_utf8)]
"""A text that UTF-8 can carry."""

U32 = Annotated[int, Field(strict=True), _unsigned(32)]
"""An unsigned 32-bit integer."""

U64 = Annotated[int, Field(strict=True), _unsigned(64)]
"""An unsigned 64-bit integer."""

SchemaVersion = Annotated[int, Field(strict=True), AfterValidator(_version_1)]
"""The version of the format, which is 1."""

Flag = Annotated[bool, Field(strict=True)]
"""True or false, and nothing that Python takes for either."""

TextMap = Annotated[Mapping[Text, Text], BeforeValidator(_thawed), AfterValidator(frozen_map)]
"""A read-only map from text to text, sorted by key."""

SeedMap = Annotated[Mapping[Text, U64], BeforeValidator(_thawed), AfterValidator(frozen_map)]
"""A read-only map from the name of a seed to the seed, sorted by name."""

_EXPECTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "missing": "this field",
        "extra_forbidden": "no such field",
        "string_type": "a text",
        "bool_type": "true or false",
        "int_type": "a whole number",
        "int_from_float": "a whole number",
        "enum": "one of {expected}",
        "mapping_type": "an object",
        "dict_type": "an object",
        "tuple_type": "an array",
        "list_type": "an array",
        "model_type": "an object",
        "model_attributes_type": "an object",
    }
)
"""What was expected, by pydantic's type of error."""


class Record(BaseModel):
    """A frozen record whose fields are checked when it is made.

    Raises:
        InvalidFormatError: a field is missing, unknown, of another type or out of range; the error names it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)

    def __init__(self, /, **fields: Any) -> None:  # noqa: ANN401 - checked by the field types
        try:
            super().__init__(**fields)
        except ValidationError as error:
            raise invalid(error) from None

    # A record inside a record is checked by the outer one, so that the error can tell the whole path.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def read(cls, value: object) -> Self:
        """Return the record that a decoded JSON object describes; errors as for making one."""
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            raise invalid(error) from None

    @classmethod
    def trusted(cls, **fields: Any) -> Self:  # noqa: ANN401 - as above
        """Return the record of values that are known to be valid, unchecked, in a third of the memory.

        Args:
            fields: All fields in their order, maps frozen.
        """
        made, put = cls.__new__(cls), object.__setattr__
        # Set one by one, they share their names with all records of the class; a dict of its own takes twice as much.
        for name, value in fields.items():
            put(made, name, value)
        for name, value in _OF_PYDANTIC:
            put(made, name, value)
        return made

    def changed(self, **fields: object) -> Self:
        """Return the same record with some fields changed and all checked again."""
        return type(self).read({name: getattr(self, name) for name in type(self).model_fields} | fields)


def invalid(error: ValidationError) -> InvalidFormatError:
    """Return the first fault that pydantic found as an error of this format."""
    fault = error.errors(include_url=False)[0]
    return InvalidFormatError(_expected(fault), _found(fault), place=_path(fault["loc"]))


def _path(parts: Iterable[str | int]) -> str:
    """``entries[0].evidence.passed`` for the parts of a place."""
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _expected(fault: ErrorDetails) -> str:
    known = _EXPECTED.get(fault["type"], fault["msg"])
    return known.format(**fault["ctx"]) if "{" in known and "ctx" in fault else known


def _found(fault: ErrorDetails) -> str:
    if fault["type"] == "missing":
        return "nothing"
    if "found" in fault.get("ctx", {}):
        return str(fault["ctx"]["found"])
    value = fault["input"]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        return repr(value)
    return type_of.get(type(value), type(value).__name__)
