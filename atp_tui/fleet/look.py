"""What the index takes from one pack: its verdict, its violations and their fingerprints of level 1.

It runs in worker processes, so everything that goes in and comes out is plain. A pack is never changed, and nothing in
it is run.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Final, NamedTuple

from atp_tui.engine import artifacts, journal, manifest
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.fingerprint.ending import Ending, level_one_of
from atp_tui.engine.json_text import utf8
from atp_tui.engine.record import OracleResult, Violation
from atp_tui.engine.verdict import verdict_of
from atp_tui.fleet.features import features_of, read_options
from atp_tui.fleet.level_one import ending_at, ending_of_pack, fields_of
from atp_tui.fleet.scan import UNKNOWN, stamp_of
from atp_tui.fleet.schema import OUTCOMES
from atp_tui.store.directory import CHUNK, FileRefusedError, PackDirectory
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack

TEXT: Final = 1 << 20
"""Bytes that journal and manifest may have for the fast way; larger ones are read in pieces."""

TRACE: Final = 32 << 20
"""Bytes that a trace may have for the fast way."""

TRIES: Final = 3
"""How often a pack is read that changes while it is read."""

LABEL_LIMIT: Final = 200
"""Characters of the label of a build and of the name of a scenario."""

TEXT_LIMIT: Final = 2_000
"""Characters of the name of an oracle and of a type."""

VIOLATIONS_LIMIT: Final = 100_000
"""Violations of one pack that are kept."""

EVENT_DIGITS: Final = 15
"""Digits that the number of a trace's events may have."""

LAB: Final = "atp-tui"
"""The name of the lab of this program in the metadata."""

CHANGING: Final = "it changes while it is read"
VANISHED: Final = "it is not there any more"

_WATCHED: Final = (artifacts.MANIFEST, artifacts.JOURNAL, artifacts.TRACE)
_I63: Final = 1 << 63


class SeenViolation(NamedTuple):
    """A violation of a pack."""

    oracle: str
    type: str
    severity: int
    """Its rank."""
    fingerprint: str
    """Of level 1."""
    title: str
    parts: str
    """As JSON."""


class Looked(NamedTuple):
    """What the index takes from a pack."""

    path: bytes
    stamp: int
    fault: str = ""
    """Why it cannot be read; then the rest is empty."""
    digest: bytes = b""
    """What tells its run from others."""
    outcome: int = 0
    build: str = "-"
    seed: int | None = None
    """As a signed 64-bit integer."""
    features: int | None = None
    cell: str = ""
    events: int | None = None
    made_ns: int = 0
    is_lab: bool = False
    role: int = 0
    """1 where it is minimized."""
    violations: tuple[SeenViolation, ...] = ()


def look(path: bytes, settle_ns: int) -> Looked:
    """Return what the index takes from a pack.

    Args:
        path: The pack.
        settle_ns: A file that was changed less than so many nanoseconds ago may change again; the pack is then read at
            the next pass too.
    """
    for _ in range(TRIES):
        before = _marks(path)
        stamp = stamp_of(path)
        if stamp is None:
            return Looked(path, UNKNOWN, VANISHED)
        try:
            found = _read(path)
        except CrashpackError as error:
            found = Looked(path, UNKNOWN, str(error))
        if _marks(path) == before:
            newest = max((mark for marks in before if marks for mark in marks[:2]), default=0)
            is_settled = abs(time.time_ns() - newest) >= settle_ns
            return found._replace(stamp=stamp if is_settled else UNKNOWN, made_ns=_made(before))
    return Looked(path, UNKNOWN, CHANGING)


def look_all(paths: Sequence[bytes], settle_ns: int) -> list[Looked]:
    """Return what the index takes from some packs."""
    return [look(path, settle_ns) for path in paths]


def _marks(path: bytes) -> tuple[tuple[int, int, int, int] | None, ...]:
    """What changes when a file of the pack that is read here changes."""
    found: list[tuple[int, int, int, int] | None] = []
    for name in ("", *_WATCHED):
        try:
            told = os.stat(os.path.join(path, os.fsencode(name)) if name else path)
        except OSError:
            found.append(None)
        else:
            found.append((told.st_mtime_ns, told.st_ctime_ns, told.st_size, told.st_ino))
    return tuple(found)


def _read(path: bytes) -> Looked:
    if os.path.isdir(path):
        with PackDirectory(os.fsdecode(path)) as directory:
            try:
                return _from_texts(path, directory)
            except (FileRefusedError, CrashpackError):
                pass
    return _from_pack(path)


def _from_texts(path: bytes, directory: PackDirectory) -> Looked:
    """The fast way, for a pack whose manifest and journal are whole and small.

    Raises:
        FileRefusedError: a file is missing or large.
        CrashpackError: a file is no text.
    """
    told = directory.read(artifacts.MANIFEST, TEXT)
    said = directory.read(artifacts.JOURNAL, TEXT)
    reading = manifest.read(utf8(told))
    results = journal.read(utf8(said))
    metadata = reading.metadata
    digest = blake2b(len(told).to_bytes(8, "big") + told + said, digest_size=16)
    is_bare = not any(key.startswith("trace.chain.") for key in metadata)
    if is_bare and not directory.why_not(artifacts.TRACE):
        digest.update(directory.read(artifacts.TRACE, TRACE))
    return _of_metadata(path, metadata, reading.seeds)._replace(
        digest=digest.digest(),
        outcome=OUTCOMES.index(verdict_of(results.results, is_complete=not results.faults)),
        violations=_violations(results.results, lambda fields: ending_at(os.fsdecode(path), fields)),
        role=int(artifacts.REMOVED in reading.artifact_paths),
    )


def _from_pack(path: bytes) -> Looked:
    """The way of every other command, for any pack.

    Raises:
        CrashpackError: it cannot be read.
    """
    pack = open_pack(os.fsdecode(path), keeps_index=False)
    found = pack.crashpack
    return _of_metadata(path, found.metadata, found.seeds)._replace(
        digest=_digest(pack),
        outcome=OUTCOMES.index(pack.verdict),
        violations=_violations(found.oracle_results, lambda fields: ending_of_pack(pack, fields)),
        role=int(artifacts.REMOVED in found.artifact_paths),
    )


def _digest(pack: Pack) -> bytes:
    """What tells a pack from others that is not read the fast way: what the store knows of it, and its trace.

    Of a large trace the beginning and the length must do.
    """
    journal_digest = pack.reading.files.journal_digest
    digest = blake2b(f"{pack.digest} {journal_digest}".encode(), digest_size=16)
    if pack.source.has_files:
        with PackDirectory(pack.path) as directory:
            try:
                for _, chunk in zip(range(TRACE // CHUNK), directory.chunks(artifacts.TRACE), strict=False):
                    digest.update(chunk)
                digest.update(str(os.stat(os.path.join(pack.path, artifacts.TRACE)).st_size).encode())
            except (FileRefusedError, OSError):
                pass
    return digest.digest()


def _violations(
    results: Iterable[OracleResult], ending_of: Callable[[frozenset[str]], Ending]
) -> tuple[SeenViolation, ...]:
    found = [
        (result.oracle_name, violation.violation_type, violation.severity.rank)
        for result, violation in islice(_listed(results), VIOLATIONS_LIMIT)
    ]
    ending = ending_of(fields_of((oracle, kind) for oracle, kind, _ in found))
    return tuple(_seen(*each, ending) for each in found)


def _listed(results: Iterable[OracleResult]) -> Iterator[tuple[OracleResult, Violation]]:
    return ((result, violation) for result in results for violation in result.violations)


@lru_cache(maxsize=4096)
def _seen(oracle: str, violation_type: str, severity: int, ending: Ending) -> SeenViolation:
    parts = level_one_of(oracle, violation_type, ending)
    return SeenViolation(
        oracle[:TEXT_LIMIT], violation_type[:TEXT_LIMIT], severity, parts.fingerprint, parts.title, parts.write()
    )


def _of_metadata(path: bytes, metadata: Mapping[str, str], seeds: Mapping[str, int]) -> Looked:
    """What seeds and metadata say of a run; a pack of another lab may say what it likes there."""
    options = read_options(metadata.get("options", ""))
    seed = options.get("seed", next(iter(seeds.values()), None) if len(seeds) == 1 else None)
    events = metadata.get("trace.events", "")
    is_lab = metadata.get("lab") == LAB
    return Looked(
        path,
        UNKNOWN,
        build=(metadata.get("build") or metadata.get("version.atp-tui") or "-")[:LABEL_LIMIT],
        seed=(seed + _I63) % (2 * _I63) - _I63 if isinstance(seed, int) and 0 <= seed < 2 * _I63 else None,
        features=features_of(options) if is_lab else None,
        cell=metadata.get("scenario", "")[:LABEL_LIMIT],
        events=int(events) if events.isascii() and events.isdigit() and len(events) <= EVENT_DIGITS else None,
        is_lab=is_lab,
    )


def _made(marks: tuple[tuple[int, int, int, int] | None, ...]) -> int:
    """When a pack was made, as far as its files know: the time of the manifest, else that of the pack itself."""
    known = marks[1] or marks[0]
    return known[0] if known else 0
