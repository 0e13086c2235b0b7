"""``atp-tui campaign``: many runs of the lab."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from atp_tui.fleet.campaign.directory import locked
from tests.cli.conftest import Call
from tests.program import PROGRAM, run

SPEC = """
name = "small"
build = "b1"
[scenarios]
clean = 2
flipped-bit = 1
[options]
size = [2000, 3000]
block_size = 2048
"""
HERE = ("--executor", "tests.campaigns:threads")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A specification of tiny transfers."""
    path = tmp_path / "spec.toml"
    path.write_text(SPEC)
    return path


def test_a_campaign_runs_goes_on_and_is_a_fleet(call: Call, spec: Path, tmp_path: Path) -> None:
    folder = tmp_path / "fleet"
    first = call("campaign", "run", spec, "-o", folder, "--runs", 4, *HERE)
    assert first.code == 1
    lines = first.out.decode().splitlines()
    assert lines[0].startswith("small: done; build b1, specification ")
    assert lines[1].startswith("4 runs: ")
    assert lines[-1] == "ended because all runs are done"
    again = call("campaign", "run", spec, "-o", folder, "--runs", 6, "--minimize", "first", "--keep", 1, *HERE)
    assert again.out.decode().splitlines()[1].startswith("6 runs: ")
    told = json.loads(call("campaign", "status", folder, "--format", "json").out)
    assert (told["runs"], told["not_yet"], told["canary"]["state"]) == (6, 0, "ok")
    digest = call("campaign", "digest", folder)
    assert digest.code == 0
    assert digest.out.decode().endswith("  6 runs\n")
    fleet = call("fleet", folder, "--format", "text", "--no-causes").out.decode()
    assert fleet.startswith("6 runs: ")
    assert "manifest_integrity" in fleet
    assert call("fleet", "doctor", "--db", folder).code == 0


def test_another_specification_and_a_second_campaign_are_refused(call: Call, spec: Path, tmp_path: Path) -> None:
    folder = tmp_path / "fleet"
    assert call("campaign", "run", spec, "-o", folder, "--runs", 1, *HERE).code in (0, 1)
    with locked(str(folder)):
        refused = call("campaign", "run", spec, "-o", folder, "--runs", 2, *HERE)
    assert refused.code == 4
    assert refused.told == [f"atp-tui: {folder}: another campaign is running in it; wait, or use another directory"]
    spec.write_text(SPEC.replace("clean = 2", "clean = 3"))
    other = call("campaign", "run", spec, "-o", folder, "--runs", 2, *HERE)
    assert other.code == 4
    assert "expected the specification of the campaign that is there" in other.told[0]


def test_a_campaign_needs_an_end_and_a_good_specification(call: Call, spec: Path, tmp_path: Path) -> None:
    endless = call("campaign", "run", spec, "-o", tmp_path / "fleet")
    assert endless.code == 2
    assert "use --runs, --seconds or --until-new" in endless.told[0]
    spec.write_text("[scenarios]\nclean = 0\n")
    faulty = call("campaign", "run", spec, "-o", tmp_path / "fleet", "--runs", 1)
    assert faulty.code == 4
    words = "scenarios.clean: expected a whole number from 1 to 1000000, found 0"
    assert faulty.told == [f"atp-tui: {spec}: {words}"]
    assert not (tmp_path / "fleet").exists()
    spec.write_text(SPEC)
    unknown = call("campaign", "run", spec, "-o", tmp_path / "fleet", "--runs", 1, "--executor", "ray")
    assert unknown.code == 4
    assert "executor: expected local:N, dask://HOST:PORT or package.module:factory, found 'ray'" in unknown.told[0]


def test_a_missing_canary_is_told_where_it_is_wanted(call: Call, spec: Path, tmp_path: Path) -> None:
    spec.write_text(SPEC.replace("flipped-bit = 1\n", ""))
    found = call("campaign", "run", spec, "-o", tmp_path / "fleet", "--runs", 2, "--no-canary", *HERE)
    assert found.code == 0
    assert b"canary MISSING: none was run" in found.out
    assert call("campaign", "status", tmp_path / "fleet").code == 3


def test_a_directory_without_a_campaign_is_told(call: Call, tmp_path: Path) -> None:
    for command in ("status", "digest"):
        outcome = call("campaign", command, tmp_path)
        assert outcome.code == 4
        assert len(outcome.told) == 1


def test_a_signal_keeps_what_is_done(spec: Path, tmp_path: Path) -> None:
    folder = tmp_path / "fleet"
    arguments = ("campaign", "run", str(spec), "-o", str(folder), "--runs", "100000", "--batch-seconds", "0.1", *HERE)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([*PROGRAM, *arguments], env=environment, stderr=subprocess.PIPE) as process:
        while process.poll() is None and not (folder / "packs").exists():
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.splitlines()[-1].startswith(b"atp-tui: stopping; what is running is waited for and kept")
    status = subprocess.run(
        [sys.executable, "-m", "atp_tui", "campaign", "status", str(folder), "--format", "json"],
        capture_output=True,
        check=False,
    )
    found = json.loads(status.stdout)
    assert found["state"] == "stopped"
    assert found["passed"] + found["failed"] > 0


@pytest.mark.soak
def test_a_second_signal_leaves_at_once_and_keeps_what_is_committed(spec: Path, tmp_path: Path) -> None:
    """Run 5 hangs in its worker, so waiting would take a minute."""
    folder = tmp_path / "fleet"
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "EXECUTIONS": str(tmp_path / "executions"),
    }
    options = ("-o", str(folder), "--runs", "8", "--batch-seconds", "0.01", "--executor", "tests.campaigns:hanging")
    with subprocess.Popen(
        [*PROGRAM, "campaign", "run", str(spec), *options], env=environment, stderr=subprocess.PIPE
    ) as process:
        while process.poll() is None and not (tmp_path / "executions").exists():
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert any(b"stopping; what is running is waited for and kept" in line for line in process.stderr)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 130
    found = json.loads(run("campaign", "status", folder, "--format", "json").stdout)
    assert (found["state"], found["timeouts"]) == ("stopped", 0)
    assert 0 < found["passed"] + found["failed"] < 8
