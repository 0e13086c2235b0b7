"""Records as one JSON document, and what is no record."""

import os
from pathlib import Path

import pytest

from atp_tui.engine import CrashpackError, InvalidFormatError, IoError, SerializationError
from atp_tui.store.formats.record import SOURCE
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from tests.program import PACKS

RECORD = (PACKS / "five-violations.record.json").read_bytes()
DEEP = b"[" * 100_000
MARK = b"\xef\xbb\xbf"
SEED = b"18446744073709551615"


def changed(old: bytes, new: bytes) -> bytes:
    """The record with *new* in place of *old*, which must be in it."""
    assert old in RECORD
    return RECORD.replace(old, new)


FIRST = b'"trace_events": ['
DOCUMENTS: dict[str, tuple[bytes, type[CrashpackError], str]] = {
    "empty": (b"", SerializationError, "JSON"),
    "cut": (RECORD[: len(RECORD) // 2], SerializationError, "JSON"),
    "two documents": (RECORD + RECORD, SerializationError, "the end of the text, found more"),
    "byte order mark": (MARK + RECORD, SerializationError, "byte order mark"),
    "UTF-16": (RECORD.decode().encode("utf-16"), SerializationError, "UTF-8"),
    "UTF-16 without a mark": (RECORD.decode().encode("utf-16-le"), SerializationError, "JSON"),
    "Latin-1": (changed(b"rack-12", b"r\xe4ck"), SerializationError, "UTF-8"),
    "an array": (b"[]", InvalidFormatError, "six fields"),
    "a number": (b"7", InvalidFormatError, "six fields"),
    "an empty object": (b"{}", InvalidFormatError, "schema_version"),
    "a further field": (changed(b'"seeds"', b'"more": 1, "seeds"'), InvalidFormatError, "more"),
    "another version": (changed(b'_version": 1', b'_version": 2'), InvalidFormatError, "schema_version"),
    "a seed over 64 bits": (changed(SEED, b"18446744073709551616"), InvalidFormatError, "seeds.network"),
    "a negative seed": (changed(SEED, b"-1"), InvalidFormatError, "seeds.network"),
    "a seed with a point": (changed(SEED, b"1.0"), InvalidFormatError, "seeds.network"),
    "a seed of many digits": (changed(SEED, b"9" * 9000), CrashpackError, "seeds|digits"),
    "an unknown severity": (changed(b'"Medium"', b'"medium"'), InvalidFormatError, "severity"),
    "a key twice": (changed(b'"lab": 7,', b'"lab": 7, "lab": 8,'), SerializationError, "twice"),
    "deep": (DEEP, CrashpackError, "JSON|six fields"),
    "a deep event": (changed(FIRST, FIRST + DEEP + b"]" * len(DEEP) + b","), CrashpackError, "levels"),
    "a lone surrogate": (changed(b"rack-12", b"\\ud800"), SerializationError, "lone surrogate"),
}


@pytest.mark.parametrize(("content", "kind", "said"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_that_is_no_record_is_an_error_that_names_it(
    tmp_path: Path, content: bytes, kind: type[CrashpackError], said: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(kind, match=said) as caught:
        open_pack(str(path))
    assert caught.value.file == str(path)


def test_a_record_has_no_files_beside_it_and_names_what_was_not_checked() -> None:
    pack = open_pack(f"{PACKS}/clean.record.json")
    assert pack.source is SOURCE
    assert (pack.source.has_files, pack.source.has_logs, pack.replay_refusal) == (False, False, "")
    assert {finding.check for finding in examine_pack(pack).findings} <= set(SOURCE.checks)


def test_a_file_too_large_for_a_record_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    os.truncate(path, 100_000_000_000)
    with pytest.raises(IoError, match="100000000000 bytes"):
        open_pack(str(path))
