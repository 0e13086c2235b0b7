"""A run as a crashpack: the record, and what lies beside the nine files. Source: LAB.md, "In the pack"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from atp_tui.engine import artifacts
from atp_tui.engine.json_text import dumps
from atp_tui.engine.pack_format import render
from atp_tui.engine.record import Crashpack, CrashpackBuilder
from atp_tui.engine.replay.chain import EVERY, TraceChain
from atp_tui.lab.decision import Decision, read_decisions, write_decisions
from atp_tui.lab.errors import LabError
from atp_tui.lab.options import LabOptions, read_options
from atp_tui.lab.run import LabRun, ObjectDigests

DECISIONS: Final = "decisions.jsonl"
"""A further artifact: every outside decision, in order."""

LAB: Final = "atp-tui"
"""The name of this lab in the metadata."""

_VERSION: Final = "version."
_STORED: Final = "object.stored."
_CHAIN: Final = f"trace.chain.{EVERY}"
_DIGEST: Final = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class LabPack:
    """A crashpack and its artifacts."""

    crashpack: Crashpack
    artifacts: Mapping[str, bytes]
    """Content of each further artifact by its path in the pack."""

    def files(self) -> dict[str, bytes]:
        """Return all files by their paths: the nine in their order, then the artifacts."""
        return {**render(self.crashpack), **self.artifacts}


def crashpack_of(run: LabRun) -> LabPack:
    """Return a run as a crashpack with its artifacts."""
    beside = {
        artifacts.STATE: dumps({run.result.oracle_name: run.state}),
        DECISIONS: write_decisions(run.decisions),
        **dict(run.qlogs),
    }
    builder = CrashpackBuilder().oracle_result(run.result).trace(run.events)
    for name, seed in run.seeds.items():
        builder.seed(name, seed)
    for path in beside:
        builder.artifact_path(path)
    for key, value in _metadata(run).items():
        builder.metadata(key, value)
    return LabPack(builder.build(), beside)


def _metadata(run: LabRun) -> dict[str, str]:
    """What the manifest tells of a run: what it was made from, and what it came to."""
    return {
        "lab": LAB,
        "scenario": run.options.scenario,
        "options": run.options.as_json(),
        "decisions": "forced" if run.is_forced else "drawn",
        **{f"{_VERSION}{name}": version for name, version in run.versions.items()},
        "trace.events": str(run.chain.events),
        _CHAIN: run.chain.write(),
        "object.sent": run.digests.sent,
        "object.from": "payload seed" if run.is_seeded else "given",
        **{f"{_STORED}{replica}": stored for replica, stored in enumerate(run.digests.stored)},
        "ended_by": "itself" if run.is_complete else "deadline",
    }


@dataclass(frozen=True)
class LabInputs:
    """What a pack tells of the run it comes from: enough to run it again and to compare."""

    options: LabOptions
    decisions: tuple[Decision, ...]
    is_forced: bool
    """The decisions must be forced again; otherwise the seeds give them."""
    is_seeded: bool
    """The object comes from the payload seed; otherwise it must be given."""
    versions: Mapping[str, str]
    chain: TraceChain
    digests: ObjectDigests


def read_inputs(pack: Crashpack, decisions: bytes) -> LabInputs:
    """Return what a pack of this lab tells of its run.

    Args:
        pack: The record.
        decisions: Content of decisions.jsonl.

    Raises:
        LabError: the pack comes from another lab, or lacks something.
        CrashpackError: options are out of their range, or decisions cannot be read.
    """
    told = pack.metadata
    if told.get("lab") != LAB:
        raise LabError(f"a pack of the lab {LAB}", repr(told.get("lab", "none")), place="metadata.lab")
    try:
        options = read_options(told["options"])
        stored = tuple(told[f"{_STORED}{replica}"] for replica in range(options.replicas))
        return LabInputs(
            options=options,
            decisions=read_decisions(decisions),
            is_forced=told["decisions"] == "forced",
            is_seeded=told["object.from"] == "payload seed",
            versions={key.removeprefix(_VERSION): told[key] for key in told if key.startswith(_VERSION)},
            chain=_chain(told[_CHAIN], _count(told["trace.events"])),
            digests=ObjectDigests(told["object.sent"], stored),
        )
    except KeyError as missing:
        raise LabError("a metadata key of this lab", f"none named {missing}", place="metadata") from None


def _chain(text: str, events: int) -> TraceChain:
    checkpoints = tuple(text.split())
    if len(checkpoints) != max(-(-events // EVERY), 1) or any(_DIGEST.fullmatch(each) is None for each in checkpoints):
        expected = f"a digest in hex for each {EVERY:,} events of {events:,}"
        raise LabError(expected, repr(text), place=f"metadata.{_CHAIN}")
    return TraceChain(checkpoints, events)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(2**64))):
        raise LabError("a number of events", repr(text), place="metadata.trace.events")
    return int(text)
