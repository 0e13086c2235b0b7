"""What a person says of a pack, as text, as JSON and as properties."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from atp_tui.clean import CleanText, clean
from atp_tui.store.note_file import NoteFile

_SHOWN_MARKS: Final = 20


def note_lines(file: NoteFile | None) -> Iterator[CleanText]:
    """Yield the lines about the note beside a pack; none where there is none."""
    if file is None:
        return
    if file.fault:
        yield clean(f"note: cannot be read: {file.fault}")
    elif file.note is not None:
        if not file.is_for_this_pack:
            yield clean(f"note: for ANOTHER PACK, {file.note.digest}; this one is {file.digest or 'without a digest'}")
        yield clean(f"note: {verdict_word(file)}: {file.note.words or 'no comment'}")
        if file.note.marks:
            yield clean(f"note: {len(file.note.marks):,} marked events: {_marks(file.note.marks)}")


def verdict_word(file: NoteFile) -> str:
    """Return the verdict of a note, or that it has none."""
    verdict = file.note.verdict if file.note is not None else None
    return "no verdict" if verdict is None else verdict.value


def note_object(file: NoteFile | None) -> Mapping[str, Any] | None:
    """Return the note as a JSON object, or None where there is none; texts stand as the note has them."""
    if file is None or (file.note is None and not file.fault):
        return None
    note = file.note
    return {
        "path": file.path,
        "verdict": note.verdict.value if note is not None and note.verdict is not None else None,
        "words": note.words if note is not None else None,
        "marks": list(note.marks) if note is not None else [],
        "digest": note.digest if note is not None else None,
        "is_for_this_pack": file.is_for_this_pack,
        "fault": file.fault or None,
    }


def note_properties(file: NoteFile | None) -> Mapping[str, str]:
    """Return verdict, words and marks of a note about this very pack by name, clean; nothing of any other."""
    if file is None or file.note is None or not file.is_for_this_pack:
        return {}
    marks = " ".join(map(str, file.note.marks))
    told = {"note.verdict": verdict_word(file), "note.words": file.note.words, "note.marks": marks}
    return {name: clean(value) for name, value in told.items() if value}


def _marks(marks: tuple[int, ...]) -> str:
    more = f" and {len(marks) - _SHOWN_MARKS:,} more" if len(marks) > _SHOWN_MARKS else ""
    return ", ".join(f"#{place}" for place in marks[:_SHOWN_MARKS]) + more
