"""What Detail adds to an event of an imported log: the time on the clock of the log, and the record itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec
from rich.text import Text

from atp_tui.engine.imported import Imported
from atp_tui.engine.proof.instant import nanoseconds
from atp_tui.store.pack import Pack
from atp_tui.store.source_records import SourceRecord
from atp_tui.tui.text import QUIET, own_text, pack_text

SHOWN: Final = 20_000
"""Bytes of a record that are shown."""

_NS: Final = 1_000_000_000
_LAST_SECOND: Final = 253_402_300_799
"""The last second of the year 9999, the last one that a date has."""

_NOT_KNOWN: Final = frozenset({"", "unknown"})


@dataclass(frozen=True, slots=True)
class LogDetail:
    """What is known of an event beside the trace."""

    imported: Imported | None
    """Where the pack comes from; None where that is no log of a real run."""
    found: SourceRecord | None
    """The record behind the event; None where the pack does not have it."""

    @classmethod
    def of(cls, pack: Pack, place: int) -> "LogDetail":
        """Return what a pack tells of the event at a place of its trace."""
        return cls(pack.imported, pack.records.at(place) if pack.records is not None else None)

    def times(self, time: int | None) -> Iterator[Text]:
        """Yield when the event happened on the clock of the log; *time* is in nanoseconds after the origin."""
        log = self.imported
        if log is None:
            return
        origin = nanoseconds(log.origin)
        known = "" if origin is None or time is None else _moment(origin + time)
        clock = "" if log.clock in _NOT_KNOWN else f", {log.clock} clock"
        steps = "" if log.resolution in _NOT_KNOWN else f", in steps of {log.resolution}"
        yield pack_text(f"{known or 'wall clock not known'}{clock}{steps}", QUIET)

    def record(self) -> Iterator[Text]:
        """Yield the lines of the record as it was written, laid out where it is JSON."""
        found = self.found
        if found is None:
            return
        yield own_text("")
        yield pack_text(f"{found.log}, byte {found.offset:,}, {found.length:,} bytes", QUIET)
        shown = found.data[:SHOWN]
        try:
            text = msgspec.json.format(shown, indent=2).decode() if shown else "not in the pack any more"
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            text = shown.decode("utf-8", "replace")
        yield from map(pack_text, text.split("\n"))
        if found.length > len(shown):
            yield own_text(f"and {found.length - len(shown):,} more bytes", QUIET)


NO_LOG: Final = LogDetail(None, None)
"""Of an event of the lab nothing is known beside the trace."""


def _moment(time: int) -> str:
    """A moment in nanoseconds from 1970 as text; empty where no date has it."""
    seconds, part = divmod(time, _NS)
    if not 0 <= seconds <= _LAST_SECOND:
        return ""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}.{part:09d} UTC"
