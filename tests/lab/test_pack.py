import re
from dataclasses import replace

import pytest

from atp_tui.engine import artifacts
from atp_tui.engine.oracle.recorded_state import RecordedStates
from atp_tui.engine.replay.chain import chain_of
from atp_tui.lab.decision import read_decisions
from atp_tui.lab.errors import LabError
from atp_tui.lab.pack import DECISIONS, LabPack, crashpack_of, read_inputs
from atp_tui.lab.run import LabRun, run_transfer
from atp_tui.lab.scenario import SCENARIOS
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from atp_tui.store.writer import write_pack


@pytest.fixture(scope="module")
def run() -> LabRun:
    return run_transfer(SCENARIOS["bad-night"].options(3))


@pytest.fixture(scope="module")
def pack(run: LabRun) -> LabPack:
    return crashpack_of(run)


def test_a_pack_on_disk_is_sound_and_tells_what_the_run_told(run: LabRun, pack: LabPack, tmp_path: object) -> None:
    target = f"{tmp_path}/pack"
    write_pack(target, pack.files())
    opened = open_pack(target)
    findings = examine_pack(opened).findings
    assert [finding for finding in findings if finding.ok is False] == []
    assert opened.crashpack.oracle_results == (run.result,)
    assert [event.raw for event in opened.events] == [event.raw for event in run.events]
    assert opened.states == RecordedStates.read(pack.artifacts[artifacts.STATE])
    assert opened.states.states == {"transfer": run.state}


def test_the_nine_files_come_first_and_every_artifact_is_there(pack: LabPack) -> None:
    files = pack.files()
    assert tuple(files)[:9] == artifacts.NINE_FILES
    assert tuple(files)[9:] == pack.crashpack.artifact_paths == tuple(pack.artifacts)
    assert tuple(files)[9:11] == ("transfer-state.json", "decisions.jsonl")
    assert [path for path in files if path.endswith(".qlog")] == list(files)[11:]


def test_the_metadata_tell_what_the_run_was_made_from(run: LabRun, pack: LabPack) -> None:
    told = pack.crashpack.metadata
    assert told["lab"] == "atp-tui"
    assert told["scenario"] == "bad-night"
    assert told["options"] == run.options.as_json()
    assert told["object.sent"] == run.digests.sent != told["object.stored.0"]
    assert told["ended_by"] == "deadline"
    assert told["trace.chain.1024"] == chain_of(run.events).write()
    for name in ("lab", "atp-tui", "python", "trio", "aioquic", "cryptography", "raptorq"):
        assert re.fullmatch(r"[0-9][0-9a-z.+]*", told[f"version.{name}"])


def test_the_four_seeds_are_in_the_pack(run: LabRun, pack: LabPack) -> None:
    assert dict(pack.crashpack.seeds) == run.options.all_seeds
    assert set(pack.crashpack.seeds) == {"schedule", "network", "payload", "faults"}


def test_a_run_can_be_made_again_from_its_pack(run: LabRun, pack: LabPack) -> None:
    inputs = read_inputs(pack.crashpack, pack.artifacts[DECISIONS])
    assert inputs.decisions == run.decisions == read_decisions(pack.artifacts[DECISIONS])
    assert (inputs.options, inputs.chain, inputs.digests) == (run.options, run.chain, run.digests)
    assert (inputs.is_forced, inputs.is_seeded, inputs.versions) == (False, True, run.versions)
    again = run_transfer(inputs.options)
    assert (again.chain, again.digests) == (inputs.chain, inputs.digests)


def test_a_forced_run_and_a_given_object_say_so(run: LabRun) -> None:
    faults = [decision for decision in run.decisions if decision.__class__.__name__ == "Fired"]
    forced = run_transfer(run.options, decisions=faults, payload=bytes(run.options.size), with_qlogs=False)
    pack = crashpack_of(forced)
    inputs = read_inputs(pack.crashpack, pack.artifacts[DECISIONS])
    assert (inputs.is_forced, inputs.is_seeded, list(inputs.decisions)) == (True, False, faults)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("lab", "another", "metadata.lab: expected a pack of the lab atp-tui, found 'another'"),
        ("options", None, "metadata: expected a metadata key of this lab, found none named 'options'"),
        ("object.stored.1", None, "metadata: expected a metadata key of this lab, found none named 'object.stored.1'"),
        ("trace.events", "-1", "metadata.trace.events: expected a number of events, found '-1'"),
        ("trace.chain.1024", "", "metadata.trace.chain.1024: expected a digest in hex for each 1,024 events"),
    ],
)
def test_a_pack_that_is_not_of_this_lab_is_told(pack: LabPack, key: str, value: str | None, message: str) -> None:
    told = {**pack.crashpack.metadata, key: value}
    changed = pack.crashpack.changed(metadata={name: text for name, text in told.items() if text is not None})
    with pytest.raises(LabError) as caught:
        read_inputs(changed, b"")
    assert str(caught.value).startswith(message)


def test_a_run_is_a_value(run: LabRun) -> None:
    with pytest.raises(AttributeError):
        run.state = run.state  # type: ignore[misc]
    assert replace(run).chain == run.chain
