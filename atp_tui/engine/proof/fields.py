"""The checked types of a proof's fields. Whether the records hang together is for the rules to say."""

import re
from collections.abc import Callable
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from atp_tui.engine.artifacts import stays_inside
from atp_tui.engine.errors import AgentProofError, InvalidFormatError
from atp_tui.engine.fields import Record, Text
from atp_tui.engine.proof.instant import nanoseconds

_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_SHOWN: Final = 80


class ProofRecord(Record):
    """A frozen record of a proof.

    Raises:
        AgentProofError: a field is missing, unknown, of another type or form; the error names it.
    """

    def __init__(self, /, **fields: Any) -> None:  # noqa: ANN401 - checked by the field types
        try:
            super().__init__(**fields)
        except InvalidFormatError as error:
            raise of_proof(error) from None

    # A record inside a record is checked by the outer one, so that the error can tell the whole path.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def read(cls, value: object) -> Self:
        """Return the record that a decoded JSON object describes; errors as for making one."""
        try:
            return super().read(value)
        except InvalidFormatError as error:
            raise of_proof(error) from None


def of_proof(error: InvalidFormatError) -> AgentProofError:
    """Return the error of a field as one of a proof."""
    return AgentProofError(error.expected, error.found, file=error.file, place=error.place, advice=error.advice)


def _of_form(expected: str, is_so: Callable[[str], object]) -> AfterValidator:
    def check(text: str) -> str:
        if is_so(text):
            return text
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        raise PydanticCustomError("form", expected, {"found": repr(shown)})

    return AfterValidator(check)


def _not_empty(words: tuple[str, ...]) -> tuple[str, ...]:
    if words:
        return words
    raise PydanticCustomError("argv", "at least the name of a command", {"found": "an empty array"})


CommitId = Annotated[Text, _of_form("a commit id of 40 or 64 lower-case hex digits", _COMMIT.fullmatch)]
"""The whole id of a commit."""

Digest = Annotated[Text, _of_form("sha256: and 64 lower-case hex digits", _DIGEST.fullmatch)]
"""A SHA-256 digest with its name before it."""

Moment = Annotated[
    Text, _of_form("a moment in UTC such as 2026-01-31T23:59:59.5Z", lambda text: nanoseconds(text) is not None)
]
"""A moment in RFC 3339."""

InsidePath = Annotated[Text, _of_form("a relative path that stays inside", stays_inside)]
"""A path from the root of the task; ``.`` is the root."""

Argv = Annotated[tuple[Text, ...], AfterValidator(_not_empty)]
"""A command as a list of words, the first its name."""

ExitCode = Annotated[int, Field(strict=True, ge=-(2**31), lt=2**31)]
"""What a command left with; below 0 the number of the signal that ended it."""

Seconds = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A length of time in seconds."""
