"""A person's judgement of a crashpack, kept beside it: a verdict, words, and the events that were marked."""

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from atp_tui.engine.fields import U64, Record, SchemaVersion, Text
from atp_tui.engine.permalink import is_whole_digest
from atp_tui.engine.record import SCHEMA_VERSION
from atp_tui.engine.toml_text import quoted, read_toml

MOST_WORDS: Final = 4_000
"""Characters that the words may have."""

MOST_MARKS: Final = 10_000
"""Marks that a note may have."""

_HEAD: Final = "# A note about the crashpack next to this file; read and written by atp-tui.\n"


class NoteVerdict(enum.Enum):
    """What a person takes a failure for."""

    REAL = "real"
    FLAKY = "flaky"
    KNOWN = "known"
    EXPECTED = "expected"
    UNCLEAR = "unclear"


VERDICTS: Final[Mapping[NoteVerdict, str]] = MappingProxyType(
    {
        NoteVerdict.REAL: "real bug",
        NoteVerdict.FLAKY: "flaky test or environment",
        NoteVerdict.KNOWN: "known issue, see comment",
        NoteVerdict.EXPECTED: "expected, not a bug",
        NoteVerdict.UNCLEAR: "not understood yet",
    }
)
"""What each verdict means."""


def _digest(text: str) -> str:
    if is_whole_digest(text):
        return text
    raise PydanticCustomError("digest", "sha256: and 64 hex digits in small letters", {"found": repr(text)})


def _few_words(text: str) -> str:
    if len(text) <= MOST_WORDS:
        return text
    expected = f"at most {MOST_WORDS} characters"
    raise PydanticCustomError("words", expected, {"found": str(len(text))})


def _marks(places: tuple[int, ...]) -> tuple[int, ...]:
    if len(places) > MOST_MARKS:
        expected = f"at most {MOST_MARKS} marks"
        raise PydanticCustomError("marks", expected, {"found": str(len(places))})
    return tuple(sorted(set(places)))


class Note(Record):
    """What a person says of one pack.

    Raises:
        InvalidFormatError: a field is unknown, missing, of another type or too long; the error names it.
    """

    schema_version: SchemaVersion = SCHEMA_VERSION
    digest: Annotated[Text, AfterValidator(_digest)]
    """The digest of the pack that was judged."""
    verdict: NoteVerdict | None = None
    words: Annotated[Text, AfterValidator(_few_words)] = ""
    marks: Annotated[tuple[U64, ...], AfterValidator(_marks)] = ()
    """Places of events in the trace, in order."""

    def write(self) -> str:
        """Return the note as a TOML text."""
        lines = [f"schema_version = {self.schema_version}", f"digest = {quoted(self.digest)}"]
        if self.verdict is not None:
            lines.append(f"verdict = {quoted(self.verdict.value)}")
        lines.append(f"words = {quoted(self.words)}")
        lines.append(f"marks = [{', '.join(map(str, self.marks))}]")
        return _HEAD + "".join(f"{line}\n" for line in lines)


def read_note(text: str) -> Note:
    """Return the note that a TOML text holds.

    Raises:
        SerializationError: it is not TOML.
        InvalidFormatError: it is no note; the error names the field.
    """
    return Note.read(read_toml(text))
