"""The head of a pack: verdict, violations, metadata and seeds, read from journal and manifest alone.

An index of thousands of packs needs no more of most of them. Two files in the layout of the format are taken in with a
few regular expressions; where anything differs, the whole pack is opened, so that the answer is the same.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from atp_tui.engine import artifacts, manifest
from atp_tui.engine.digest import sha256_of
from atp_tui.engine.journal_text import EVIDENCE, HEADER, oracle_pattern, violation_pattern
from atp_tui.engine.record import Severity
from atp_tui.engine.verdict import Verdict
from atp_tui.store.archive.locate import locate
from atp_tui.store.directory import FileRefusedError, PackDirectory, is_directory
from atp_tui.store.open import open_pack

QUICK_LIMIT: Final = 256 << 10
"""Bytes of a journal or manifest that are taken in at once; for a longer one the pack is opened."""

_KNOWN_LENGTH: Final = 4 << 10
"""Bytes of a journal that is remembered."""

_U64_END: Final = 2**64
_VALUE: Final = r'(?![\s"])[^\x00-\x1f\x7f\x85\u2028\u2029]*(?<!\s)'
_KEY: Final = r'[^\s"#:\-\x00-\x1f\x7f][^:\x00-\x1f\x7f\x85\u2028\u2029]*(?<!\s)'
_NUMBER: Final = "0|[1-9][0-9]{0,18}"
_ORACLE: Final = re.compile(oracle_pattern(_VALUE, _NUMBER))
_VIOLATION: Final = re.compile(f"{violation_pattern(_VALUE)}({EVIDENCE})?")
_EVIDENCE: Final = re.compile(rf"        {_KEY}: {_VALUE}\n")
_START: Final = re.compile(
    rf"{re.escape(manifest.HEADER)}\nschema_version: {_VALUE}\nviolations: {_VALUE}\njournal_digest: {_VALUE}\n"
    rf"journal_digest_artifact: {_VALUE}\nevidence_ledger: {_VALUE}\n"
)
_METADATA: Final = re.compile(rf"metadata\.({_KEY}): ({_VALUE})\n")
_SEEDS: Final = "seeds:\n"
_SEED: Final = re.compile(rf"  ({_KEY}): (0|[1-9][0-9]{{0,19}})\n")
_PATHS: Final = "artifact_paths:\n"
_PATH: Final = re.compile(rf"  - {_VALUE}\n")


class HeadViolation(NamedTuple):
    """A violation as an index lists it."""

    oracle: str
    type: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class PackHead:
    """What journal and manifest of a pack say of its run."""

    digest: str
    """As :attr:`atp_tui.store.pack.Pack.digest` has it."""
    verdict: Verdict
    violations: tuple[HeadViolation, ...]
    """In the order of the journal."""
    metadata: Mapping[str, str]
    seeds: Mapping[str, int]


def read_head(path: str) -> PackHead:
    """Return the head of the pack at *path*; arguments and errors as for :func:`atp_tui.store.open.open_pack`."""
    located = locate(path)
    quick = _quick_head(located.files) if is_directory(located.files) else None
    return _head_of_pack(path) if quick is None else quick


def _head_of_pack(path: str) -> PackHead:
    pack = open_pack(path, keeps_index=False)
    record = pack.crashpack
    listed = tuple(
        HeadViolation(result.oracle_name, found.violation_type, found.severity) for result, found in record.violations
    )
    return PackHead(pack.digest, pack.verdict, listed, record.metadata, record.seeds)


def _quick_head(path: str) -> PackHead | None:
    try:
        with PackDirectory(path) as directory:
            files = [directory.read(name, QUICK_LIMIT) for name in (artifacts.MANIFEST, artifacts.JOURNAL)]
    except FileRefusedError:
        return None
    return head_of_files(*files)


def head_of_files(manifest_file: bytes, journal_file: bytes) -> PackHead | None:
    """Return the head that the bytes of manifest and journal make, or None where one has another layout."""
    try:
        head = _manifest(manifest_file.decode())
        blocks = _known_journal(journal_file) if len(journal_file) <= _KNOWN_LENGTH else _journal(journal_file.decode())
    except UnicodeDecodeError:
        return None
    if head is None or blocks is None:
        return None
    listed = tuple(violation for block in blocks for violation in block.violations)
    return PackHead(sha256_of(manifest_file), _verdict(blocks), listed, *head)


@lru_cache(maxsize=1024)
def _known_journal(journal_file: bytes) -> "list[_Block] | None":
    """The blocks of a short journal: the runs that passed have the same one."""
    return _journal(journal_file.decode())


class _Block(NamedTuple):
    passed: bool
    violations: tuple[HeadViolation, ...]


def _verdict(blocks: list[_Block]) -> Verdict:
    """The verdict of a journal that is read in full, by the rule of :func:`atp_tui.engine.verdict.verdict_of`."""
    if any(block.violations or not block.passed for block in blocks):
        return Verdict.FAILED
    return Verdict.PASSED if blocks else Verdict.NOT_JUDGED


def _journal(text: str) -> list[_Block] | None:
    """The blocks of a journal as the format lays it out, or None."""
    if not text.startswith(f"{HEADER}\n"):
        return None
    place = len(HEADER) + 1
    blocks = []
    while place < len(text):
        block = _ORACLE.match(text, place)
        if block is None:
            return None
        place, violations = _violations(text, block.end(), block[1]) if block[5] else (block.end(), ())
        if place < 0:
            return None
        blocks.append(_Block(block[4] == "true", violations))
    return blocks


def _violations(text: str, place: int, oracle: str) -> tuple[int, tuple[HeadViolation, ...]]:
    """The violations from a place on and where they end; a negative place where they are laid out otherwise."""
    found = []
    while violation := _VIOLATION.match(text, place):
        found.append(HeadViolation(oracle, violation[1], Severity(violation[2])))
        place = violation.end()
        if violation[4]:
            place = _after(_EVIDENCE, text, begin := place)
            if place == begin:
                return -1, ()
    return (place, tuple(found)) if found else (-1, ())


def _manifest(text: str) -> tuple[dict[str, str], dict[str, int]] | None:
    """Metadata and seeds of a manifest as the format lays it out, or None."""
    start = _START.match(text)
    if start is None:
        return None
    place, metadata = _pairs(_METADATA, text, start.end())
    seeds: list[tuple[str, str]] = []
    if text.startswith(_SEEDS, place):
        place, seeds = _pairs(_SEED, text, place + len(_SEEDS))
    if text.startswith(_PATHS, place):
        place = _after(_PATH, text, place + len(_PATHS))
    told, numbers = dict(metadata), {name: int(seed) for name, seed in seeds}
    is_whole = place == len(text) and len(told) == len(metadata) and len(numbers) == len(seeds)
    return (told, numbers) if is_whole and all(seed < _U64_END for seed in numbers.values()) else None


def _pairs(pattern: re.Pattern[str], text: str, place: int) -> tuple[int, list[tuple[str, str]]]:
    found = []
    for match in _matches(pattern, text, place):
        found.append((match[1], match[2]))
        place = match.end()
    return place, found


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    for match in _matches(pattern, text, place):
        place = match.end()
    return place


def _matches(pattern: re.Pattern[str], text: str, place: int) -> Iterator[re.Match[str]]:
    while match := pattern.match(text, place):
        yield match
        place = match.end()
