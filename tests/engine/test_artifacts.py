"""The names of the nine files, and paths that stay inside a pack."""

import pytest
from hypothesis import given

from atp_tui.engine import NINE_FILES
from atp_tui.engine.artifacts import LEDGER_PATHS, stays_inside
from tests.strategies import texts


def test_the_nine_names() -> None:
    assert (
        *("transfer.atp-trace", "journal", "journal.digest", "evidence-ledger.json", "manifest"),
        *("pathlog", "quiclog", "repairlog", "replay_command.sh"),
    ) == NINE_FILES
    assert (
        *("transfer.atp-trace", "manifest", "journal", "journal.digest", "evidence-ledger.json"),
        *("pathlog", "quiclog", "repairlog", "replay_command.sh"),
    ) == LEDGER_PATHS


@pytest.mark.parametrize(
    "path", ["a", "a/b/c", "...", "a..", "..a", "a/...", ".hidden", "./a", "~/a", "a b", "C:\\x", "é"]
)
def test_inside(path: str) -> None:
    assert stays_inside(path)


@pytest.mark.parametrize("path", ["", "/", "/a", "//a", "..", "../a", "a/..", "a/../b", "a//../..", "a\0", "./.."])
def test_outside(path: str) -> None:
    assert not stays_inside(path)


@given(texts, texts)
def test_a_path_with_a_step_up_is_outside(before: str, after: str) -> None:
    assert not stays_inside(f"{before}/../{after}")
    assert not stays_inside(f"/{before}")
