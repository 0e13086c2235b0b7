"""Malformed packs through every reader and report: what is wrong is told, nothing is raised but the format's errors."""

import json
import shutil
import traceback
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pytest

from atp_tui.clean import is_clean
from atp_tui.cli.output import visible_json
from atp_tui.engine.diff.comparison import diff_packs
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.json_text import compact
from atp_tui.engine.oracle.model import DEFAULT_MODEL
from atp_tui.engine.oracle.recorded_state import known_state
from atp_tui.engine.pack_format import read_record, record_chunks
from atp_tui.engine.query import Query
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.report.atp import judgement_lines, judgement_object
from atp_tui.report.diff import diff_lines, diff_object
from atp_tui.report.diff_facts import facts_of
from atp_tui.report.json import json_object
from atp_tui.report.junit import junit
from atp_tui.report.model import Report, report_of
from atp_tui.report.proof import proof_lines, verification_lines, verification_object
from atp_tui.report.replay import without_running_lines
from atp_tui.report.sarif import sarif
from atp_tui.report.text import text_lines
from atp_tui.rerun.lab_runner import LabRunner
from atp_tui.store.atp import judge_pack
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack, examine_pack
from atp_tui.store.proof_file import has_proof, open_proof, verify_proof
from atp_tui.store.recorded_run import recorded_run
from tests.mutations import mutated, mutated_record, write
from tests.program import PACKS
from tests.soak_figures import figure

QUICK: Final = 150
SOAK: Final = 10_000
PARTS: Final = 4
"""Tests among which these are shared out, so that they can run beside each other."""


def read_all(path: Path, good: tuple[Pack, Report]) -> None:
    """Read a pack in every way and make every report of it; raise what no reader may raise."""
    try:
        pack = open_pack(str(path), keeps_index=False)
    except CrashpackError as error:
        refuse_unclean([str(error)])
        return
    report = report_of(pack, examine_pack(pack))
    lines = [*text_lines(report), *without_running_lines(pack, report)]
    written = visible_json(json.dumps(json_object(report), ensure_ascii=False, allow_nan=False)).encode()
    assert json.loads(written)["path"] == str(path)
    compact(sarif((report,)))
    ET.fromstring(junit((report,)))  # noqa: S314 - this program wrote it
    look_at_events(pack)
    for judgement in judge_pack(pack):
        lines += judgement_lines(judgement, DEFAULT_MODEL, 0.5)
        json.dumps(judgement_object(judgement, DEFAULT_MODEL, 0.5), allow_nan=False)
    found = diff_packs(facts_of(*good), facts_of(pack, report), (good[0].events, pack.events))
    lines += diff_lines((good[0].path, pack.path), found)
    json.dumps(diff_object((good[0].path, pack.path), found))
    if pack.source.has_files:
        look_at_further(pack, path)
    refuse_unclean(lines)


def refuse_unclean(lines: Iterable[str]) -> None:
    """Raise where a line holds what acts on a terminal."""
    for line in lines:
        assert is_clean(line), line


def look_at_events(pack: Pack) -> None:
    """Go through events, lanes, logs and states, and write the record anew."""
    events = [*pack.events]
    assert len(events) == pack.events.count()
    for lane in Lane:
        places = [pack.events.place(lane, row) for row in range(pack.events.count(lane))]
        told = [place for place, event in enumerate(events) if isinstance(event, TraceEvent) and lane in event.lanes]
        assert places == told
    query = Query.parse("path /a.*b/ !quic !kind:/^x/")
    for event in events:
        query.matches(event.line, event.fields.kind if isinstance(event, TraceEvent) else None)
    for log in pack.logs.values():
        for row in range(min(log.count(), 50)):
            log.line(row).decode("utf-8", "replace")
    for result in pack.crashpack.oracle_results:
        known_state(result, pack.states)
    whole = [event for event in events if isinstance(event, TraceEvent)]
    record = b"".join(record_chunks(pack.crashpack, whole))
    assert read_record(record).trace_events == tuple(whole)


def look_at_further(pack: Pack, path: Path) -> None:
    """Read what stands beside the nine files: decisions, and the proof of a task."""
    for read in (lambda: LabRunner(recorded_run(pack)).inputs(), lambda: look_at_proof(path)):
        try:
            read()
        except CrashpackError as error:
            refuse_unclean([str(error)])


def look_at_proof(path: Path) -> None:
    if has_proof(str(path)):
        document = open_proof(str(path))
        findings = verify_proof(document, root=str(path))
        refuse_unclean((*proof_lines(document), *verification_lines(document, findings)))
        json.dumps(verification_object(document, findings))


def failures(folder: Path, seeds: range, make: Callable[[Path, int], Path]) -> list[str]:
    """What the packs of some seeds made a reader raise, each with its seed."""
    opened = open_pack(f"{PACKS}/clean", keeps_index=False)
    good = opened, report_of(opened, examine_pack(opened))
    found = []
    for seed in seeds:
        path = make(folder / f"p{seed}", seed)
        try:
            read_all(path, good)
        except Exception:  # noqa: BLE001 - whatever it is, it is told with its seed
            found.append(f"seed {seed}: {traceback.format_exc(limit=-4)}")
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return found


def as_pack(path: Path, seed: int) -> Path:
    return write(path, mutated(seed))


def as_record(path: Path, seed: int) -> Path:
    path.write_bytes(mutated_record(seed))
    return path


def test_malformed_packs_through_every_reader(tmp_path: Path) -> None:
    assert "\n".join(failures(tmp_path, range(QUICK), as_pack)) == ""


def test_malformed_records_through_every_reader(tmp_path: Path) -> None:
    assert "\n".join(failures(tmp_path, range(QUICK // 3), as_record)) == ""


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_thousands_of_malformed_packs_through_every_reader(part: int, tmp_path: Path) -> None:
    first = 1_000 + part * SOAK // PARTS
    found = failures(tmp_path, range(first, first + SOAK // PARTS), as_pack)
    figure(f"malformed packs through every reader, part {part + 1} of {PARTS}", SOAK // PARTS, len(found))
    assert "\n".join(found) == ""


@pytest.mark.soak
def test_a_thousand_malformed_records_through_every_reader(tmp_path: Path) -> None:
    found = failures(tmp_path, range(1_000, 1_000 + SOAK // 10), as_record)
    figure("malformed records through every reader", SOAK // 10, len(found))
    assert "\n".join(found) == ""


def test_a_seed_gives_the_same_pack() -> None:
    assert mutated(7) == mutated(7)
    assert mutated(7) != mutated(8)
    assert mutated_record(7) == mutated_record(7)
