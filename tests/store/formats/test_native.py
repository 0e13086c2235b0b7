"""Directories of the nine files as a source."""

from atp_tui.engine.soundness import CHECKS
from atp_tui.engine.trace import Lane
from atp_tui.store.formats.native import SOURCE
from atp_tui.store.open import open_pack
from tests.program import PACKS


def test_a_directory_has_files_logs_and_a_replay_command() -> None:
    pack = open_pack(f"{PACKS}/clean")
    assert pack.source is SOURCE
    assert (pack.source.has_files, pack.source.has_logs, pack.replay_refusal) == (True, True, "")
    assert pack.source.checks is CHECKS
    assert {pack.log_fault(lane) for lane in Lane} == {""}


def test_only_the_trace_is_opened_where_nothing_else_is_wanted() -> None:
    pack = open_pack(f"{PACKS}/five-violations", only_trace=True)
    assert (pack.source, len([*pack.events]), pack.crashpack.oracle_results) == (SOURCE, 400, ())
