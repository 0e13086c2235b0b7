"""What the index takes from one pack: its verdict, its violations and their fingerprints of level 1.

It runs in worker processes, so everything that goes in and comes out is plain. A pack is never changed, and nothing in
it is run.
"""

import errno
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Final, NamedTuple

from atp_tui.clean import clean
from atp_tui.engine import artifacts, journal, manifest
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.fingerprint.ending import Ending, level_one_of
from atp_tui.engine.json_text import utf8
from atp_tui.engine.record import OracleResult
from atp_tui.engine.verdict import verdict_of
from atp_tui.fleet.features import features_of, read_options
from atp_tui.fleet.level_one import ending_at, ending_of_pack, fields_of
from atp_tui.fleet.scan import UNKNOWN, Mark, mark_of, stamp_of, stamp_of_marks
from atp_tui.fleet.schema import OUTCOMES
from atp_tui.store.directory import CHUNK, FileRefusedError, PackDirectory
from atp_tui.store.head import HeadViolation, head_of_files
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

_WATCHED: Final = (
    b"",
    *(b"/" + os.fsencode(name) for name in (artifacts.MANIFEST, artifacts.JOURNAL, artifacts.TRACE)),
)
_IS_MINIMIZED: Final = f"\n  - {artifacts.REMOVED}\n".encode()
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
        try:
            found = _read(path, before)
        except CrashpackError as error:
            found = Looked(path, UNKNOWN, _words(error, path))
        if _marks(path) == before:
            stamp = stamp_of_marks(before[1], before[0])
            if stamp is None or (found.fault and stamp_of(path) is None):
                return Looked(path, UNKNOWN, VANISHED)
            newest = max(time_ns for mark in before if mark for time_ns in mark[:2])
            is_settled = abs(time.time_ns() - newest) >= settle_ns
            return found._replace(stamp=stamp if is_settled else UNKNOWN, made_ns=(before[1] or before[0] or (0,))[0])
    return Looked(path, UNKNOWN, VANISHED if stamp_of(path) is None else CHANGING)


def _words(error: CrashpackError, path: bytes) -> str:
    """An error, without the path that stands beside it wherever it is shown."""
    return str(error.within("") if error.file == clean(os.fsdecode(path)) else error)


def look_all(paths: Sequence[bytes], settle_ns: int) -> list[Looked]:
    """Return what the index takes from some packs."""
    return [look(path, settle_ns) for path in paths]


def signed(seed: int) -> int:
    """Return a u64 as the signed 64-bit integer that the database has."""
    return (seed + _I63) % (2 * _I63) - _I63


def _marks(path: bytes) -> tuple[Mark | None, ...]:
    """What changes when the pack changes, or a file of it that is read here: those of :data:`_WATCHED` after itself."""
    return tuple(mark_of(path + name) for name in _WATCHED)


def _read(path: bytes, marks: tuple[Mark | None, ...]) -> Looked:
    if all(marks[:3]) and all(stat.S_ISREG(mark.mode) and mark.size <= TEXT for mark in marks[1:3] if mark):
        try:
            return _from_texts(path, _bytes_of(path + _WATCHED[1]), _bytes_of(path + _WATCHED[2]))
        except (OSError, FileRefusedError, CrashpackError):
            pass
    return _from_pack(path)


def _bytes_of(path: bytes) -> bytes:
    """The bytes of a small file that is known to be a plain one; more than may be are found by the next mark.

    Raises:
        OSError: it cannot be read, or is none any more.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no plain file")
        return os.read(descriptor, TEXT)
    finally:
        os.close(descriptor)


def _from_texts(path: bytes, told: bytes, said: bytes) -> Looked:
    """The fast way, for a pack whose manifest and journal are whole and small.

    Raises:
        FileRefusedError: the trace is large.
        CrashpackError: a file is no text.
    """
    digest = blake2b(len(told).to_bytes(8, "big") + told + said, digest_size=16)
    if b"\nmetadata.trace.chain." not in told:
        with PackDirectory(os.fsdecode(path)) as directory:
            if not directory.why_not(artifacts.TRACE):
                digest.update(directory.read(artifacts.TRACE, TRACE))
    head = head_of_files(told, said)
    if head is None:
        reading, results = manifest.read(utf8(told)), journal.read(utf8(said))
        verdict = verdict_of(results.results, is_complete=not results.faults)
        metadata, seeds, listed = reading.metadata, reading.seeds, _listed(results.results)
    else:
        metadata, seeds, verdict, listed = head.metadata, head.seeds, head.verdict, iter(head.violations)
    return _of_metadata(path, metadata, seeds)._replace(
        digest=digest.digest(),
        outcome=OUTCOMES.index(verdict),
        violations=_violations(listed, lambda fields: ending_at(os.fsdecode(path), fields)),
        role=int(_IS_MINIMIZED in told),
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
        violations=_violations(_listed(found.oracle_results), lambda fields: ending_of_pack(pack, fields)),
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
    listed: Iterator[HeadViolation], ending_of: Callable[[frozenset[str]], Ending]
) -> tuple[SeenViolation, ...]:
    found = tuple(islice(listed, VIOLATIONS_LIMIT))
    if not found:
        return ()
    ending = ending_of(fields_of((each.oracle, each.type) for each in found))
    return tuple(seen_violation(each.oracle, each.type, each.severity.rank, ending) for each in found)


def _listed(results: Iterable[OracleResult]) -> Iterator[HeadViolation]:
    return (
        HeadViolation(result.oracle_name, violation.violation_type, violation.severity)
        for result in results
        for violation in result.violations
    )


@lru_cache(maxsize=4096)
def seen_violation(oracle: str, violation_type: str, severity: int, ending: Ending) -> SeenViolation:
    """Return a violation with its fingerprint of level 1, in a run whose trace ends like this."""
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
        seed=signed(seed) if isinstance(seed, int) and 0 <= seed < 2 * _I63 else None,
        features=features_of(options) if is_lab else None,
        cell=metadata.get("scenario", "")[:LABEL_LIMIT],
        events=int(events) if events.isascii() and events.isdigit() and len(events) <= EVENT_DIGITS else None,
        is_lab=is_lab,
    )
