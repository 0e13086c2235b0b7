"""What `doctor` says: one thing that was looked at, in a word, a sentence and what to do."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from atp_tui.clean import clean


class Word(enum.StrEnum):
    """How a thing stands."""

    OK = "ok"
    NOTE = "note"
    """Something is less than it could be, or good to know; the program works."""
    PROBLEM = "problem"
    """The program does not work as it is."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that was looked at; texts may come from the environment and are cleaned where they are printed."""

    subject: str
    word: Word
    found: str
    advice: str = ""
    """What to do; empty where nothing is to be done."""

    @property
    def line(self) -> str:
        """All of it on one clean line."""
        said = f"{self.subject}: {self.found}" + (f"; {self.advice}" if self.advice else "")
        return clean(f"{self.word:<7}  {said}")

    @property
    def object(self) -> Mapping[str, str | None]:
        """The same for programs."""
        return {
            "subject": self.subject,
            "word": self.word.value,
            "found": self.found,
            "advice": self.advice or None,
        }
