"""Lines of which each is a record, as a mapping reads them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from atp_tui.engine.records.draft import Draft
from atp_tui.engine.records.event import FAILURES, LEVELS, TURN_KINDS, UNKNOWN_LEVEL
from atp_tui.engine.records.lines import LogLine
from atp_tui.engine.records.mapping import LogMapping, first
from atp_tui.engine.records.said import consumed_by, cut, fields_of, in_lane, in_words, lane_of, shown
from atp_tui.engine.records.times import Times
from atp_tui.engine.records.turns import SpanTurns
from atp_tui.engine.trace import U64_MAX

_MAX_KIND: Final = 100
_MAX_SEEDS: Final = 16
_MEANT: Final = frozenset(TURN_KINDS.values()) | {"RegionCancelled", "BlockShort", "BlockDecoded"}
"""Kinds with a meaning for the oracle, which no record has by chance."""


class RecordLines:
    """Reads the records of one log.

    Args:
        mapping: What their fields mean.
        times: Reads their times.
        seeds: Takes the seeds that they state.
    """

    def __init__(self, mapping: LogMapping, times: Times, seeds: dict[str, int]) -> None:
        self._mapping, self._times, self._seeds = mapping, times, seeds
        self._turns = SpanTurns(mapping)
        self._consumed = consumed_by(mapping)

    def events(self, line: LogLine, record: Mapping[str, Any]) -> Iterator[Draft]:
        """Yield the event of a record."""
        mapping = self._mapping
        time = self._times.read(first(mapping.time, record))
        self._take_seed(record)
        level = level_of_record(first(mapping.level, record), mapping)
        identity = first(mapping.span, record)
        others = fields_of(record, mapping, self._consumed)
        step = self._step(record, identity, others)
        draft = Draft(line.offset, line.length, time, "", "", level)
        if step:
            yield self._turns.turned(draft._replace(message=in_words(others)), step, record, identity)
            return
        region = self._turns.region_of(identity)
        message = in_lane(self._said(record, others, region), lane_of(first(mapping.lane, record), mapping))
        kind = kind_of_record(first(mapping.kind, record), level)
        yield draft._replace(kind=kind, message=message, region=region)

    def _said(self, record: Mapping[str, Any], others: list[tuple[str, Any]], region: str) -> str:
        logger, said = first(self._mapping.logger, record), first(self._mapping.message, record)
        parts = (
            f"{cut(shown(logger), _MAX_KIND)}:" if logger is not None else "",
            "" if said is None else shown(said),
            in_words(others),
        )
        inside = f" [region {region}]" if region else ""
        return f"{cut(' '.join(filter(None, parts)))}{inside}"

    def doubts(self) -> Iterator[tuple[str, str]]:
        """Yield the names of checks that cannot be silent about the log, each with the reason as a clause."""
        if self._turns.is_crowded:
            words = "more spans were open at once than are followed"
            yield from (("region_closure", words), ("task_completion", words))

    def _step(self, record: Mapping[str, Any], identity: object, others: list[tuple[str, Any]]) -> str:
        """What happens to a span by a record: ``open``, ``close``, ``enter``, ``exit``, or nothing."""
        word = first(self._mapping.turn, record) if self._mapping.turns and identity is not None else None
        step = self._mapping.turns.get(word, "") if isinstance(word, str) else ""
        allowed = self._mapping.turn_fields
        return step if not allowed or all(key in allowed for key, _ in others) else ""

    def _take_seed(self, record: Mapping[str, Any]) -> None:
        for path in self._mapping.seed:
            found = path.find(record)
            name = path.parts[-1]
            if type(found) is int and 0 <= found <= U64_MAX and len(self._seeds) < _MAX_SEEDS:
                self._seeds.setdefault(name, found)


def level_of_record(value: object, mapping: LogMapping) -> str:
    """Return the level that a value states: a word of :data:`LEVELS`, or what else it says, in capitals."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    word = cut(str(value), _MAX_KIND)
    known = mapping.levels.get(word)
    if known is None:
        word = word.upper()
        # Go's slog writes levels between its own as INFO+2.
        known = mapping.levels.get(word) or LEVELS.get(word) or LEVELS.get(word.partition("+")[0], word)
    return known


def kind_of_record(value: object, level: str) -> str:
    """Return the kind of the event of a record from its field for it, and its level."""
    if value is None or value == "":
        return level or UNKNOWN_LEVEL
    kind = cut(shown(value), _MAX_KIND)
    kind = f"log:{kind}" if kind in _MEANT else kind
    return f"{level} {kind}" if level in FAILURES or level == "WARN" else kind
