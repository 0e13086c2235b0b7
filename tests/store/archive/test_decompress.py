"""Compressed files: all parts of them, all that is whole of them, and no more memory than is allowed."""

import gzip
import lzma
import struct
import sys
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.store.archive import decompress
from atp_tui.store.archive.budget import DamagedError
from atp_tui.store.archive.decompress import PIECE, decompressed
from atp_tui.store.archive.kinds import Kind
from tests.archives import COMPRESS, zstd_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def pieces_of(data: bytes, size: int) -> Iterator[bytes]:
    """The data in chunks."""
    return (data[place : place + size] for place in range(0, len(data), size))


def whole_of(kind: str, data: bytes, size: int = 1 << 20) -> bytes:
    """All that a compressed file has."""
    return b"".join(decompressed(Kind(kind), pieces_of(data, size)))


def taken(kind: str, data: bytes) -> tuple[bytes, str]:
    """What is whole in a compressed file, and what is wrong with the rest."""
    found = bytearray()
    try:
        for piece in decompressed(Kind(kind), iter((data,))):
            found += piece
    except DamagedError as error:
        return bytes(found), error.found
    return bytes(found), ""


@given(st.sampled_from(sorted(COMPRESS)), st.lists(st.binary(max_size=2000), max_size=5), st.integers(1, 700))
def test_parts_come_one_after_another(kind: str, parts: list[bytes], size: int) -> None:
    assert whole_of(kind, b"".join(map(COMPRESS[kind], parts)), size) == b"".join(parts)


@pytest.mark.parametrize("kind", COMPRESS)
def test_an_empty_one_is_empty(kind: str) -> None:
    assert whole_of(kind, COMPRESS[kind](b"")) == b""


@pytest.mark.parametrize("kind", COMPRESS)
def test_large_ones_come_in_pieces(kind: str) -> None:
    data = bytes(range(256)) * 8192
    pieces = list(decompressed(Kind(kind), pieces_of(COMPRESS[kind](data), 1000)))
    assert b"".join(pieces) == data
    assert max(map(len, pieces)) <= PIECE


@pytest.mark.parametrize("kind", COMPRESS)
def test_one_that_is_cut_gives_what_is_whole(kind: str) -> None:
    data = COMPRESS[kind](b"line of a log\n" * 50)
    for end in range(1, len(data)):
        whole, found = taken(kind, data[:end])
        assert (b"line of a log\n" * 50).startswith(whole)
        assert "cut at byte" in found
    assert taken("gzip", gzip.compress(b"abc") + gzip.compress(b"def" * 99)[:-4])[0] == b"abc" + b"def" * 99


@pytest.mark.parametrize("kind", COMPRESS)
def test_data_after_the_end_is_told_and_zeros_are_passed_over(kind: str) -> None:
    assert taken(kind, COMPRESS[kind](b"abc") + bytes(700)) == (b"abc", "")
    whole, found = taken(kind, COMPRESS[kind](b"abc") + b"garbage that is long enough")
    assert whole == b"abc"
    assert found


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_changed_byte_is_told_or_changes_nothing(kind: str) -> None:
    log = b"a log\n" * 40 + bytes(range(256))
    options: dict[int, int] = {zstd.CompressionParameter.checksum_flag: 1}
    data = zstd.compress(log, options=options) if kind == "zstd" else COMPRESS[kind](log)
    for place in range(len(data)):
        spoiled = data[:place] + bytes((data[place] ^ 0x55,)) + data[place + 1 :]
        whole, found = taken(kind, spoiled)
        assert found or whole == log


def test_a_frame_of_zstd_to_skip_is_skipped() -> None:
    skipped = struct.pack("<LL", 0x184D2A50, 4) + b"skip"
    assert whole_of("zstd", skipped + zstd_of(b"abc") + skipped + zstd_of(b"def")) == b"abcdef"


def test_a_window_that_needs_too_much_memory_is_refused() -> None:
    options: dict[int, int] = {zstd.CompressionParameter.window_log: 28, zstd.CompressionParameter.content_size_flag: 0}
    maker = zstd.ZstdCompressor(options=options)
    data = maker.compress(b"x" * 1000) + maker.flush()
    assert "memory" in taken("zstd", data)[1]
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 28}]
    assert "emory" in taken("xz", lzma.compress(b"x", filters=filters))[1]


def test_there_are_not_more_parts_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decompress, "PARTS_LIMIT", 3)
    assert taken("gzip", gzip.compress(b"a") * 3) == (b"aaa", "")
    assert taken("gzip", gzip.compress(b"a") * 4) == (b"aaa", "more than 3 parts")


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_bomb_needs_no_memory(kind: str) -> None:
    data = COMPRESS[kind](bytes(64 << 20))
    tracemalloc.start()
    try:
        assert sum(map(len, decompressed(Kind(kind), iter((data,))))) == 64 << 20
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()
