"""The evidence ledger: a Bayes factor for every oracle result. Source: FORMAT.md section 6."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from pydantic import Field

from atp_tui.clean import CleanText
from atp_tui.engine.artifacts import LEDGER_PATHS, TRACE
from atp_tui.engine.budget import KEPT_LIMIT, ROW, Budget, SharedTexts, memory_of
from atp_tui.engine.errors import SerializationError
from atp_tui.engine.evidence import Evidence, evidence_object
from atp_tui.engine.fields import Record, SchemaVersion, SeedMap, Text, TextMap
from atp_tui.engine.json_difference import JsonDifference, differences, json_of
from atp_tui.engine.json_stream import JsonStream, Piece
from atp_tui.engine.json_text import array_chunks, compact, dumps, loads, type_of
from atp_tui.engine.record import SCHEMA_VERSION, ArtifactPaths, Crashpack, OracleResult


class LedgerEntry(Record):
    """The evidence of one oracle result."""

    oracle_name: Text
    evidence: Evidence
    artifact_path: Text = TRACE


class EvidenceLedger(Record):
    """The ledger that belongs to a crashpack."""

    schema_version: SchemaVersion = SCHEMA_VERSION
    entries: tuple[LedgerEntry, ...] = ()
    seeds: SeedMap = Field(default_factory=dict, validate_default=True)
    artifact_paths: ArtifactPaths = LEDGER_PATHS
    metadata: TextMap = Field(default_factory=dict, validate_default=True)

    @classmethod
    def of(cls, pack: Crashpack) -> "EvidenceLedger":
        """Return the ledger that the oracle results of *pack* give."""
        return cls(
            entries=tuple(
                LedgerEntry(oracle_name=result.oracle_name, evidence=Evidence.of(result))
                for result in pack.oracle_results
            ),
            seeds=pack.seeds,
            artifact_paths=(*LEDGER_PATHS, *pack.artifact_paths),
            metadata=pack.metadata,
        )

    def write(self) -> bytes:
        """Return the JSON text of evidence-ledger.json."""
        return dumps(self)


def ledger_chunks(pack: Crashpack) -> Iterator[bytes]:
    """Yield the JSON text of the ledger that the oracle results of *pack* give, an entry at a time."""
    entries = (dumps(_entry_object(result)) for result in pack.oracle_results)
    after = {
        "seeds": pack.seeds,
        "artifact_paths": tuple(dict.fromkeys((*LEDGER_PATHS, *pack.artifact_paths))),
        "metadata": pack.metadata,
    }
    yield b'{\n  "schema_version": %d,\n  "entries": ' % SCHEMA_VERSION
    yield from array_chunks(entries, depth=1)
    yield b"," + dumps(after).removeprefix(b"{")


def _entry_object(result: OracleResult) -> dict[str, object]:
    """The entry of an oracle result as a JSON value, which takes less time to make than a record."""
    return {"oracle_name": result.oracle_name, "evidence": evidence_object(result), "artifact_path": TRACE}


@dataclass(frozen=True, slots=True)
class RecordedEntry:
    """What a ledger on disk says of one oracle, as far as it can be read; ``None`` where it says nothing."""

    oracle_name: str | None
    passed: bool | None
    log10_bf: float | None
    strength: str | None
    equation: str | None
    substitution: str | None
    intuition: str | None
    further: Mapping[str, Any]
    """Fields that the format does not know."""


_FIELDS: Final = frozenset({"oracle_name", "evidence", "artifact_path"})
MAX_DIFFERENCES: Final = 20
"""Places that are told where the entries are not what the results give."""

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_ENTRY: Final = 150
"""Bytes that are counted for an entry beside its texts."""
_KNOWN: Final = 1_000
"""Different texts that are kept once for all entries that hold them."""


@dataclass(frozen=True, slots=True)
class RecordedLedger:
    """A ledger as it stands on disk, with whatever further fields its writer gave it."""

    document: Mapping[str, Any]
    """All but the entries."""
    entries: tuple[RecordedEntry, ...]
    """The entries that are objects, in order."""
    differences: tuple[tuple[CleanText, CleanText], ...]
    """What the results give and what stands there, for the first places where the entries are otherwise."""

    @classmethod
    def read(
        cls, source: bytes | Iterable[bytes], results: Sequence[OracleResult] = (), budget: Budget | None = None
    ) -> "RecordedLedger":
        """Return the ledger that a JSON text holds, read an entry at a time.

        Args:
            source: The text, or its bytes in any cut.
            results: What the entries are held against.
            budget: What may be kept.

        Raises:
            SerializationError: *source* is not JSON, or what must be kept of it takes too much memory.
            InvalidFormatError: it is JSON but no object.
        """
        reader = _Reader(results, Budget() if budget is None else budget)
        for piece in JsonStream((source,) if isinstance(source, bytes) else source, _LISTED):
            reader.take(piece)
        reader.end()
        return cls(reader.document, tuple(reader.entries), tuple(reader.differences))


_LISTED: Final = frozenset({"entries", "seeds", "artifact_paths", "metadata"})


class _Reader:
    """Takes the pieces of a ledger, keeps what is needed, and compares the entries as they come."""

    def __init__(self, results: Sequence[OracleResult], budget: Budget) -> None:
        self.document: dict[str, Any] = {}
        self.entries: list[RecordedEntry] = []
        self.differences: list[tuple[CleanText, CleanText]] = []
        self._results = results
        self._budget = budget
        self._texts = SharedTexts(_KNOWN)
        self._count: int | None = None

    def take(self, piece: Piece) -> None:
        """Add the next piece."""
        if piece.container == "entries":
            if self._count is not None:
                self._take_entry(piece.value)
        elif piece.container:
            self._keep(piece.key, piece.value)
            inside = self.document[piece.container]
            inside.append(piece.value) if isinstance(inside, list) else inside.update({piece.key: piece.value})
        elif piece.key == "entries":
            self._count = 0 if piece.value == [] else None
            if self._count is None:
                found = json_of(piece.value) if piece.value else type_of[type(piece.value)]
                self._differ((JsonDifference("entries", self._wanted, found),))
        else:
            self._keep(piece.key, piece.value)
            self.document[str(piece.key)] = piece.value

    def end(self) -> None:
        """Compare how many entries there are with how many there should be."""
        wanted = len(self._results)
        if self._count is not None and self._count != wanted:
            self._differ((JsonDifference("entries", f"{wanted} of them", f"{self._count} of them"),))
        elif self._count is None and not self.differences:
            self._differ((JsonDifference("entries", self._wanted, json_of(None)),))

    @property
    def _wanted(self) -> str:
        return f"an array of {len(self._results)} entries"

    def _take_entry(self, value: object) -> None:
        place = self._count or 0
        result = self._results[place] if place < len(self._results) else None
        self._count = place + 1
        if result is not None and len(self.differences) < MAX_DIFFERENCES:
            given = compact(_entry_object(result))
            if given != json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode():
                self._differ(differences(loads(given), value, f"entries[{place}]"))
        if isinstance(value, dict):
            entry = _entry(value)
            texts = (entry.substitution, entry.intuition)
            self._keep(entry.oracle_name or "", entry.further, _ENTRY, texts)
            self.entries.append(self._shared(entry, None if result is None else result.oracle_name))

    def _differ(self, found: Iterable[JsonDifference]) -> None:
        self.differences += [each.told for each in islice(found, MAX_DIFFERENCES - len(self.differences))]

    def _keep(self, key: str | int, value: object, row: int = ROW, texts: Iterable[str | None] = ()) -> None:
        """Use up what a value needs in memory, beside that of a row with its texts."""
        needed = row + memory_of(value) if value else row
        if not self._budget.takes(str(key), *(text for text in texts if text and text not in self._texts), row=needed):
            raise SerializationError(
                f"a pack whose text files take at most {KEPT_LIMIT >> 20} MiB of memory",
                f"more, so the ledger is not read behind {len(self.entries)} entries",
            )

    def _shared(self, entry: RecordedEntry, name: str | None) -> RecordedEntry:
        """The same entry with texts and maps that many entries have as one object."""
        return replace(
            entry,
            oracle_name=name if entry.oracle_name == name else entry.oracle_name,
            strength=self._same(entry.strength),
            equation=self._same(entry.equation),
            substitution=self._same(entry.substitution),
            further=entry.further or _NOTHING,
        )

    def _same(self, text: str | None) -> str | None:
        return None if text is None else self._texts.same(text)


def _entry(entry: Mapping[str, Any]) -> RecordedEntry:
    evidence = _object(entry, "evidence")
    factor = _object(evidence, "bayes_factor")
    lines = evidence.get("evidence_lines")
    line = lines[0] if isinstance(lines, list) and lines and isinstance(lines[0], dict) else {}
    passed = evidence.get("passed")
    return RecordedEntry(
        oracle_name=_text(entry, "oracle_name"),
        passed=passed if isinstance(passed, bool) else None,
        log10_bf=_real(factor, "log10_bf"),
        strength=_text(factor, "strength"),
        equation=_text(line, "equation"),
        substitution=_text(line, "substitution"),
        intuition=_text(line, "intuition"),
        further={key: value for key, value in entry.items() if key not in _FIELDS},
    )


def _object(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _text(value: Mapping[str, Any], key: str) -> str | None:
    found = value.get(key)
    return found if isinstance(found, str) else None


def _real(value: Mapping[str, Any], key: str) -> float | None:
    found = value.get(key)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    try:
        return float(found)
    except OverflowError:
        return None
