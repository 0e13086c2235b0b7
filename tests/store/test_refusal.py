"""What is said of a path that cannot be opened or written."""

import errno
import os

import pytest

from atp_tui.store.refusal import already_exists, refusal, unreachable, unwritable


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOENT, os.strerror(errno.ENOENT)), "no such file or directory"),
        (OSError(errno.EACCES, os.strerror(errno.EACCES)), "permission denied"),
        (OSError(errno.EIO, None), "an error"),
        (ValueError("embedded null byte"), "invalid file name"),
    ],
)
def test_the_reason_is_in_the_words_of_the_system(error: OSError | ValueError, said: str) -> None:
    assert refusal(error) == said
    assert str(unreachable("a\x1b", error)) == f"a␛: {said}"


def test_what_cannot_be_written_says_that_nothing_was() -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    assert str(unwritable("a", full)) == "a: cannot be written: no space left on device; nothing was written"
    assert str(unwritable("a", full, "nothing was run")).endswith("; nothing was run")


def test_a_name_that_is_taken_asks_for_another() -> None:
    assert str(already_exists("a")) == "a: already exists; choose another name; nothing was written"
