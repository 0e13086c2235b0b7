"""Where logs come from."""

import gzip
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError, IoError
from atp_tui.store.log_targets import targets_of
from atp_tui.store.logs.cache import kept_packs
from atp_tui.store.logs.source import is_log_at, log_source, logs_in, logs_in_archive
from atp_tui.store.open import open_pack
from tests.archives import tar_of, zip_of, zstd_of
from tests.imported_packs import written
from tests.typed_logs import log_file


def test_a_log_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    path = log_file(tmp_path, name="odd.bin")
    assert is_log_at(str(path))
    (tmp_path / "text.qlog").write_bytes(b"no log")
    assert not is_log_at(str(tmp_path / "text.qlog"))
    assert not is_log_at(str(tmp_path))


@pytest.mark.parametrize(("name", "is_log"), [("a.qlog", True), ("a.sqlog", True), ("a.jsonl", True), ("a.txt", False)])
def test_an_empty_file_is_a_log_by_its_name(tmp_path: Path, name: str, *, is_log: bool) -> None:
    (tmp_path / name).touch()
    assert is_log_at(str(tmp_path / name)) is is_log


def test_the_bytes_of_a_log_can_be_read_again(tmp_path: Path) -> None:
    path = log_file(tmp_path)
    source = log_source(str(path))
    assert b"".join(source.chunks()) == b"".join(source.chunks()) == path.read_bytes()
    assert (source.name, source.size) == ("client.sqlog", path.stat().st_size)


def test_nothing_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IoError, match="no such file"):
        log_source(str(tmp_path / "none"))


def test_the_logs_below_a_directory_are_found_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    inner, outer = log_file(tmp_path / "a" / "b"), log_file(tmp_path, name="z.qlog")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "a" / "link.qlog").symlink_to(outer)
    (tmp_path / "loop").symlink_to(tmp_path)
    written(tmp_path)
    assert logs_in(str(tmp_path)) == [str(inner), str(outer)]


COMPRESSORS = {"gz": gzip.compress, "zst": zstd_of, "xz": lzma.compress}


@pytest.mark.parametrize("form", COMPRESSORS)
def test_a_compressed_log_is_read_as_it_was(tmp_path: Path, form: str) -> None:
    data = log_file(tmp_path).read_bytes()
    path = tmp_path / f"packed.sqlog.{form}"
    path.write_bytes(COMPRESSORS[form](data))
    source = log_source(str(path))
    assert is_log_at(str(path))
    assert b"".join(source.chunks()) == b"".join(source.chunks()) == data
    assert (source.name, source.size) == ("packed.sqlog", None)
    (made,) = kept_packs(source)
    assert (Path(made.path) / "source" / "packed.sqlog").read_bytes() == data
    assert open_pack(str(path)).path == str(path)


@pytest.mark.parametrize("data", [b"", b"no log", tar_of({"a": b"x"})], ids=["empty", "text", "tar"])
def test_a_compressed_file_is_a_log_by_what_comes_out_of_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.bin.gz"
    path.write_bytes(gzip.compress(data))
    assert not is_log_at(str(path))
    (tmp_path / "a.sqlog.zst").write_bytes(zstd_of(b""))
    assert is_log_at(str(tmp_path / "a.sqlog.zst")), "an empty one by its name"


@pytest.mark.parametrize("pack", [zip_of, lambda files: gzip.compress(tar_of(files))], ids=["zip", "tgz"])
def test_the_logs_of_an_archive_are_named_by_their_places(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    data = log_file(tmp_path).read_bytes()
    path = tmp_path / "run.bin"
    path.write_bytes(pack({"logs/a/client.sqlog": data, "logs/b.txt": b"x", "logs/c.gz": gzip.compress(data)}))
    names = [f"{path}!logs/a/client.sqlog", f"{path}!logs/c.gz"]
    assert logs_in_archive(str(path)) == logs_in_archive(f"{path}!logs") == names
    assert logs_in_archive(f"{path}!logs/a") == names[:1]
    for name in names:
        assert is_log_at(name)
        assert b"".join(log_source(name).chunks()) == data
    targets = targets_of([str(path)])
    assert [target.shown for target in targets] == names
    assert [target.open().path for target in targets] == names


def test_an_archive_of_crashpacks_has_no_logs(tmp_path: Path) -> None:
    path = tmp_path / "run.zip"
    path.write_bytes(zip_of({"a/journal": b"x", "b/client.sqlog": log_file(tmp_path).read_bytes()}))
    assert logs_in_archive(str(path)) == []
    assert logs_in_archive(str(log_file(tmp_path))) == []


def test_a_cut_compressed_log_names_itself_and_not_its_copy(tmp_path: Path) -> None:
    data = gzip.compress(log_file(tmp_path).read_bytes())
    path = tmp_path / "run.zip"
    path.write_bytes(zip_of({"client.sqlog.gz": data[:-12]}))
    with pytest.raises(CrashpackError) as caught:
        list(log_source(f"{path}!client.sqlog.gz").chunks())
    assert caught.value.file == f"{path}!client.sqlog.gz"


@pytest.mark.parametrize("flushed", [True, False], ids=["between two records", "inside a record"])
def test_a_cut_compressed_log_keeps_what_is_whole_and_says_so(tmp_path: Path, flushed: bool) -> None:
    data = log_file(tmp_path).read_bytes()
    end = data.rindex(b"\x1e") if flushed else len(data) - 9
    packer = zlib.compressobj(wbits=31)
    # As a writer leaves it that flushes and is killed.
    path = tmp_path / "killed.sqlog.gz"
    path.write_bytes(packer.compress(data[:end]) + packer.flush(zlib.Z_SYNC_FLUSH))
    whole = tmp_path / "killed.sqlog"
    whole.write_bytes(data[:end])
    (plain,) = kept_packs(log_source(str(whole)))
    (made,) = kept_packs(log_source(str(path)))
    cut, uncut = (open_pack(each.path) for each in (made, plain))
    for pack in (cut, uncut):
        pack.events.read_all(lambda _: None, lambda: False)
    assert [event.line for event in cut.events] == [event.line for event in uncut.events] != []
    faults = [value for key, value in cut.crashpack.metadata.items() if key.startswith("imported.fault.")]
    assert any(f"byte {end}" in fault and "the compressed log is not whole" in fault for fault in faults)
