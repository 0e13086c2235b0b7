"""The parts of a fingerprint, its hash and its title.

Neither counts, numbers, times, digests, seeds, severities, paths, versions nor scenarios are part of a fingerprint.
"""

import hashlib
from collections.abc import Iterable
from typing import Final, NamedTuple, Self

import msgspec

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.fingerprint.normalize import normalize
from atp_tui.engine.fingerprint.title import Clause, stem, title_of

VERSION: Final = "v1"
"""The version of the parts and of the normalizing rules; a change of either needs another one."""

PERSISTS: Final = "without any external decision"
"""How a violation that the quiet run has is described."""

_SAME_EVENTS: Final = "no other events"
"""Separates the titles of both levels where the minimized run has the kinds of events of the quiet run."""

_DIGEST_BYTES: Final = 8


class PartRow(NamedTuple):
    """A part of a fingerprint, as a row of an explanation."""

    name: str
    """What it is, in words."""
    value: str
    """Normalized text of a pack, not cleaned."""
    source: str
    """The files of the pack that it was read from, or what was run."""


class _Source(NamedTuple):
    name: str
    level_one: str
    level_two: str


_MINIMIZED: Final = "the minimized run"
_AGAINST: Final = "the minimized run compared with the quiet run"
_SOURCES: Final = {
    "oracle": _Source("oracle", "journal", "journal"),
    "type": _Source("violation type", "journal", "journal"),
    "checks": _Source("further check that fires", "transfer.atp-trace", _MINIMIZED),
    "pending": _Source("pending at the end", "transfer.atp-trace", _MINIMIZED),
    "new": _Source("kind of event that is new", "", _AGAINST),
    "gone": _Source("kind of event that is gone", "", _AGAINST),
    "persists": _Source("cause", "", "the quiet run"),
}


class Parts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a fingerprint is made of; all texts are normalized, all lists sorted and without repetition."""

    version: str
    level: int
    oracle: str
    type: str
    checks: tuple[str, ...] = ()
    """Checks of the ATP oracle that fire beside those of the transfer oracle."""
    pending: tuple[str, ...] = ()
    """Kinds of operations that were begun and not ended."""
    new: tuple[str, ...] = ()
    """Kinds of events that only the minimized run has."""
    gone: tuple[str, ...] = ()
    """Kinds of events that only the quiet run has."""
    persists: bool = False
    """The quiet run has the violation too, so that no external decision causes it."""

    @property
    def fingerprint(self) -> str:
        """The version, the level and a hash of the parts: ``v1/2:9f2ab31c40d1e877``."""
        digest = hashlib.blake2b(msgspec.json.encode(self), digest_size=_DIGEST_BYTES).hexdigest()
        return f"{self.version}/{self.level}:{digest}"

    @property
    def title(self) -> str:
        """The parts as one line of moderate length; text of a pack, not cleaned."""
        clauses = (
            Clause("", tuple(map(stem, self.pending)), ", ", " pending"),
            Clause("+ ", self.new),
            Clause("- ", self.gone),
            Clause("", (PERSISTS,) if self.persists else ()),
            Clause("", () if self.level == 1 or self.new or self.gone or self.persists else (_SAME_EVENTS,)),
            # Last, since most of them follow from what is pending.
            Clause("also ", self.checks, ", "),
        )
        return title_of(self.type, clauses)

    @property
    def rows(self) -> tuple[PartRow, ...]:
        """Every part with the place that it comes from."""
        rows = [("oracle", self.oracle), ("type", self.type)]
        rows += [(name, value) for name in ("checks", "pending", "new", "gone") for value in getattr(self, name)]
        rows += [("persists", PERSISTS)] if self.persists else []
        return tuple(PartRow(_SOURCES[name].name, value, _SOURCES[name][self.level]) for name, value in rows)

    def write(self) -> str:
        """Return the parts as JSON on one line."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the parts that a JSON text holds, which may come from anybody.

        Raises:
            InvalidFormatError: it is not what :meth:`write` returns for any parts.
        """
        try:
            parts = msgspec.json.decode(text, type=cls)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise InvalidFormatError("the parts of a fingerprint as JSON", str(error)) from None
        if parts.version != VERSION:
            raise InvalidFormatError(f"parts of version {VERSION}", repr(parts.version), place="version")
        one = level_one(parts.oracle, parts.type, parts.checks, parts.pending)
        again = {1: one, 2: level_two(one, parts.new, parts.gone, persists=parts.persists)}.get(parts.level)
        if again != parts:
            raise InvalidFormatError("normalized and sorted parts of level 1 or 2", "others", place="parts")
        return parts


def level_one(oracle: str, violation_type: str, checks: Iterable[str] = (), pending: Iterable[str] = ()) -> Parts:
    """Return the parts of a violation that any readable pack gives.

    Args:
        oracle: Name of the oracle.
        violation_type: Type of the violation.
        checks: Checks of the ATP oracle that fire beside those of the transfer oracle.
        pending: Operations that were begun and not ended.
    """
    return Parts(VERSION, 1, normalize(oracle), normalize(violation_type), _kinds(checks), _kinds(pending))


def level_two(one: Parts, new: Iterable[str], gone: Iterable[str], *, persists: bool = False) -> Parts:
    """Return the parts of a violation whose cause was minimized.

    Args:
        one: The parts of level 1 of the violation in the minimized run.
        new: Kinds of events that the minimized run has and the quiet run has not.
        gone: The reverse.
        persists: The quiet run has the violation too; *new* and *gone* then compare it with a healthy quiet run.
    """
    return msgspec.structs.replace(one, level=2, new=_kinds(new), gone=_kinds(gone), persists=persists)


def _kinds(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({normalize(text) for text in texts}))
