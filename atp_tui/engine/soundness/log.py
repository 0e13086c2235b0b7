"""The check of a pack that was imported from a log of a real run: whether that log was whole."""

from collections.abc import Iterator

from atp_tui.engine.imported import FAULT
from atp_tui.engine.soundness.finding import MAX_TOLD, Material, Report

_NO_DAMAGE = frozenset({"time"})
"""Kinds of faults that are about what a log says, not about its bytes."""


def log_whole(material: Material, report: Report) -> None:
    """The log was read to its end, without a fault."""
    faults = list(_faults(material))
    for kind, words in faults[:MAX_TOLD]:
        report.tell(None if kind in _NO_DAMAGE else False, "a whole log", words)
    if len(faults) > MAX_TOLD:
        report.tell(False, "a whole log", f"{len(faults) - MAX_TOLD} more faults")
    if all(kind in _NO_DAMAGE for kind, _ in faults):
        report.tell(True, "a whole log", "a whole log")


def _faults(material: Material) -> Iterator[tuple[str, str]]:
    """Yield the faults of the log as their kind and what is wrong."""
    for key, value in material.reading.crashpack.metadata.items():
        if key.startswith(FAULT):
            kind, _, words = value.partition(": ")
            yield kind, words or value
