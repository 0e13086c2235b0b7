"""The manifest: what belongs to the pack, as text. Source: FORMAT.md section 5, "manifest"."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.artifacts import JOURNAL_DIGEST, LEDGER
from atp_tui.engine.budget import KEPT_LIMIT, Budget
from atp_tui.engine.line_text import read_value, split_pair, write_key, write_value
from atp_tui.engine.lines import Faults, Line, LineFault, LineReader, first_difference, shown, unexpected, whole_number
from atp_tui.engine.record import SCHEMA_VERSION, Crashpack

HEADER: Final = "# ATP Crashpack Manifest"
_METADATA: Final = "metadata."
_SEEDS: Final = "seeds:"
_PATHS: Final = "artifact_paths:"
_GIVEN: Final = {"journal_digest_artifact": JOURNAL_DIGEST, "evidence_ledger": LEDGER}
"""The fields that are the same in every manifest."""

_HEAD: Final = ("schema_version", "violations", "journal_digest", "journal_digest_artifact", "evidence_ledger")


@dataclass(frozen=True, slots=True)
class ManifestReading:
    """What a manifest says, as far as it can be read."""

    head: Mapping[str, str]
    """The fields of the first lines, as they stand."""
    metadata: Mapping[str, str]
    seeds: Mapping[str, int]
    artifact_paths: tuple[str, ...]
    faults: tuple[LineFault, ...]
    """What is not as the format gives it, in order."""


def write(pack: Crashpack, journal_digest: str) -> str:
    """Return the content of the manifest; *journal_digest* is ``sha256:`` and the hash of the journal's bytes."""
    head = {
        "schema_version": str(pack.schema_version),
        "violations": str(len(pack.violations)),
        "journal_digest": journal_digest,
        **_GIVEN,
    }
    return "".join(f"{line}\n" for line in _lines(head, pack.metadata, pack.seeds, pack.artifact_paths))


def _lines(
    head: Mapping[str, str], metadata: Mapping[str, str], seeds: Mapping[str, int], paths: Iterable[str]
) -> Iterator[str]:
    yield HEADER
    yield from (f"{key}: {value}" for key, value in head.items())
    yield from (f"{_METADATA}{write_key(key)}: {write_value(metadata[key])}" for key in sorted(metadata))
    if seeds:
        yield _SEEDS
    yield from (f"  {write_key(name)}: {seeds[name]}" for name in sorted(seeds))
    if paths:
        yield _PATHS
    yield from (f"  - {write_value(path)}" for path in paths)


def read(source: str | Iterable[bytes], budget: Budget | None = None) -> ManifestReading:
    """Return what a manifest says; a line that is not as the format gives it is told as a fault.

    Args:
        source: The text, or its bytes in any cut; these are gone through twice where nothing is wrong with them.
        budget: What may be kept; where it ends, nothing more is read, and a fault says so.
    """
    reader = _Reader(LineReader(source), Budget() if budget is None else budget)
    reader.run()
    faults = reader.faults
    for name in _HEAD:
        if reader.unread is None and name not in reader.head:
            faults.add(LineFault(reader.lines.count + 1, f"{name} in the manifest", "nothing"))
    for fault in reader.lines.faults:
        faults.add(fault)
    paths = tuple(reader.paths)
    if reader.unread is None and not faults:
        head = {name: reader.head[name] for name in _HEAD} | _GIVEN
        difference = first_difference(_lines(head, reader.metadata, reader.seeds, paths), LineReader(source))
        if difference:
            faults.add(difference)
    return ManifestReading(reader.head, reader.metadata, reader.seeds, paths, faults.sorted(reader.unread))


class _Reader:
    """Reads the lines one after the other, remembering in which list it is."""

    def __init__(self, lines: LineReader, budget: Budget) -> None:
        self.lines = lines
        self.faults = Faults(budget)
        self.head: dict[str, str] = {}
        self.metadata: dict[str, str] = {}
        self.seeds: dict[str, int] = {}
        self.paths: dict[str, None] = {}
        self.unread: LineFault | None = None
        """Where the budget ended, None where it did not."""
        self._budget = budget
        self._list = ""

    def run(self) -> None:
        """Read all lines, or as many as the budget has room for."""
        first = self.lines.peek()
        if first is not None and first.content == HEADER:
            self.lines.take()
        else:
            self.faults.add(LineFault(1, shown(HEADER), shown(first.content) if first else "nothing"))
        for line in self.lines:
            expected = self._read(line)
            if expected:
                self.faults.add(unexpected(line, expected))
            if self.faults.is_full or not self._budget.takes(line.content):
                wanted = f"a manifest that takes at most {KEPT_LIMIT >> 21} MiB of memory"
                self.unread = LineFault(line.number, wanted, "a larger one, so the rest is not read")
                return

    def _read(self, line: Line) -> str:
        """Read one line; return what was expected when it is something else."""
        if line.content in (_SEEDS, _PATHS):
            self._list = line.content
            return ""
        if self._list == _SEEDS:
            return self._read_seed(line)
        if self._list == _PATHS:
            return self._read_path(line)
        if line.content.startswith(_METADATA):
            return self._read_metadata(line)
        key, separator, value = line.content.partition(": ")
        if not separator or key not in _HEAD or key in self.head:
            return "a field of the manifest, metadata.KEY, seeds or artifact_paths"
        self.head[key] = value
        return ""

    def _read_metadata(self, line: Line) -> str:
        pair = split_pair(line.content.removeprefix(_METADATA))
        if pair is None or pair[0] in self.metadata:
            return "metadata.KEY: VALUE, each key once"
        self.metadata[pair[0]] = pair[1]
        return ""

    def _read_seed(self, line: Line) -> str:
        pair = split_pair(line.content)
        seed = whole_number(pair[1], 64) if pair else None
        if pair is None or seed is None or pair[0] in self.seeds:
            return "NAME: SEED, an unsigned 64-bit integer, each name once"
        self.seeds[pair[0]] = seed
        return ""

    def _read_path(self, line: Line) -> str:
        if not line.content.startswith("- "):
            return "'- PATH'"
        self.paths.setdefault(read_value(line.content.removeprefix("- ")))
        return ""


def agrees_on_version(reading: ManifestReading) -> bool:
    """Return whether the manifest is of the version that this project reads."""
    return reading.head.get("schema_version") == str(SCHEMA_VERSION)
