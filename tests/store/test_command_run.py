"""Running a command and writing down how it went."""

import hashlib
import io
import sys

import pytest

from atp_tui.engine import IoError, Redactor
from atp_tui.engine.proof.instant import nanoseconds
from atp_tui.store.command_run import moment, run_command

BOTH = "import sys; sys.stdout.buffer.write(b'o' * 200_000); sys.stderr.buffer.write(b'\\x1b[1me\\xff'); sys.exit(3)"


def test_a_record_tells_what_ran_and_how() -> None:
    out, err = io.BytesIO(), io.BytesIO()
    record = run_command([sys.executable, "-c", BOTH], Redactor(), out, err, directory="src")
    assert (record.argv, record.exit_code, record.directory) == ((sys.executable, "-c", BOTH), 3, "src")
    assert out.getvalue() == b"o" * 200_000
    assert err.getvalue() == b"\x1b[1me\xff"
    for stream, content in ((record.stdout, out.getvalue()), (record.stderr, err.getvalue())):
        assert stream.digest == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert stream.bytes == len(content)
    assert record.seconds > 0
    assert nanoseconds(record.started) is not None


def test_a_signal_is_told_as_a_number_below_zero() -> None:
    record = run_command(["sh", "-c", "kill -9 $$"], Redactor(), io.BytesIO(), io.BytesIO())
    assert record.exit_code == -9


def test_no_shell_reads_the_words() -> None:
    out = io.BytesIO()
    run_command(["echo", "$HOME; echo two", "*"], Redactor(), out, io.BytesIO())
    assert out.getvalue() == b"$HOME; echo two *\n"


def test_only_variables_on_the_allow_list_are_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"GITHUB_TOKEN": "x", "HOME": "h", "ATP_SEED_LAB": "7", "LANG": "C", "ATP_SEED_x": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TZ", "d41d8cd98f00b204e9800998ecf8427e")
    record = run_command(["true"], Redactor(), io.BytesIO(), io.BytesIO())
    told = dict(record.environment)
    assert (told["ATP_SEED_LAB"], told["LANG"], told["TZ"]) == ("7", "C", "<redacted-1>")
    assert {"GITHUB_TOKEN", "HOME", "ATP_SEED_x"}.isdisjoint(told)


def test_a_secret_goes_to_the_command_and_not_into_the_record() -> None:
    out = io.BytesIO()
    record = run_command(["echo", "--token", "abc"], Redactor(), out, io.BytesIO())
    assert out.getvalue() == b"--token abc\n"
    assert record.argv == ("echo", "--token", "<redacted-1>")


class Full(io.BytesIO):
    """A file on a disk that is full."""

    def write(self, _: object) -> int:
        raise OSError(28, "No space left on device")


def test_output_that_nobody_takes_is_digested_all_the_same() -> None:
    record = run_command(["echo", "hi"], Redactor(), Full(), io.BytesIO())
    assert (record.exit_code, record.stdout.bytes) == (0, 3)


@pytest.mark.parametrize(
    ("word", "said"), [("no-such-command-here", "command not found"), ("a\0b", "cannot be started")]
)
def test_a_command_that_cannot_be_started_is_one_line(word: str, said: str) -> None:
    with pytest.raises(IoError, match=said):
        run_command([word], Redactor(), io.BytesIO(), io.BytesIO())


def test_moments_are_told_to_the_microsecond() -> None:
    assert moment(0) == "1970-01-01T00:00:00.000000Z"
    assert moment(1_772_366_400_123_456_789) == "2026-03-01T12:00:00.123456Z"
    assert nanoseconds(moment(1_772_366_400_123_456_789)) == 1_772_366_400_123_456_000
