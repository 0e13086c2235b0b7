"""The files of a pack read together: the record they hold, and what each of them says beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from atp_tui.engine import artifacts, journal, manifest
from atp_tui.engine.digest import JournalDigest
from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.engine.file_fault import FileFault
from atp_tui.engine.journal import JournalReading
from atp_tui.engine.ledger import RecordedLedger
from atp_tui.engine.manifest import ManifestReading
from atp_tui.engine.record import Crashpack


@dataclass(frozen=True, slots=True)
class PackFiles:
    """What stands in a pack's directory, as the one who read it found it."""

    texts: Mapping[str, str]
    """The text of the files that are no trace and no log, by name; bytes that are no UTF-8 replaced."""
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


@dataclass(frozen=True, slots=True)
class PackReading:
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


def read(files: PackFiles) -> PackReading:
    """Return what the text files of a pack say; what cannot be read is left empty."""
    texts = files.texts
    journal_reading = journal.read(texts[artifacts.JOURNAL]) if artifacts.JOURNAL in texts else None
    manifest_reading = manifest.read(texts[artifacts.MANIFEST]) if artifacts.MANIFEST in texts else None
    ledger, ledger_fault = _ledger(texts.get(artifacts.LEDGER))
    return PackReading(
        files=files,
        crashpack=_crashpack(journal_reading, manifest_reading, ledger),
        journal=journal_reading,
        digest=JournalDigest.read(texts[artifacts.JOURNAL_DIGEST]) if artifacts.JOURNAL_DIGEST in texts else None,
        manifest=manifest_reading,
        ledger=ledger,
        ledger_fault=ledger_fault,
    )


def artifact_paths(texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the artifact paths that a pack's manifest names, before anything else of it is read."""
    return manifest.read(texts[artifacts.MANIFEST]).artifact_paths if artifacts.MANIFEST in texts else ()


def _ledger(text: str | None) -> tuple[RecordedLedger | None, CrashpackError | None]:
    if text is None:
        return None, None
    try:
        return RecordedLedger.read(text.encode()), None
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
