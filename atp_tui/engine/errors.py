"""What can be wrong with a crashpack, as exceptions.

    CrashpackError
    ├── IoError              a file cannot be opened, read or written
    ├── SerializationError   bytes are not the JSON or UTF-8 that they should be
    ├── InvalidFormatError   well-formed, but not what FORMAT.md says
    ├── ReplayError          a run cannot be repeated
    └── AgentProofError      a proof bundle does not hang together

Each says on one line where, what was expected, what was found and what to do, with every character of it visible.
"""

from atp_tui.clean import CleanText, clean

_FOUND_LIMIT = 200


class CrashpackError(Exception):
    """Something about a crashpack that stops what was asked for.

    Args:
        expected: What should be there, as a phrase; empty where *found* says all.
        found: What is there; text of a pack may be given as it is, it is cleaned and cut.
        file: The file or argument it is about, empty when there is none.
        place: The line, field or position in that file.
        advice: What to do about it, as a phrase.
    """

    def __init__(self, expected: str, found: str, *, file: str = "", place: str = "", advice: str = "") -> None:
        self.expected: CleanText = clean(expected)
        self.found: CleanText = clean(found, _FOUND_LIMIT)
        self.file: CleanText = clean(file, _FOUND_LIMIT)
        self.place: CleanText = clean(place, _FOUND_LIMIT)
        self.advice: CleanText = clean(advice)
        super().__init__(str(self))

    def __str__(self) -> str:
        where = [str(part) for part in (self.file, self.place) if part]
        sentence = f"expected {self.expected}, found {self.found}" if self.expected else self.found
        return ": ".join([*where, f"{sentence}; {self.advice}" if self.advice else sentence])

    def within(self, file: str) -> "CrashpackError":
        """Return the same error, told of *file*."""
        return type(self)(self.expected, self.found, file=file, place=self.place, advice=self.advice)

    def advised(self, advice: str) -> "CrashpackError":
        """Return the same error with advice."""
        return type(self)(self.expected, self.found, file=self.file, place=self.place, advice=advice)


class IoError(CrashpackError):
    """A file or directory cannot be opened, read or written."""


class SerializationError(CrashpackError):
    """Bytes are not the UTF-8 or JSON that they should be, or a value cannot be written as such."""


class InvalidFormatError(CrashpackError):
    """A value is well-formed but not what the format allows there."""


class ReplayError(CrashpackError):
    """A run cannot be repeated."""


class AgentProofError(CrashpackError):
    """A proof bundle does not hang together."""
