"""The files of a pack read together: the record they hold, and what each of them says beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from atp_tui.engine import artifacts, journal, manifest
from atp_tui.engine.budget import Budget
from atp_tui.engine.digest import JournalDigest
from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.engine.file_fault import FileFault
from atp_tui.engine.journal import JournalReading
from atp_tui.engine.ledger import RecordedLedger
from atp_tui.engine.manifest import ManifestReading
from atp_tui.engine.record import Crashpack, OracleResult


@dataclass(frozen=True, slots=True)
class PackFiles:
    """What stands in a pack's directory, as the one who read it found it."""

    texts: Mapping[str, str]
    """The text of the files that are held as a whole, by name; bytes that are no UTF-8 replaced."""
    faults: Mapping[str, FileFault]
    """What is wrong with a file of the nine, by name: not there, not plain, not UTF-8, too big."""
    journal_digest: JournalDigest | None
    """Hash and length of the journal's bytes as they were read."""
    artifacts: Mapping[str, str]
    """For each artifact path, why it cannot be reached; empty where it can."""
    json_faults: Mapping[str, FileFault] = field(default_factory=dict)
    """What is wrong with a further JSON file that this program knows, by name."""
    further: tuple[str, ...] = ()
    """Names in the directory that neither the format nor the artifact paths know."""
    has_more: bool = False
    """Whether there are still others, which nobody listed."""
    streams: Mapping[str, Iterable[bytes]] = field(default_factory=dict)
    """The bytes of journal, manifest and ledger in any cut, by name, which can be gone through again."""


@dataclass(frozen=True, slots=True)
class ParsedPack:
    """A pack as it was read: the record as far as it goes, and the files' own words."""

    files: PackFiles
    crashpack: Crashpack
    """The record without its trace: results of the journal, the rest of the manifest."""
    journal: JournalReading | None
    digest: JournalDigest | None
    """What journal.digest says."""
    manifest: ManifestReading | None
    ledger: RecordedLedger | None
    ledger_fault: CrashpackError | None


def read(files: PackFiles) -> ParsedPack:
    """Return what the text files of a pack say, as far as they may be kept; what cannot be read is left empty."""
    budget = Budget()
    sources: dict[str, str | Iterable[bytes]] = {**files.texts}
    sources.update(files.streams)
    # The manifest is short and tells most, so it comes first; a hostile one leaves a half to the others.
    half = budget.half()
    manifest_reading = manifest.read(sources[artifacts.MANIFEST], half) if artifacts.MANIFEST in sources else None
    budget.give_back(half)
    journal_reading = journal.read(sources[artifacts.JOURNAL], budget) if artifacts.JOURNAL in sources else None
    results = journal_reading.results if journal_reading else ()
    ledger, ledger_fault = _ledger(sources.get(artifacts.LEDGER), results, budget)
    digest = files.texts.get(artifacts.JOURNAL_DIGEST)
    return ParsedPack(
        files=replace(files, streams={}),
        crashpack=_crashpack(journal_reading, manifest_reading, ledger),
        journal=journal_reading,
        digest=None if digest is None else JournalDigest.read(digest),
        manifest=manifest_reading,
        ledger=ledger,
        ledger_fault=ledger_fault,
    )


def _ledger(
    source: str | Iterable[bytes] | None, results: tuple[OracleResult, ...], budget: Budget
) -> tuple[RecordedLedger | None, CrashpackError | None]:
    if source is None:
        return None, None
    try:
        return RecordedLedger.read(source.encode() if isinstance(source, str) else source, results, budget), None
    except CrashpackError as error:
        return None, error


def _crashpack(
    journal_reading: JournalReading | None, manifest_reading: ManifestReading | None, ledger: RecordedLedger | None
) -> Crashpack:
    results = journal_reading.results if journal_reading else ()
    if manifest_reading is not None:
        return Crashpack(
            oracle_results=results,
            seeds=manifest_reading.seeds,
            artifact_paths=manifest_reading.artifact_paths,
            metadata=manifest_reading.metadata,
        )
    document = ledger.document if ledger else {}
    paths = document.get("artifact_paths")
    try:
        return Crashpack.read(
            {
                "oracle_results": results,
                "seeds": document.get("seeds", {}),
                "metadata": document.get("metadata", {}),
                "artifact_paths": paths[len(artifacts.LEDGER_PATHS) :] if isinstance(paths, list) else (),
            }
        )
    except InvalidFormatError:
        return Crashpack(oracle_results=results)
