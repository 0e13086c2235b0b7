"""Packs of the lab, run again by the lab."""

import sys
from dataclasses import replace

import pytest

from atp_tui.engine import ReplayCoordinator, ReplayError, ReplayResult, ReplayVerdict
from atp_tui.engine.replay.run import RecordedRun
from atp_tui.lab.pack import DECISIONS, LAB, LabPack, crashpack_of
from atp_tui.lab.run import payload_of, run_transfer
from atp_tui.lab.scenario import SCENARIOS
from atp_tui.rerun import lab_runner
from atp_tui.rerun.lab_runner import LabMissingError, LabRunner
from tests.lab_packs import SEED, lab_pack, noisy_pack


def recorded(pack: LabPack, **told: str | None) -> RecordedRun:
    metadata = {key: value for key, value in (dict(pack.crashpack.metadata) | told).items() if value is not None}
    record = pack.crashpack.changed(metadata=metadata)
    return RecordedRun(record, pack.crashpack.trace_events, pack.artifacts[DECISIONS])


def replay(of: RecordedRun) -> ReplayResult:
    return ReplayCoordinator(of, LabRunner(of)).replay()


@pytest.mark.parametrize(
    "scenario",
    # The others differ in the faults that they draw; forcing the decisions of each on its run is tested beside the lab.
    [name if place % 4 == 0 else pytest.param(name, marks=pytest.mark.soak) for place, name in enumerate(SCENARIOS)],
)
def test_every_scenario_replays_exact(scenario: str) -> None:
    of = recorded(lab_pack(scenario))
    result = ReplayCoordinator(of, LabRunner(of)).replay(twice=True, validate=())
    assert result.verdict is ReplayVerdict.EXACT
    assert result.is_exact
    assert (result.is_trace_as_written, result.is_run_as_written, result.are_decisions_known) == (True, True, True)
    assert result.digests_compared == len(of.digests)


def test_forced_decisions_are_forced_again() -> None:
    assert replay(recorded(noisy_pack(1))).verdict is ReplayVerdict.EXACT
    missing = replace(recorded(noisy_pack(1)), decisions=None)
    assert replay(missing).reason.startswith("expected the external decisions of the run, found no decisions")


def test_a_flipped_bit_is_seen_in_the_object_beside_its_clean_twin() -> None:
    flipped = recorded(lab_pack("flipped-bit"))
    cured = lab_pack("flipped-bit").artifacts[DECISIONS].split(b"\n")
    without = b"\n".join(line for line in cured if b"flipped-bit" not in line)
    twin = RecordedRun(
        flipped.pack.changed(metadata={**flipped.pack.metadata, "decisions": "forced"}), flipped.trace, without
    )
    result = replay(twin)
    assert result.verdict is ReplayVerdict.DID_NOT_REPRODUCE
    assert [each.name for each in result.digests] == ["stored.0", "stored.1"]
    # The same trace in place of its own changes nothing about the object.
    again = replay(replace(twin, trace=LabRunner(twin).run().events))
    assert again.divergence is None
    assert again.digests == result.digests


def test_other_seeds_in_the_pack_than_in_its_options_are_told() -> None:
    of = recorded(lab_pack("clean"))
    other = replace(of, pack=of.pack.changed(seeds={**of.pack.seeds, "network": 1}))
    result = replay(other)
    assert [each.name for each in result.inputs] == ["seed network"]
    assert result.verdict is ReplayVerdict.SAME_FAILURE_DIVERGED


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"options": None}, "metadata: expected a metadata key of this lab, found none named 'options'"),
        ({"options": '{"paths": 99}'}, "paths: expected a whole number from 1 to 8 paths, found 99"),
        ({"options": "{"}, "line 1 column 2: expected JSON, found the end of the text"),
        ({"version.trio": "0.1"}, "it was made with other versions than those installed"),
        ({"version.trio": None}, "its metadata does not contain the versions it was made with"),
    ],
)
def test_what_cannot_be_run_says_why(told: dict[str, str | None], reason: str) -> None:
    result = replay(recorded(lab_pack("clean"), **told))
    assert (result.verdict, result.reason) == (ReplayVerdict.NOT_RUNNABLE, reason)


def test_a_given_object_must_be_given_again() -> None:
    options = SCENARIOS["clean"].options(SEED)
    payload = bytes(options.size)
    of = recorded(crashpack_of(run_transfer(options, payload=payload, with_qlogs=False)))
    assert "--send FILE" in replay(of).reason
    wrong = ReplayCoordinator(of, LabRunner(of, sent=payload_of(options))).replay()
    assert "pass the object that the pack was made with" in wrong.reason
    assert ReplayCoordinator(of, LabRunner(of, sent=payload)).replay().is_exact


def test_a_run_can_be_stopped() -> None:
    of = recorded(lab_pack("clean"))
    result = ReplayCoordinator(of, LabRunner(of, is_stopped=lambda: True)).replay()
    assert result.reason == "expected a run to its end, found an interrupt"


def test_without_the_lab_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "atp_tui.lab.run")
    monkeypatch.setitem(sys.modules, "trio", None)
    for name in [name for name in sys.modules if name.startswith("atp_tui.lab.")]:
        monkeypatch.delitem(sys.modules, name)
    of = recorded(lab_pack("clean"))
    for ask in (LabRunner(of).versions, LabRunner(of).run, LabRunner(of).inputs):
        with pytest.raises(LabMissingError, match=r"the lab is not installed \(trio is missing\); install it: "):
            ask()
    foreign = replace(of, pack=of.pack.changed(metadata={}))
    assert replay(foreign).verdict is ReplayVerdict.NOT_RUNNABLE


def test_the_lab_has_one_name() -> None:
    assert lab_runner.LAB == LAB
    with pytest.raises(ReplayError):
        LabRunner(recorded(lab_pack("clean"), lab="x")).inputs()
