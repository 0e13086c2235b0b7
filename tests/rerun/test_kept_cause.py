"""A kept cause run again: here, on another Python, and on something that is none."""

import sys
from pathlib import Path

import pytest

from atp_tui.engine.errors import ReplayError
from atp_tui.lab.decision import write_decisions
from atp_tui.rerun.kept_cause import run_cause, run_cause_with
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack
from tests.lab_packs import lab_pack, written

FAILURE = (("transfer", "quiescence"),)


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return open_pack(str(written(tmp_path, "lost-finished")))


def decisions() -> bytes:
    return lab_pack("lost-finished").artifacts["decisions.jsonl"]


def python(folder: Path, script: str) -> str:
    """An executable that takes the place of a Python."""
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_the_decisions_give_the_failure_and_none_of_them_gives_none(pack: Pack) -> None:
    assert run_cause(pack, decisions()) == FAILURE
    assert run_cause(pack, write_decisions(())) == ()


def test_another_python_gives_the_same_answers(pack: Pack) -> None:
    assert run_cause_with(sys.executable, pack, decisions()) == FAILURE
    assert run_cause_with(sys.executable, pack, b"") == ()


def test_the_other_program_is_asked_to_replay_whatever_its_versions_are(pack: Pack, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    told = '{"signature": {"found": [{"oracle_name": "transfer", "violation_type": "other"}]}}'
    other = python(tmp_path, f"echo \"$@\" > {asked}\necho '{told}'")
    assert run_cause_with(other, pack, decisions()) == (("transfer", "other"),)
    assert asked.read_text().startswith("-m atp_tui replay --anyway --format json ")


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo no such module >&2; exit 1", "no such module"),
        ("echo Hello", "'replay' as JSON"),
        ("echo '[]'", "'replay' as JSON"),
        ('echo \'{"signature": {"found": 3}}\'', "'replay' as JSON"),
        ('echo \'{"reason": "no lab", "signature": {"found": null}}\'', "no lab"),
    ],
)
def test_what_is_no_answer_is_an_error(pack: Pack, tmp_path: Path, script: str, says: str) -> None:
    with pytest.raises(ReplayError, match=says):
        run_cause_with(python(tmp_path, script), pack, decisions())


def test_a_python_that_is_not_there_is_an_error(pack: Pack, tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match="a Python with atp-tui"):
        run_cause_with(str(tmp_path / "none"), pack, decisions())


def test_a_python_that_never_answers_is_an_error(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atp_tui.rerun.kept_cause.PATIENCE", 0.2)
    with pytest.raises(ReplayError, match="an answer within"):
        run_cause_with(python(tmp_path, "exec sleep 30"), pack, decisions())


def test_decisions_that_cannot_be_read_are_an_error(pack: Pack) -> None:
    with pytest.raises(ReplayError, match=r"decisions\.jsonl"):
        run_cause(pack, b"[]\n")
