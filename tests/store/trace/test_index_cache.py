import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.store.trace.file import TraceFile
from atp_tui.store.trace.index import Snapshot, TraceIndex
from atp_tui.store.trace.index_cache import IndexCache, TraceKey
from atp_tui.store.trace.pages import TracePages
from tests.examples import examples
from tests.store.trace_on_disk import many


def built(path: Path) -> tuple[TraceFile, TraceKey, Snapshot]:
    fd = os.open(path, os.O_RDONLY)
    key = TraceKey.of(fd)
    trace = TraceFile(fd, key.size)
    return trace, key, TraceIndex(trace).build()


def facts(snapshot: Snapshot) -> list[object]:
    bits = [snapshot.timed, snapshot.broken, snapshot.doubt, *snapshot.lanes.values()]
    return [
        snapshot.events, snapshot.done, snapshot.read, snapshot.size, snapshot.is_own_format,
        snapshot.offsets.tolist(), snapshot.latest.tolist(),
        [(found.words.tolist(), found.before.tolist()) for found in bits],
    ]  # fmt: skip


@pytest.fixture
def trace_path(tmp_path: Path) -> Path:
    path = tmp_path / "transfer.atp-trace"
    path.write_bytes(many(200, ",\n  7\n]"))
    return path


@pytest.fixture
def cache(tmp_path: Path) -> IndexCache:
    return IndexCache(tmp_path / "cache" / "atp-tui", least_trace=0)


def test_what_was_kept_is_what_was_built(trace_path: Path, cache: IndexCache, tmp_path: Path) -> None:
    trace, key, snapshot = built(trace_path)
    assert cache.load(key) is None
    assert cache.save(key, snapshot)
    found = cache.load(key)
    assert found is not None
    assert facts(found) == facts(snapshot)
    pages = TracePages(trace, TraceIndex.of(trace, found))
    assert pages.events(0, 300) == TracePages(trace, TraceIndex.of(trace, snapshot)).events(0, 300)
    directory = tmp_path / "cache" / "atp-tui"
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in directory.iterdir()] == [0o600]


def test_a_trace_that_changed_has_no_index(trace_path: Path, cache: IndexCache) -> None:
    _, key, snapshot = built(trace_path)
    cache.save(key, snapshot)
    os.utime(trace_path, ns=(1, 1))
    assert cache.load(built(trace_path)[1]) is None


@examples(200)
@given(st.data())
def test_a_damaged_index_is_thrown_away(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / "trace"
    path.write_bytes(many(70))
    trace, key, snapshot = built(path)
    os.close(trace.fd)
    cache = IndexCache(folder / "cache", least_trace=0)
    cache.save(key, snapshot)
    kept = folder / "cache" / key.name
    whole = kept.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    damage = data.draw(st.sampled_from([b"", bytes([whole[place] ^ 1]), None]))
    kept.write_bytes(whole[:place] if damage is None else whole[:place] + damage + whole[place + 1 :])
    assert cache.load(key) is None
    assert not kept.exists()


def test_a_link_or_an_open_file_is_not_read(trace_path: Path, cache: IndexCache, tmp_path: Path) -> None:
    _, key, snapshot = built(trace_path)
    cache.save(key, snapshot)
    kept = tmp_path / "cache" / "atp-tui" / key.name
    kept.chmod(0o666)
    assert cache.load(key) is None
    kept.chmod(0o600)
    assert cache.load(key) is not None
    kept.rename(tmp_path / "elsewhere")
    kept.symlink_to(tmp_path / "elsewhere")
    assert cache.load(key) is None
    kept.unlink()
    os.mkfifo(kept, 0o600)
    assert cache.load(key) is None


def test_the_oldest_go_when_there_is_no_room(tmp_path: Path) -> None:
    keys, size = [], 0
    for number in range(4):
        path = tmp_path / f"trace{number}"
        path.write_bytes(many(100))
        _, key, snapshot = built(path)
        keys.append(key)
        cache = IndexCache(tmp_path / "cache", least_trace=0, max_total=2 * size or 10**6)
        assert cache.save(key, snapshot)
        size = (tmp_path / "cache" / key.name).stat().st_size
        os.utime(tmp_path / "cache" / key.name, ns=(number, number))
    assert [cache.load(key) is not None for key in keys] == [False, False, True, True]


def test_nothing_is_kept_when_switched_off_or_small_or_unfinished(trace_path: Path, tmp_path: Path) -> None:
    trace, key, snapshot = built(trace_path)
    assert IndexCache(None).save(key, snapshot) is False
    assert IndexCache(None).load(key) is None
    assert IndexCache(tmp_path / "cache").save(key, snapshot) is False
    unfinished = TraceIndex(trace).build(cancelled=lambda: True)
    assert IndexCache(tmp_path / "cache", least_trace=0).save(key, unfinished) is False
    assert not (tmp_path / "cache").exists()


def test_a_directory_that_cannot_be_written_is_no_fault(trace_path: Path, tmp_path: Path) -> None:
    _, key, snapshot = built(trace_path)
    (tmp_path / "file").write_text("no directory")
    assert IndexCache(tmp_path / "file" / "cache", least_trace=0).save(key, snapshot) is False
