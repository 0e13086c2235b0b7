"""journal.digest: hash and length over bytes."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import JournalDigest
from tests.foreign import RECORDED, files_of

HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
EMPTY = f"digest: sha256:{HEX}\nbytes: 0\n"


def test_golden() -> None:
    assert JournalDigest.of(b"").write() == EMPTY
    assert JournalDigest.read(EMPTY) == JournalDigest(f"sha256:{HEX}", 0)


@pytest.mark.parametrize("pack", [*RECORDED, "other-writer"])
def test_foreign_packs(pack: str) -> None:
    files = files_of(pack)
    assert JournalDigest.of(files["journal"]).write().encode() == files["journal.digest"]


def test_bytes_are_hashed_and_counted_not_characters() -> None:
    journal = "é🙂\n".encode()
    assert JournalDigest.of(journal) == (f"sha256:{hashlib.sha256(journal).hexdigest()}", 7)


@given(st.binary())
def test_what_was_written_is_read(journal: bytes) -> None:
    assert JournalDigest.read(JournalDigest.of(journal).write()) == JournalDigest.of(journal)


@pytest.mark.parametrize(
    "text",
    [
        "",
        EMPTY[:-1],
        EMPTY + "\n",
        EMPTY + "more: 1\n",
        "\n" + EMPTY,
        EMPTY.replace("\n", "\r\n"),
        EMPTY.replace(HEX, HEX.upper()),
        EMPTY.replace(HEX, HEX[1:]),
        EMPTY.replace(HEX, HEX + "0"),
        EMPTY.replace("sha256", "sha512"),
        EMPTY.replace("digest: ", "digest:"),
        EMPTY.replace("bytes: 0", "bytes: 00"),
        EMPTY.replace("bytes: 0", "bytes: 01"),
        EMPTY.replace("bytes: 0", "bytes: -0"),
        EMPTY.replace("bytes: 0", "bytes: ٥"),
        EMPTY.replace("bytes: 0", "bytes: 18446744073709551616"),
        EMPTY.replace("bytes: 0", "bytes:  0"),
        EMPTY.replace("bytes: 0", "bytes: "),
        "".join(reversed(EMPTY.splitlines(keepends=True))),
    ],
)
def test_another_form_is_not_read(text: str) -> None:
    assert JournalDigest.read(text) is None
