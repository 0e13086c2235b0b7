"""The fingerprints of level 1 of a pack, from its head and its trace."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from atp_tui.engine import CrashpackError, Severity
from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.fingerprint import level_one
from atp_tui.engine.fingerprint.ending import ending_of, level_one_of
from atp_tui.engine.verdict import Verdict
from atp_tui.fleet import level_one as module
from atp_tui.fleet.level_one import level_one_of_head, level_one_of_pack
from atp_tui.store.atp import judge_pack
from atp_tui.store.head import HeadViolation, PackHead, read_head
from atp_tui.store.open import open_pack
from tests.hostile_directories import CASES, IS_ROOT, make, readable_again
from tests.own_terminal import PACK
from tests.program import PACKS, copy_of

SAMPLES = PACK.parent
GOOD = sorted(path for path in (*PACKS.iterdir(), *SAMPLES.glob("*/")) if path.suffix != ".md")
STUCK = HeadViolation("transfer", "quiescence", Severity.MEDIUM)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_head_and_pack_give_what_decoding_every_event_gives(path: Path) -> None:
    pack = open_pack(str(path))
    ending = ending_of(pack.events)
    exact = tuple(
        level_one_of(result.oracle_name, found.violation_type, ending) for result, found in pack.crashpack.violations
    )
    assert level_one_of_pack(pack) == level_one_of_head(str(path), read_head(str(path))) == exact


@pytest.mark.parametrize("name", ["stuck-operation", "lost-finished"])
def test_the_checks_are_those_of_the_atp_oracle(name: str) -> None:
    pack = open_pack(str(SAMPLES / name))
    fired = {found.violation_type for found in judge_pack(pack)[0].result.violations}
    (parts,) = level_one_of_pack(pack)
    assert set(parts.checks) == fired & {"region_closure", "task_completion", "repair_recovery"}
    assert parts.checks


@pytest.mark.parametrize(
    ("name", "pending"),
    [
        ("stuck-operation", ("report of replica #", "seal replica #")),
        ("heavy-loss", ("deliver block # to replica #",)),
        ("unshielded-cleanup", ("permit for block # on path # to replica #",)),
        ("torn-journal", ("journal record #",)),
        ("reordered-journal", ()),
        ("split-outcome", ("retirement of a path",)),
        ("flipped-bit", ()),
    ],
)
def test_what_is_pending_is_what_the_check_counts(name: str, pending: tuple[str, ...]) -> None:
    (parts,) = level_one_of_head(str(SAMPLES / name), read_head(str(SAMPLES / name)))
    assert parts.pending == pending


def test_a_pack_has_a_fingerprint_for_each_violation() -> None:
    found = level_one_of_pack(open_pack(str(PACKS / "five-violations")))
    assert len({parts.fingerprint for parts in found}) == 5


def test_what_else_fails_does_not_divide_a_group() -> None:
    """A path that is stuck says nothing about a journal that was torn."""
    alone = level_one_of_pack(open_pack(str(SAMPLES / "torn-journal")))
    together = level_one_of_pack(open_pack(str(SAMPLES / "five-violations")))
    assert alone[0] in together


def test_without_a_trace_oracle_and_type_are_left(tmp_path: Path) -> None:
    pack = copy_of("five-violations", tmp_path)
    (pack / TRACE).unlink()
    head = read_head(str(pack))
    expected = tuple(level_one(found.oracle, found.type) for found in head.violations)
    assert level_one_of_head(str(pack), head) == level_one_of_pack(open_pack(str(pack))) == expected


def test_a_pack_that_passed_has_none_and_its_trace_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "scan_ending", lambda *_: pytest.fail("read"))
    assert level_one_of_head(str(PACK), PackHead("", Verdict.PASSED, (), {}, {})) == ()
    manifest = HeadViolation("transfer", "manifest_integrity", Severity.HIGH)
    assert len(level_one_of_head(str(PACK), PackHead("", Verdict.FAILED, (manifest,), {}, {}))) == 1


def test_a_long_trace_that_must_be_decoded_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = copy_of("five-violations", tmp_path)
    trace = json.loads((pack / TRACE).read_bytes())
    (pack / TRACE).write_text(json.dumps(trace))
    monkeypatch.setattr(module, "DECODED_LIMIT", 1)
    head = PackHead("", Verdict.FAILED, (STUCK,), {}, {})
    assert level_one_of_head(str(pack), head) == (level_one("transfer", "quiescence"),)


@pytest.mark.parametrize("name", sorted(set(CASES) - {"100,000 files"}))
def test_a_hostile_pack_gives_parts_or_a_refusal(name: str, tmp_path: Path) -> None:
    if CASES[name].needs_root and not IS_ROOT:
        pytest.skip("needs an administrator")
    folder = tmp_path / "case"
    try:
        path = make(name, folder)
        head = PackHead("", Verdict.FAILED, (STUCK,), {}, {})
        with suppress(CrashpackError):
            assert len(level_one_of_head(path, head)) == 1
    finally:
        readable_again(folder)
