"""The note as a value and as text."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.note import MOST_MARKS, MOST_WORDS, VERDICTS, Note, NoteVerdict, read_note

DIGEST = "sha256:" + "0123456789abcdef" * 4
HEAD = f'digest = "{DIGEST}"\n'
NOTES = st.builds(
    Note,
    digest=st.just(DIGEST),
    verdict=st.sampled_from([None, *NoteVerdict]),
    words=st.text(st.characters(codec="utf-8"), max_size=80),
    marks=st.lists(st.integers(0, 2**64 - 1), max_size=20).map(tuple),
)


@given(NOTES)
def test_what_is_written_is_read_again(note: Note) -> None:
    assert read_note(note.write()) == note
    assert note.write().isprintable() or "\n" in note.write()


def test_a_note_of_a_digest_alone_says_nothing_else() -> None:
    note = Note(digest=DIGEST)
    assert (note.verdict, note.words, note.marks) == (None, "", ())


def test_golden() -> None:
    note = Note(digest=DIGEST, verdict=NoteVerdict.KNOWN, words='see "T-12"\nand C:\\x', marks=(7, 3, 7))
    assert note.write() == (
        "# A note about the crashpack next to this file; read and written by atp-tui.\n"
        f'schema_version = 1\ndigest = "{DIGEST}"\nverdict = "known"\n'
        'words = "see \\"T-12\\"\\u000Aand C:\\\\x"\nmarks = [3, 7]\n'
    )


def test_a_note_that_somebody_typed_may_leave_out_all_but_the_digest() -> None:
    assert read_note(HEAD) == Note(digest=DIGEST)
    assert read_note(HEAD + 'words = """\nmany\nlines"""\n').words == "many\nlines"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "digest: expected this field, found nothing"),
        ("digest = 5", "digest: expected a text, found"),
        ('digest = "sha256:12345678"', "digest: expected sha256: and 64 hex digits in small letters"),
        (HEAD + 'verdict = "maybe"', "verdict: expected one of 'real', 'flaky', 'known', 'expected' or 'unclear'"),
        (HEAD + f'words = "{"x" * (MOST_WORDS + 1)}"', "words: expected at most 4000 characters, found 4001"),
        (HEAD + "marks = [-1]", "marks[0]: expected an unsigned 64-bit integer"),
        (HEAD + 'marks = ["1"]', "marks[0]: expected a whole number"),
        (HEAD + "marks = [true]", "marks[0]: expected a whole number"),
        (HEAD + "marks = 1", "marks: expected an array"),
        (HEAD + f"marks = {list(range(MOST_MARKS + 1))}", "marks: expected at most 10000 marks, found 10001"),
        (HEAD + "run = 'rm'", "run: expected no such field"),
        (HEAD + "schema_version = 2", "schema_version: expected 1, found 2"),
        (HEAD + "marks = [", "expected TOML, found"),
    ],
)
def test_every_fault_is_one_line_that_names_the_field(text: str, error: str) -> None:
    with pytest.raises(CrashpackError) as raised:
        read_note(text)
    assert str(raised.value).startswith(error)
    assert str(raised.value).isprintable()


@given(st.text(max_size=200) | st.text(max_size=200).map(lambda text: HEAD + text))
def test_any_text_is_a_note_or_told(text: str) -> None:
    told = ""
    try:
        read_note(text)
    except CrashpackError as error:
        told = str(error)
    assert told.isprintable()


def test_each_verdict_is_explained() -> None:
    assert set(VERDICTS) == set(NoteVerdict)
    assert tomllib.loads(Note(digest=DIGEST).write()).keys() == {"schema_version", "digest", "words", "marks"}
