"""Packs on disk: as a directory or as one document, and what is wrong with them told, never raised."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from atp_tui.engine import NINE_FILES, read_record
from atp_tui.engine.soundness import is_sound
from atp_tui.engine.trace import TraceEvent
from atp_tui.store.directory import NAMES_LIMIT
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from tests.program import FOREIGN, PACKS, RECORDED, copy_of, make_device
from tests.store.test_directory import KINDS


def failed(path: Path) -> set[str]:
    """The checks that do not hold for the pack at *path*."""
    return {finding.check for finding in examine_pack(open_pack(str(path))).findings if finding.ok is False}


@pytest.mark.parametrize("name", RECORDED)
def test_directory_and_document_are_the_same_pack(name: str) -> None:
    directory, document = open_pack(f"{PACKS}/{name}"), open_pack(f"{PACKS}/{name}.record.json")
    assert directory.source.has_files
    assert not document.source.has_files
    assert directory.crashpack == document.crashpack
    assert [*directory.events] == [*document.events]
    record = read_record((PACKS / f"{name}.record.json").read_bytes())
    assert directory.crashpack == record.changed(trace_events=())
    assert tuple(directory.events) == record.trace_events


@pytest.mark.parametrize("name", FOREIGN)
def test_every_foreign_pack_opens_and_only_the_damaged_one_is_not_sound(name: str) -> None:
    pack = open_pack(f"{PACKS}/{name}")
    assert is_sound(examine_pack(pack).findings) == (name != "damaged")


def test_the_other_writer_is_read_fully() -> None:
    pack = open_pack(f"{PACKS}/other-writer")
    assert [result.oracle_name for result in pack.crashpack.oracle_results] == ["transfer", "edge"]
    assert [len(result.violations) for result in pack.crashpack.oracle_results] == [3, 0]
    assert pack.crashpack.metadata == {"writer": "another lab"}
    assert pack.crashpack.seeds == {"lab": 99}
    written = json.loads((PACKS / "other-writer" / "transfer.atp-trace").read_bytes())
    events = [*pack.events]
    assert all(isinstance(event, TraceEvent) for event in events)
    assert [json.loads(event.raw) for event in events] == written
    assert {lane.value: b"".join(log.chunks()) for lane, log in pack.logs.items()} == {
        lane: (PACKS / "other-writer" / f"{lane}log").read_bytes() for lane in ("path", "quic", "repair")
    }


def test_a_pack_outlives_its_directory(tmp_path: Path) -> None:
    copy = copy_of("clean", tmp_path)
    pack = open_pack(str(copy))
    shutil.rmtree(copy)
    assert is_sound(examine_pack(pack).findings)
    assert sum(1 for _ in pack.events) == 120


@pytest.mark.parametrize("name", NINE_FILES)
@pytest.mark.parametrize(("make", "found"), KINDS.values(), ids=KINDS)
def test_each_of_the_nine_is_told_when_it_is_no_plain_file(
    tmp_path: Path, name: str, make: Callable[[Path], object], found: str
) -> None:
    copy = copy_of("clean", tmp_path)
    (copy / name).unlink()
    make(copy / name)
    assert open_pack(str(copy)).reading.files.faults[name].found == found
    assert "files" in failed(copy)


@pytest.mark.skipif(os.geteuid() != 0, reason="only an administrator may make a device")
@pytest.mark.parametrize("name", NINE_FILES)
def test_each_of_the_nine_is_told_when_it_is_a_device(tmp_path: Path, name: str) -> None:
    copy = copy_of("clean", tmp_path)
    (copy / name).unlink()
    make_device(copy / name)
    assert open_pack(str(copy)).reading.files.faults[name].found == "a device"


@pytest.mark.parametrize("name", NINE_FILES)
def test_each_of_the_nine_is_told_when_it_is_not_there(tmp_path: Path, name: str) -> None:
    copy = copy_of("five-violations", tmp_path)
    (copy / name).unlink()
    pack = open_pack(str(copy))
    assert {file: fault.found for file, fault in pack.reading.files.faults.items()} == {name: "nothing"}
    assert "files" in failed(copy)


@pytest.mark.parametrize("name", NINE_FILES)
def test_each_of_the_nine_is_told_when_it_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    copy = copy_of("clean", tmp_path)
    real = os.open

    def forbid(path: str, *rest: int, **named: int | None) -> int:
        if path == name:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", forbid)
    assert open_pack(str(copy)).reading.files.faults[name].found == "no permission to read"


@pytest.mark.parametrize("name", NINE_FILES)
@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda content: b"\xef\xbb\xbf" + content, "a byte order mark at byte 0"),
        (lambda content: content.decode().encode("utf-16"), "the byte order mark of UTF-16 at byte 0"),
        (lambda content: content + b"\x80", "the byte 0x80 at byte "),
    ],
    ids=["byte order mark", "UTF-16", "bad byte"],
)
def test_each_of_the_nine_is_told_when_it_is_not_utf8(
    tmp_path: Path, name: str, change: Callable[[bytes], bytes], found: str
) -> None:
    copy = copy_of("five-violations", tmp_path)
    (copy / name).write_bytes(change((copy / name).read_bytes()))
    told = [finding.found for finding in examine_pack(open_pack(str(copy))).findings if finding.check == "files"]
    assert any(text.startswith(f"{name}: {found}") for text in told)
    assert "files" in failed(copy)


@pytest.mark.parametrize("name", NINE_FILES)
def test_a_huge_file_is_refused_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    copy = copy_of("five-violations", tmp_path)
    os.truncate(copy / name, 100_000_000_000)
    pack = open_pack(str(copy))
    assert pack.reading.files.faults[name].found == "100000000000 bytes: too big"
    assert (len(pack.crashpack.violations) == 5) == (name != "journal")


@pytest.mark.parametrize("depth", [5_000, 200_000])
@pytest.mark.parametrize("name", ["transfer.atp-trace", "evidence-ledger.json"])
def test_deep_nesting_is_a_fault_and_no_crash(tmp_path: Path, name: str, depth: int) -> None:
    copy = copy_of("clean", tmp_path)
    deep = b'{"data": ' + b"[" * depth + b"]" * depth + b"}"
    (copy / name).write_bytes(b"[" + deep + b"]" if name == "transfer.atp-trace" else deep)
    assert failed(copy)


def test_artifacts_are_looked_for_but_not_through_links(tmp_path: Path) -> None:
    copy = copy_of("many-oracles", tmp_path)
    (copy / "qlog").mkdir()
    (copy / "qlog" / "0.qlog").write_bytes(b"log")
    (copy / "qlog" / "1.qlog").symlink_to("0.qlog")
    (copy / "stray").touch()
    files = open_pack(str(copy)).reading.files
    assert files.artifacts == {"qlog/0.qlog": "", "qlog/1.qlog": "a symbolic link"}
    assert files.further == ("stray",)


def test_an_artifact_path_that_leaves_the_pack_is_not_followed(tmp_path: Path) -> None:
    copy = copy_of("clean", tmp_path)
    (tmp_path / "secret").write_bytes(b"secret")
    manifest = copy / "manifest"
    manifest.write_bytes(manifest.read_bytes() + b"artifact_paths:\n  - ../secret\n  - /etc/passwd\n")
    files = open_pack(str(copy)).reading.files
    assert files.artifacts == {"../secret": "another name", "/etc/passwd": "another name"}
    assert "artifact_paths" in failed(copy)


def test_recorded_states_are_read_where_they_can_be(tmp_path: Path) -> None:
    copy = copy_of("clean", tmp_path)
    assert open_pack(str(copy)).states is None
    (copy / "transfer-state.json").write_bytes(b'{"transfer": {"journal_gaps": 3}}')
    states = open_pack(str(copy)).states
    assert states is not None
    assert states.states["transfer"].journal_gaps == 3
    for bad in (b"[]", b"{", b'{"transfer": {"journal_gaps": -1}}', b"\xff"):
        (copy / "transfer-state.json").write_bytes(bad)
        assert open_pack(str(copy)).states is None


def test_names_past_the_limit_are_told_as_at_least_so_many(tmp_path: Path) -> None:
    folder = copy_of("clean", tmp_path)
    for number in range(NAMES_LIMIT):
        (folder / f"further-{number}").touch()
    files = open_pack(str(folder)).reading.files
    assert files.has_more
    told = [found.found for found in examine_pack(open_pack(str(folder))).findings if " more: " in found.found]
    assert len(told) == 1
    assert told[0].startswith("at least ")
    assert not open_pack(str(PACKS / "clean")).reading.files.has_more
