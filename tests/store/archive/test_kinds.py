"""The kind of an archive follows from its first bytes."""

import tarfile

import pytest

from atp_tui.store.archive.kinds import BLOCK, Kind, is_header, kind_of
from tests.archives import COMPRESS, Form, tar_of, zip_of


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_compressed_file_is_recognized(kind: str) -> None:
    assert kind_of(COMPRESS[kind](b"x")[:BLOCK]) is Kind(kind)


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
def test_a_tar_is_recognized_by_its_checksum(form: Form) -> None:
    head = tar_of({"a": b"x", "\xfc" * 40: b""}, form)[:BLOCK]
    assert kind_of(head) is Kind.TAR
    assert not is_header(head[:-1])
    assert not is_header(head.replace(b"a", b"b", 1))


def test_a_tar_of_before_ustar_is_recognized() -> None:
    old = bytearray(tar_of({"a": b"x"})[:BLOCK])
    old[257:] = bytes(BLOCK - 257)
    old[148:156] = b" " * 8
    old[148:156] = b"%06o\0 " % sum(old)
    assert kind_of(bytes(old)) is Kind.TAR


@pytest.mark.parametrize("files", [{}, {"a": b"x"}])
def test_a_zip_is_recognized_with_and_without_members(files: dict[str, bytes]) -> None:
    assert kind_of(zip_of(files)[:BLOCK]) is Kind.ZIP


def test_a_frame_to_skip_is_one_of_zstd() -> None:
    assert kind_of(b"\x5a\x2a\x4d\x18\0\0\0\0") is Kind.ZSTD


@pytest.mark.parametrize("head", [b"", b"\x1f", b"PK", b'{"schema_version": 1}', bytes(BLOCK), b"\xff" * BLOCK])
def test_other_bytes_are_no_archive(head: bytes) -> None:
    assert kind_of(head) is None
