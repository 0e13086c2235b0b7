"""Packs of the lab, each made once in a process. A test that imports this needs the lab."""

import random
from functools import cache
from pathlib import Path
from typing import Final

from atp_tui.lab.decision import Decision, Lost
from atp_tui.lab.pack import LabPack, crashpack_of
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS
from atp_tui.store.writer import write_pack

SEED: Final = 7
NOISE: Final = 30


@cache
def lab_pack(scenario: str) -> LabPack:
    """The pack of a scenario's run."""
    return crashpack_of(run_transfer(SCENARIOS[scenario].options(SEED)))


@cache
def noisy_decisions(noise: int) -> tuple[Decision, ...]:
    """A lost Finished in the midst of thirty other losses."""
    options = SCENARIOS["lost-finished"].options(SEED)
    dice = random.Random(noise)
    links = [
        f"path {path} {way} replica {replica}"
        for path in range(options.paths)
        for replica in range(options.replicas)
        for way in ("to", "from")
    ]
    losses = dice.sample([Lost(link, number) for link in links for number in range(12)], NOISE)
    decisions: list[Decision] = [*run_transfer(options, with_qlogs=False).decisions, *losses]
    dice.shuffle(decisions)
    return tuple(decisions)


@cache
def noisy_pack(noise: int) -> LabPack:
    """The pack of a run with these decisions."""
    return crashpack_of(
        run_transfer(SCENARIOS["lost-finished"].options(SEED), decisions=noisy_decisions(noise), with_qlogs=False)
    )


def written(folder: Path, pack: str | LabPack) -> Path:
    """Write a pack, or that of a scenario, into a folder and return where it is."""
    target = folder / (pack if isinstance(pack, str) else "pack")
    write_pack(str(target), (lab_pack(pack) if isinstance(pack, str) else pack).files())
    return target


def change(path: Path, before: bytes, after: bytes) -> None:
    """Change one place of a file, the last of its kind in its first half, or else in all of it."""
    data = path.read_bytes()
    at = data.rfind(before, 0, len(data) // 2)
    at = at if at >= 0 else data.rindex(before)
    path.write_bytes(data[:at] + after + data[at + len(before) :])
