"""``atp-tui replay``."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from atp_tui.engine import replay_command
from atp_tui.engine.pack_format import render
from atp_tui.engine.record import Crashpack
from atp_tui.store.extras import how_to_install
from atp_tui.store.open import open_pack
from atp_tui.store.writer import write_pack
from tests.cli.conftest import Call
from tests.lab_packs import change, written
from tests.program import PACKS, copy_of


@pytest.mark.parametrize("scenario", ["clean", "flipped-bit", "lost-finished"])
def test_a_pack_of_the_lab_replays_exact(call: Call, tmp_path: Path, scenario: str) -> None:
    path = written(tmp_path, scenario)
    outcome = call("replay", path, "--twice", "--validate-oracles")
    assert (outcome.code, outcome.err) == (0, b"")
    lines = outcome.out.decode().splitlines()
    assert lines[0] == f"{path}: EXACT: the run is identical to the record, event for event"
    assert "  object: as recorded" in lines
    assert "  twice: both new runs are identical" in lines
    assert "  oracle transfer: same result on the new state" in lines


def test_one_changed_byte_of_the_trace_is_named(call: Call, tmp_path: Path) -> None:
    path = written(tmp_path, "flipped-bit")
    change(path / "transfer.atp-trace", b'"Poll"', b'"Qoll"')
    outcome = call("replay", path, "--format", "json")
    found = json.loads(outcome.out)
    assert (outcome.code, found["verdict"], found["exact"]) == (1, "SAME_FAILURE_DIVERGED", False)
    place = found["divergence"]["event"]
    assert "Qoll" in found["divergence"]["recorded"][0]
    assert found["divergence"]["found"][0] == found["divergence"]["recorded"][0].replace("Qoll", "Poll")
    assert found["divergence"]["recorded"][0].startswith(f"{place:06d} ")
    assert (found["trace_as_written"], found["run_as_written"]) == (False, True)
    assert found["digests"] == []
    text = call("replay", path).out.decode()
    assert f"  trace: differs from event {place:,} (recorded" in text
    assert "so the trace file was modified after it was written" in text


def test_another_record_is_another_failure(call: Call, tmp_path: Path) -> None:
    path = written(tmp_path, "flipped-bit")
    record = json.loads(call("export", path).out)
    record["oracle_results"][0]["violations"][0]["violation_type"] = "quiescence"
    other = tmp_path / "record.json"
    other.write_text(json.dumps(record), encoding="utf-8")
    outcome = call("replay", other)
    assert outcome.code == 1
    assert outcome.out.decode().startswith(f"{other}: DIFFERENT_FAILURE: the run failed, but not as recorded")
    assert "not compared: decisions: the pack has none" in outcome.out.decode()


@pytest.mark.parametrize("name", ["clean", "five-violations", "other-writer", "damaged", "clean.record.json"])
def test_a_pack_of_another_writer_is_not_runnable_and_what_can_be_checked_is(call: Call, name: str) -> None:
    outcome = call("replay", PACKS / name)
    assert (outcome.code, outcome.err) == (1, b"")
    first, second, third, *rest = outcome.out.decode().splitlines()
    assert first == f"{PACKS / name}: NOT_RUNNABLE: the pack cannot be run here"
    assert second == "  because its metadata names no lab; only packs of the lab atp-tui can be run here"
    assert third.startswith(f"  checked without running: {'DAMAGED' if name == 'damaged' else 'intact'}")
    assert any(line.startswith("  oracle ") for line in rest) is bool(
        open_pack(str(PACKS / name)).crashpack.oracle_results
    )


def test_other_versions_are_told(call: Call, tmp_path: Path) -> None:
    path = written(tmp_path, "lost-finished")
    change(path / "manifest", b"metadata.version.aioquic: ", b"metadata.version.aioquic: 9.")
    outcome = call("replay", path)
    assert outcome.code == 1
    lines = outcome.out.decode().splitlines()
    assert lines[0] == f"{path}: NOT_RUNNABLE: the pack cannot be run here"
    assert lines[2].startswith("  version aioquic: pack 9.")
    anyway = call("replay", path, "--anyway")
    assert anyway.code == 0
    assert anyway.out.decode().splitlines()[1] == lines[2]


def command_of(pack: Path) -> str:
    """The command in a pack, with this program in place of the one that it names."""
    text = (pack / "replay_command.sh").read_text(encoding="utf-8")
    assert text.count("asupersync atp replay ") == 1
    return text.replace("asupersync atp ", f"exec '{sys.executable}' -m atp_tui ")


def test_the_command_of_a_pack_works_with_this_program(tmp_path: Path) -> None:
    path = written(tmp_path, "flipped-bit")
    ended = subprocess.run(["bash", "-c", command_of(path)], cwd=path, capture_output=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, b"")
    lines = ended.stdout.decode().splitlines()
    assert lines[0].startswith(".: EXACT")
    assert lines[-1] == "  oracle transfer: same result on the new state"


@pytest.mark.parametrize("name", ["-x --help", "it's $(id)"])
def test_the_line_that_check_prints_runs_as_pasted(tmp_path: Path, name: str) -> None:
    copy_of("clean", tmp_path).rename(tmp_path / name)
    program = tmp_path / "bin" / "atp-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m atp_tui "$@"\n')
    program.chmod(0o755)
    environ = {
        **os.environ,
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    checked = subprocess.run([program, "check", "--", name], cwd=tmp_path, capture_output=True, check=True, env=environ)
    line = next(line for line in checked.stdout.decode().splitlines() if line.startswith("replay: "))
    ended = subprocess.run(
        ["sh", "-c", line.removeprefix("replay: ")], cwd=tmp_path, capture_output=True, check=False, env=environ
    )
    assert (ended.returncode, ended.stderr) == (1, b"")
    assert f"{name}: NOT_RUNNABLE: " in ended.stdout.decode()


def test_the_recorded_command_that_is_copied_works_too(tmp_path: Path) -> None:
    path = written(tmp_path, "lost-finished")
    line = replay_command.one_line(open_pack(str(path)).crashpack)
    line = line.replace("asupersync atp ", f"'{sys.executable}' -m atp_tui ")
    ended = subprocess.run(["bash", "-c", line], cwd=path, capture_output=True, check=False, timeout=60)
    assert ended.returncode == 0


FLAGS = (
    *("--trace-file", "transfer.atp-trace", "--manifest", "manifest", "--journal-digest", "journal.digest"),
    *("--evidence-ledger", "evidence-ledger.json", "--pathlog", "pathlog"),
    *("--quiclog", "quiclog", "--repairlog", "repairlog"),
)


def in_folder(folder: Path) -> list[str]:
    return [part if part.startswith("--") else str(folder / part) for part in FLAGS]


def test_the_files_may_be_named_from_elsewhere(call: Call, tmp_path: Path) -> None:
    path = written(tmp_path, "lost-finished")
    assert call("replay", *in_folder(path)).code == 0
    assert call("replay", "--trace-file", path / "transfer.atp-trace").code == 0


@pytest.mark.parametrize(
    ("change_to", "message"),
    [
        ("--manifest x/manifest", "expected the files of one directory under their own names"),
        ("--manifest other", "--manifest: expected the files of one directory under their own names (manifest)"),
        ("PATH", "PATH and the files of a replay command name the same pack; use one of them"),
        ("no trace", "Missing argument PATH, or --trace-file and the other files of a replay command"),
    ],
)
def test_files_of_no_one_pack_are_wrong_usage(call: Call, tmp_path: Path, change_to: str, message: str) -> None:
    arguments = in_folder(tmp_path)
    if change_to == "PATH":
        arguments.append(str(tmp_path))
    elif change_to == "no trace":
        arguments = arguments[2:]
    else:
        arguments[3] = str(tmp_path / change_to.split()[1])
    outcome = call("replay", *arguments)
    assert (outcome.code, outcome.out, len(outcome.told)) == (2, b"", 1)
    assert message in outcome.told[0]


def test_seeds_in_the_environment_must_be_the_packs(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "lost-finished")
    seeds = replay_command.variables(open_pack(str(path)).crashpack)
    for name, seed in seeds.items():
        monkeypatch.setenv(name, str(seed))
    assert call("replay", *in_folder(path)).code == 0
    monkeypatch.setenv("ATP_SEED_OTHER", "5")
    outcome = call("replay", *in_folder(path))
    assert (outcome.code, outcome.told) == (
        0,
        ["atp-tui: ATP_SEED_OTHER is not a seed of this pack and is ignored"],
    )
    for wrong in ("1", "", "-1", "abc", str(2**64), "\x1b[31m"):
        monkeypatch.setenv("ATP_SEED_NETWORK", wrong)
        outcome = call("replay", *in_folder(path))
        assert (outcome.code, outcome.out) == (2, b"")
        expected = f"ATP_SEED_NETWORK: expected {seeds['ATP_SEED_NETWORK']}, the pack's seed, found"
        assert expected in outcome.told[-1]
        assert b"\x1b" not in outcome.err
    # Named by its path, a pack is run as it is.
    assert call("replay", path).code == 0


def test_oracles_must_be_of_the_pack_and_asked_for(call: Call, tmp_path: Path) -> None:
    path = written(tmp_path, "lost-finished")
    outcome = call("replay", path, "--validate-oracles", "--oracle", "else")
    assert outcome.code == 2
    assert "--oracle: expected an oracle of the pack (transfer), found 'else'" in outcome.told[0]
    outcome = call("replay", path, "--oracle", "transfer")
    assert outcome.code == 2
    assert "--validate-oracles" in outcome.told[0]


def test_what_is_no_pack_cannot_be_read(call: Call, tmp_path: Path) -> None:
    for arguments in ([tmp_path], [tmp_path / "nothing"], in_folder(tmp_path)):
        outcome = call("replay", *arguments)
        assert (outcome.code, outcome.out, len(outcome.told)) == (4, b"", 1)


def test_without_the_lab_one_line_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, "lost-finished")
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "trio.py").write_text("raise ModuleNotFoundError(name='trio')\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "hidden")}
    for command in (["replay", path], ["minimize", path, "-o", tmp_path / "new"]):
        ended = subprocess.run(
            [sys.executable, "-m", "atp_tui", *map(str, command)],
            env=environment,
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert (ended.returncode, ended.stdout) == (2, b"")
        said = f"atp-tui: the lab is not installed (trio is missing); install it: {how_to_install('lab')}\n"
        assert ended.stderr.decode() == said
    assert not (tmp_path / "new").exists()


def test_hostile_metadata_cannot_reach_the_terminal(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "pack"
    shutil.copytree(PACKS / "clean", path)
    kept = b"evidence_ledger: evidence-ledger.json\n"
    change(path / "manifest", kept, kept + b'metadata.lab: "x\\u001b[31m\\u202e"\n')
    outcome = call("replay", path)
    assert outcome.code == 1
    assert "it comes from the lab" in outcome.out.decode()
    assert outcome.out.replace(b"\n", b"").decode().isprintable()


def test_the_pack_of_a_recorded_test_is_not_run_and_names_its_line(call: Call, tmp_path: Path) -> None:
    told = {"recorded.by": "pytest 8.4.2", "pytest.nodeid": "tests/test_a.py::test_b[x y]"}
    write_pack(str(tmp_path / "pack"), render(Crashpack(metadata=told, seeds={"net": 7})))
    outcome = call("replay", tmp_path / "pack")
    line = "ATP_SEED_NET=7 pytest 'tests/test_a.py::test_b[x y]'"
    assert outcome.code == 1
    assert f"  because a test was recorded, which pytest runs again: {line}\n" in outcome.out.decode()
    checked = call("check", tmp_path / "pack").out.decode()
    assert f"replay: {line}\n" in checked
    assert "recorded command: not shown: pytest runs this test again, not the command of the format\n" in checked
