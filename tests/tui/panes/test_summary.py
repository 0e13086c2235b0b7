"""The first row: which pack, what broke, whether it can be trusted."""

from pathlib import Path

import pytest

from atp_tui.engine.pack_format import render
from atp_tui.engine.record import Crashpack, OracleResult, Severity, Violation
from atp_tui.store.writer import write_pack
from tests.explorer import opened, rows
from tests.program import copy_of
from tests.typed_logs import log_file, several


@pytest.mark.parametrize("width", [60, 80, 120, 200])
async def test_the_verdict_is_never_cut(width: int) -> None:
    async with opened("five-violations", (width, 24)) as pilot:
        row = rows(pilot)[0]
        assert row.endswith(" FAILED 4 High 1 Medium | intact 23/23")


async def test_the_scenario_is_told_and_no_seeds() -> None:
    async with opened("five-violations", (200, 50)) as pilot:
        assert "  scenario: two paths, one replica lags  " in rows(pilot)[0]
        assert "lab=7" not in rows(pilot)[0]


async def test_four_severities_fit_the_narrowest_row(tmp_path: Path) -> None:
    found = tuple(Violation(violation_type="t", description="d", severity=severity) for severity in Severity) * 10
    result = OracleResult(oracle_name="o", violations=found, passed=False)
    write_pack(str(tmp_path / "p"), render(Crashpack(oracle_results=(result,))))
    async with opened(tmp_path / "p", (60, 18)) as pilot:
        assert rows(pilot)[0].strip() == "FAILED 10 Critical 10 High 10 Medium 10 Low | intact 23/23"


async def test_a_journal_that_cannot_be_read_leaves_the_verdict_open(tmp_path: Path) -> None:
    path = copy_of("five-violations", tmp_path)
    (path / "journal").unlink()
    async with opened(path) as pilot:
        assert "UNKNOWN: the journal cannot be read in full | DAMAGED" in rows(pilot)[0]


async def test_one_of_several_connections_is_named_with_its_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    log = log_file(tmp_path, several(2), "many.sqlog")
    async with opened(f"{log}:1", (200, 30)) as pilot:
        assert rows(pilot)[0].startswith(f" {log}:1  connection: 0000000000000001  ")
    async with opened(log_file(tmp_path), (200, 30)) as pilot:
        assert "connection:" not in rows(pilot)[0]
