"""What a check is given, and what it tells."""

from dataclasses import dataclass
from typing import Final

from atp_tui.clean import CleanText, clean
from atp_tui.engine.json_difference import TOLD, json_of, same
from atp_tui.engine.lines import LineFault
from atp_tui.engine.pack_parser import ParsedPack
from atp_tui.engine.survey import TraceSurvey

_LIMIT: Final = TOLD
MAX_TOLD: Final = 20
"""Faults of one kind that are told one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, in clean text."""

    check: str
    """Name of the check."""
    ok: bool | None
    """Whether it holds; None where it is only told, or cannot be judged."""
    expected: CleanText
    found: CleanText
    line: int = 1
    """Line of the file that it is about, from 1; 1 where it is about the file as a whole."""
    about: str = ""
    """Tells apart the findings of a check that compares more than one thing."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that the checks look at."""

    reading: ParsedPack
    survey: TraceSurvey


class Report:
    """Collects the findings of one check."""

    def __init__(self, check: str) -> None:
        self._check = check
        self.findings: list[Finding] = []

    def tell(self, ok: bool | None, expected: str, found: str, line: int = 1, about: str = "") -> None:
        """Add a finding; texts of the pack may be given as they are."""
        self.findings.append(Finding(self._check, ok, clean(expected, _LIMIT), clean(found, _LIMIT), line, about))

    def compare(self, expected: object, found: object, place: str = "") -> None:
        """Compare two JSON values."""
        before = f"{place}: " if place else ""
        self.tell(same(expected, found), before + json_of(expected), before + json_of(found))

    def missing(self, name: str) -> None:
        """Return the finding for a required file that cannot be read."""
        self.tell(None, f"{name} to compare with", f"not checked: {name} cannot be read")

    def faults(self, name: str, faults: tuple[LineFault, ...], good: str) -> None:
        """Return the faults of a text file, or that there are none."""
        for fault in faults[:MAX_TOLD]:
            place = f"{name} {fault.place}"
            self.tell(False, f"{place}: {fault.expected}", f"{place}: {fault.found}", fault.line)
        if len(faults) > MAX_TOLD:
            self.tell(False, f"{name}: no faults", f"{len(faults) - MAX_TOLD} more faults")
        if not faults:
            self.tell(True, good, good)
