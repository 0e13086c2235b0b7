"""The foreign packs, and packs read from bytes in memory as a store reads them from a directory."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from atp_tui.engine import NINE_FILES, Finding, artifacts, examine
from atp_tui.engine import pack_format as pack_text
from atp_tui.engine import pack_parser as reading
from atp_tui.engine.digest import JournalDigest
from atp_tui.engine.file_fault import FileFault
from atp_tui.engine.pack_parser import PackFiles, ParsedPack
from atp_tui.engine.survey import TraceSurvey, survey_trace
from atp_tui.engine.trace_text import read_events

PACKS = Path(__file__).parent / "packs"
RECORDED = ("clean", "empty", "five-violations", "hostile-text", "many-oracles")
"""The packs beside which the record stands that they were written from."""

BULK = (artifacts.TRACE, *pack_text.LOG_OF.values())
"""The files that are read piece by piece."""


def files_of(pack: str) -> dict[str, bytes]:
    """Return the files of a foreign pack by name."""
    return {path.name: path.read_bytes() for path in (PACKS / pack).iterdir()}


def record_of(pack: str) -> bytes:
    """Return the record that a foreign pack was written from."""
    return (PACKS / f"{pack}.record.json").read_bytes()


def reading_of(files: Mapping[str, bytes]) -> ParsedPack:
    """Return what the text files among *files* say."""
    texts = {name: content.decode("utf-8", "replace") for name, content in files.items() if name not in BULK}
    faults = {name: FileFault("a plain file", "nothing") for name in NINE_FILES if name not in files}
    for name, content in files.items():
        if content.decode("utf-8", "replace").encode() != content:
            faults[name] = FileFault("UTF-8", "other bytes")
    digest = JournalDigest.of(files[artifacts.JOURNAL]) if artifacts.JOURNAL in files else None
    found = reading.read(PackFiles(texts, faults, digest, {}))
    paths = found.manifest.artifact_paths if found.manifest else ()
    there = {path: "" if path in files else "not there" for path in paths}
    return replace(found, files=replace(found.files, artifacts=there))


def survey_of(files: Mapping[str, bytes]) -> TraceSurvey:
    """Return what a pass over the trace shows beside the logs that are there."""
    logs = {lane: [files[name]] for lane, name in pack_text.LOG_OF.items() if name in files}
    return survey_trace(read_events(files.get(artifacts.TRACE, b"[]")), logs)


def findings_of(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return what every check finds."""
    return examine(reading_of(files), survey_of(files))


def failed(findings: tuple[Finding, ...]) -> list[str]:
    """Return the names of the checks that failed, once each."""
    return list(dict.fromkeys(finding.check for finding in findings if finding.ok is False))
