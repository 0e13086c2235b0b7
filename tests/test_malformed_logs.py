"""Malformed logs of real runs through reader, checks, pairing, import and reports, as the commands run them."""

import io
import json
import os
import random
import shutil
import subprocess
import sys
import traceback
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

import msgspec
import pytest

from atp_tui.cli.output import print_document, print_json, print_line, print_lines, print_toned, say
from atp_tui.engine.artifacts import JOURNAL, MANIFEST, TRACE
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.imported_kind import kind_of
from atp_tui.engine.imported_record import JudgedEnd, SourceLog, record_of
from atp_tui.engine.imported_trace import ImportedTrace
from atp_tui.engine.oracle.violation_relevance import EVENTS, event_numbers
from atp_tui.engine.pack_format import rendered
from atp_tui.engine.qlog.event import Connection, End, LogEvent
from atp_tui.engine.qlog.judge.damage import damage_of
from atp_tui.engine.qlog.pair import Pair
from atp_tui.engine.qlog.read import read_log
from atp_tui.engine.qlog.sentences import sentence
from atp_tui.engine.redaction import Private
from atp_tui.report.json import json_object
from atp_tui.report.junit import junit_chunks
from atp_tui.report.model import report_of
from atp_tui.report.sarif import sarif
from atp_tui.report.text import report_lines
from atp_tui.store.log_import import import_logs
from atp_tui.store.log_targets import targets_of
from atp_tui.store.logs.convert import ImportOptions
from atp_tui.store.logs.judging import Answers, OwnJudges
from atp_tui.store.logs.source import log_source
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack, examine_pack
from tests.hostile import acting
from tests.mutated_logs import mutated_logs
from tests.soak_figures import figure

QUICK: Final = 120
SOAK: Final = 100_000
PARTS: Final = 40
"""Tests among which these are shared out, so that they can run beside each other."""
IMPORTED: Final = 40
"""Of so many logs one is also imported, opened and reported, which takes ten times as long."""
MOST: Final = 300
"""Megabytes that a process may hold at once. Source: docs/security.md, "Limits"."""

_CONTROLS: Final = bytes({*range(0x20), 0x7F} - {0x0A})


@contextmanager
def printed() -> Iterator[io.BytesIO]:
    """What is printed meanwhile, to stdout or to stderr."""
    taken = io.BytesIO()
    stream = io.TextIOWrapper(taken, "utf-8", write_through=True)
    with redirect_stdout(stream), redirect_stderr(stream):
        yield taken
        stream.flush()
    stream.detach()


def report_all(pack: Pack, seed: int) -> None:
    """Print reports of a pack, one of its three documents by the seed, and make sure that each is what it should be."""
    report = report_of(pack, examine_pack(pack))
    with printed() as text:
        print_toned(report_lines(report, with_metadata=True))
        for event in pack.events:
            print_line(event.line)
    assert acting(text.getvalue()) == []
    with printed() as document:
        if seed % 3 == 0:
            print_document(junit_chunks((report,)))
        else:
            print_json(json_object(report) if seed % 3 == 1 else sarif((report,)))
    if seed % 3 == 0:
        assert document.getvalue().translate(None, _CONTROLS) == document.getvalue()
        ET.fromstring(document.getvalue())  # noqa: S314 - this program wrote it
    else:
        assert acting(document.getvalue()) == []
        json.loads(document.getvalue())


def look_at_events(pack: Pack) -> None:
    """Make sure that each violation leads to events of the trace, and read some records of the log."""
    count = pack.events.count()
    for result in pack.crashpack.oracle_results:
        for violation in result.violations:
            numbers = event_numbers(violation.evidence.get(EVENTS, ""))
            assert numbers or not count or violation.violation_type == "artifact_presence", violation
            assert all(number < count for number in numbers), violation
    if pack.records is not None:
        for place in range(min(count, 3)):
            assert pack.records.at(place) is not None


def read_and_judge(data: bytes) -> list[tuple[Connection, list[LogEvent]]]:
    """Read and judge a log as an import does, print all that its records say, and return what was read."""
    reader, judges = read_log([data]), OwnJudges()
    traces: defaultdict[int, ImportedTrace] = defaultdict(ImportedTrace)
    events: defaultdict[int, list[LogEvent]] = defaultdict(list)
    said: set[str] = set()
    for connection, event in reader:
        judges.take(connection, event)
        said.add(words := sentence(event))
        kind = kind_of(event.name)
        traces[connection.number].add(event.time_ns, kind, words, event.offset, event.length)
        events[connection.number].append(event)
    log = SourceLog("a.sqlog", "source/a.sqlog", "sha256:", len(data), reader.faults, reader.fault_count)
    answers = judges.finish(damage_of(reader.faults))
    for number, trace in traces.items():
        trace.end()
        assert len(msgspec.json.decode(trace.take()[TRACE])) == trace.count == len(events[number])
    for connection in reader.connections:
        record = record_of(log, JudgedEnd(connection, log, *answers.get(connection.number, Answers())))
        files = rendered(record)
        for name in (JOURNAL, MANIFEST):
            said.update(b"".join(files[name]).decode().splitlines())
    with printed() as text:
        print_lines(said)
    assert acting(text.getvalue()) == []
    return [(connection, events[connection.number]) for connection in reader.connections]


def judge_all(logs: tuple[bytes, ...]) -> None:
    """Read and judge logs, and compare the first two connections as the ends of one, whatever they are."""
    found = [connection for log in logs for connection in read_and_judge(log)]
    if len(found) > 1:
        (client, sent), (server, received) = found[0], found[-1]
        pair = Pair(client, server)
        for event in sent:
            pair.take_client(event)
        for event in received:
            pair.take_server(event)
        pair.finish()


def check_all(paths: list[str], seed: int) -> None:
    """Check logs as the command does."""
    for target in targets_of(paths):
        try:
            pack = target.open()
        except CrashpackError as error:
            with printed() as text:
                say(str(error))
            assert acting(text.getvalue()) == []
            continue
        report_all(pack, seed)
        look_at_events(pack)


def import_all(paths: list[str], folder: Path, seed: int) -> None:
    """Import logs as the command does, with some options, and read the packs."""
    dice = random.Random(seed)
    options = ImportOptions(
        end=dice.choice((None, None, End.CLIENT)),
        removes=frozenset(dice.sample(list(Private), dice.randrange(4))),
        without=frozenset({"silence"}),
    )
    try:
        made = import_logs([log_source(path) for path in paths], str(folder), options, lambda _: None)
    except CrashpackError as error:
        with printed() as text:
            say(str(error))
        assert acting(text.getvalue()) == []
        return
    for path in made:
        pack = open_pack(path, keeps_index=False)
        report_all(pack, seed)
        look_at_events(pack)


def run_case(folder: Path, seed: int) -> None:
    """Take the logs of a seed through the program; raise what it may not raise."""
    logs = mutated_logs(seed)
    judge_all(logs)
    if seed % IMPORTED:
        return
    case = folder / f"case{seed}"
    case.mkdir()
    try:
        paths = [str(case / f"{place}.sqlog") for place, _ in enumerate(logs)]
        for path, data in zip(paths, logs, strict=True):
            Path(path).write_bytes(data)
        check_all(paths, seed // IMPORTED)
        if seed % (4 * IMPORTED) == 0:
            import_all(paths, case / "packs", seed)
    finally:
        shutil.rmtree(case)
        shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)


def failures(folder: Path, seeds: range) -> list[str]:
    """What the logs of some seeds made the program raise, each with its seed."""
    found = []
    for seed in seeds:
        try:
            run_case(folder, seed)
        except Exception:  # noqa: BLE001 - whatever it is, it is told with its seed
            found.append(f"seed {seed}: {traceback.format_exc(limit=-6)}")
    return found


def run_part(folder: str, first: str, count: str) -> None:
    """Run some seeds in this process, and print what failed and the peak of its memory in megabytes."""
    os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
    found = failures(Path(folder), range(int(first), int(first) + int(count)))
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    json.dump({"failures": found, "peak": int(peak.split()[1]) // 1024}, sys.stdout)


def test_malformed_logs_through_every_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert "\n".join(failures(tmp_path, range(QUICK))) == ""


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_many_malformed_logs_through_every_reader(part: int, tmp_path: Path) -> None:
    count = SOAK // PARTS
    code = "import sys; from tests.test_malformed_logs import run_part; run_part(*sys.argv[1:])"
    words = [sys.executable, "-c", code, str(tmp_path), str(1_000 + part * count), str(count)]
    ended = subprocess.run(words, capture_output=True, text=True, cwd=Path(__file__).parents[1], check=False)
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    figure(f"malformed logs through every reader, part {part + 1} of {PARTS}", count, len(told["failures"]))
    assert "\n".join(told["failures"]) == ""
    assert told["peak"] < MOST


def test_a_seed_gives_the_same_log() -> None:
    assert mutated_logs(7) == mutated_logs(7)
    assert mutated_logs(7) != mutated_logs(8)
