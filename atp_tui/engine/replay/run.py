"""What the coordinator knows of a run: what a pack tells of the recorded one, and what a new one has given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

from atp_tui.engine.diff.model import Event
from atp_tui.engine.errors import ReplayError
from atp_tui.engine.imported import NOTHING_TO_RUN, Imported
from atp_tui.engine.minimize.config import MinimizeMode
from atp_tui.engine.minimize.metadata import MODE
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.pytest_command import is_recorded_test, one_line, why_not_copied
from atp_tui.engine.record import Crashpack, OracleResult
from atp_tui.engine.replay.chain import EVERY, TraceChain
from atp_tui.engine.trace import TraceEvent

_VERSION: Final = "version."
_OBJECT: Final = "object."
_CHAIN: Final = f"trace.chain.{EVERY}"
_DIGEST: Final = "sha256:"


class RerunStoppedError(ReplayError):
    """Somebody stopped a run before its end."""


@dataclass(frozen=True)
class Rerun:
    """What a run has given."""

    results: tuple[OracleResult, ...]
    """What the oracles say of it."""
    state: TransferState | None
    """None where what ran has no state of a transfer."""
    events: Sequence[TraceEvent] = field(repr=False)
    digests: Mapping[str, str]
    """Digest of the object as ``sent``, and as each replica stored it: ``stored.0``."""
    seeds: Mapping[str, int]
    decisions: bytes = field(repr=False)
    """Every outside decision in order, as JSON lines."""


class Runner(Protocol):
    """Something that can run the transfer of one pack again: the lab, or a stand-in."""

    @property
    def lab(self) -> str:
        """Name of the lab whose packs it runs, as their metadata give it."""
        ...

    def versions(self) -> Mapping[str, str]:
        """Return the versions on which a run depends, as they are here.

        Raises:
            ReplayError: the lab is not installed.
        """
        ...

    def run(self) -> Rerun:
        """Run the transfer.

        Raises:
            ReplayError: the pack does not tell enough to run it, or the run does not come to its end.
        """
        ...


@dataclass(frozen=True)
class RecordedRun:
    """What a pack tells of the run that it comes from."""

    pack: Crashpack
    """The record; its trace is not looked at."""
    trace: Iterable[Event] = field(repr=False)
    """The trace, which can be gone through more than once."""
    decisions: bytes | None = field(default=None, repr=False)
    """Content of decisions.jsonl; None where it is not there."""
    path: str = ""
    """Where the pack is; empty where nobody needs to know."""

    @property
    def lab(self) -> str:
        """Name of the lab that made it, empty where the metadata name none."""
        return self.pack.metadata.get("lab", "")

    @property
    def versions(self) -> Mapping[str, str]:
        """The versions that the run depended on."""
        return _below(_VERSION, self.pack.metadata)

    @property
    def digests(self) -> Mapping[str, str]:
        """The digests of the object, as ``sent`` and ``stored.0`` on."""
        told = _below(_OBJECT, self.pack.metadata)
        return MappingProxyType({name: value for name, value in told.items() if value.startswith(_DIGEST)})

    @property
    def chain(self) -> str | None:
        """The digest chain that the lab wrote down, None where it wrote none."""
        return self.pack.metadata.get(_CHAIN)

    def why_not(self, lab: str) -> str:
        """Return why the pack cannot be run in a lab, whatever is installed; empty where nothing speaks against it."""
        if is_recorded_test(self.pack) and self.lab != lab:
            hidden = why_not_copied(self.pack)
            return "a test was recorded, which pytest runs again: " + (hidden or one_line(self.pack, self.path))
        if Imported.of(self.pack.metadata) is not None:
            return NOTHING_TO_RUN
        if not self.lab:
            return f"its metadata names no lab; only packs of the lab {lab} can be run here"
        if self.lab != lab:
            return f"it comes from the lab {self.lab!r}; only packs of the lab {lab} can be run here"
        if self.pack.metadata.get(MODE) == MinimizeMode.PROJECT.value:
            return "its trace is a shortened one of another pack, and no run produces it; run that pack"
        return ""

    def is_as_written(self, chain: TraceChain) -> bool | None:
        """Return whether a trace has the recorded digest chain, None where there is none."""
        return None if self.chain is None else self.chain == chain.write()


def _below(prefix: str, told: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({key.removeprefix(prefix): told[key] for key in told if key.startswith(prefix)})
