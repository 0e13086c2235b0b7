"""The manifest: written, read, and told of where it is not as the format gives it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import Crashpack
from atp_tui.engine.manifest import agrees_on_version, read, write
from tests.foreign import files_of
from tests.strategies import crashpacks, texts

PACK = Crashpack(
    seeds={"b": 2**64 - 1, "a: b": 0}, artifact_paths=("z/1", " a", "z/1", ""), metadata={"k": "v: w", "": "\n"}
)
GOLDEN = """\
# ATP Crashpack Manifest
schema_version: 1
violations: 0
journal_digest: sha256:00
journal_digest_artifact: journal.digest
evidence_ledger: evidence-ledger.json
metadata.: "\\n"
metadata.k: v: w
seeds:
  "a: b": 0
  b: 18446744073709551615
artifact_paths:
  - z/1
\x20\x20-\x20"\x20a"
\x20\x20-\x20
"""


def test_golden() -> None:
    assert write(PACK, "sha256:00") == GOLDEN
    found = read(GOLDEN)
    assert (found.metadata, found.seeds) == (PACK.metadata, PACK.seeds)
    assert found.artifact_paths == ("z/1", " a", "")
    assert found.faults == ()
    assert found.head["journal_digest"] == "sha256:00"


def test_an_empty_pack_has_six_lines() -> None:
    text = write(Crashpack(), "sha256:00")
    assert text == "".join(GOLDEN.splitlines(keepends=True)[:6])
    assert read(text).faults == ()


@given(crashpacks)
def test_what_was_written_is_read(pack: Crashpack) -> None:
    found = read(write(pack, "sha256:00"))
    assert (found.metadata, found.seeds, found.artifact_paths) == (pack.metadata, pack.seeds, pack.artifact_paths)
    assert found.head["violations"] == str(len(pack.violations))
    assert found.faults == ()


@pytest.mark.parametrize("before", ["", " ", "\t", "      "])
@given(pack=crashpacks)
def test_another_indentation_is_read_the_same(before: str, pack: Crashpack) -> None:
    text = write(pack, "sha256:00")
    lines = [before + line.removeprefix("  ") if line.startswith("  ") else line for line in text.split("\n")]
    assert read("\n".join(lines)) == read(text)


def test_the_manifest_of_another_writer_is_read_in_full() -> None:
    found = read(files_of("other-writer")["manifest"].decode())
    assert (found.metadata, found.seeds, found.faults) == ({"writer": "another lab"}, {"lab": 99}, ())


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("# ATP Crashpack Manifest\n", "", 1),
        ("schema_version: 1\n", "", 15),
        ("violations: 0\n", "violations: 0\nviolations: 0\n", 4),
        ("violations: 0\n", "violations: 0\nfurther: 0\n", 4),
        ("violations: 0\njournal_digest: sha256:00\n", "journal_digest: sha256:00\nviolations: 0\n", 3),
        ("journal_digest_artifact: journal.digest", "journal_digest_artifact: journal.digesu", 5),
        ("evidence_ledger: evidence-ledger.json", "evidence_ledger: other.json", 6),
        ("metadata.k: v", "metadata.k:v", 8),
        ("metadata.k: v: w\n", "metadata.k: v: w\nmetadata.k: v: w\n", 9),
        ("metadata.: ", "metadata.z: ", 7),
        ("metadata.k: v: w", 'metadata.k: "v: w"', 8),
        ("seeds:\n", "", 9),
        ("b: 18446744073709551615", "b: 18446744073709551616", 11),
        ("b: 18446744073709551615", "b: 018446744073709551", 11),
        ("b: 18446744073709551615", "b: -1", 11),
        ("  b: 18446744073709551615\n", "  b: 1\n  b: 1\n", 12),
        ('"a: b": 0', "a: b: 0", 10),
        ("  - z/1\n", "  z/1\n", 13),
        ("  - z/1\n", "  - z/1\n  - z/1\n", 14),
        ("  - z/1\n", '  - "z/1"\n', 13),
        ('  - " a"\n', "  -  a\n", 14),
        ("  - \n", "  -", 15),
        ("  - \n", "  - \n\n", 16),
        ("  - \n", "  - \nseeds:\n", 16),
    ],
)
def test_what_the_format_does_not_give_is_told_with_its_line(old: str, new: str, line: int) -> None:
    text = GOLDEN.replace(old, new, 1)
    assert text != GOLDEN
    assert line in [fault.line for fault in read(text).faults]


@pytest.mark.parametrize("text", ["", "\n", "# ATP Crashpack Manifest\n", "schema_version: 2\n", "seeds:\n- x\n"])
def test_a_manifest_that_is_hardly_there_is_still_read(text: str) -> None:
    found = read(text)
    assert found.faults
    assert not agrees_on_version(found)
    assert (found.metadata, found.seeds, found.artifact_paths) == ({}, {}, ())


@pytest.mark.parametrize(("version", "agrees"), [("1", True), ("2", False), ("01", False), ("1.0", False), ("", False)])
def test_version(version: str, *, agrees: bool) -> None:
    found = read(GOLDEN.replace("schema_version: 1", f"schema_version: {version}"))
    assert agrees_on_version(found) == agrees


@given(texts, st.integers(0, len(GOLDEN)))
def test_no_text_makes_the_reader_fail(text: str, place: int) -> None:
    for manifest in (text, GOLDEN[:place], GOLDEN[:place] + text + GOLDEN[place:]):
        found = read(manifest)
        assert all(fault.expected and fault.found for fault in found.faults)
