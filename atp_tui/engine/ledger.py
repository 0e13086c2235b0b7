"""The evidence ledger: a Bayes factor for every oracle result. Source: FORMAT.md section 6."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import Field

from atp_tui.engine.artifacts import LEDGER_PATHS, TRACE
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.evidence import Evidence
from atp_tui.engine.fields import Record, SchemaVersion, SeedMap, Text, TextMap
from atp_tui.engine.json_text import dumps, loads, type_of
from atp_tui.engine.record import SCHEMA_VERSION, ArtifactPaths, Crashpack


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


_KNOWN: Final = {"oracle_name", "evidence", "artifact_path"}


@dataclass(frozen=True, slots=True)
class RecordedLedger:
    """A ledger as it stands on disk, with whatever further fields its writer gave it."""

    document: Mapping[str, Any]

    @classmethod
    def read(cls, data: bytes) -> "RecordedLedger":
        """Return the ledger that a JSON text holds.

        Raises:
            SerializationError: *data* is not JSON.
            InvalidFormatError: it is JSON but no object.
        """
        document = loads(data)
        if not isinstance(document, dict):
            raise InvalidFormatError("an object", type_of.get(type(document), "something else"))
        return cls(document)

    @property
    def entries(self) -> tuple[RecordedEntry, ...]:
        """The entries that are objects, in order."""
        entries = self.document.get("entries")
        return tuple(_entry(entry) for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else ()


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
        further={key: value for key, value in entry.items() if key not in _KNOWN},
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
