"""Checks over the manifest."""

import pytest

from atp_tui.engine import Crashpack, render
from tests.foreign import failed, findings_of

FILES = render(Crashpack(seeds={"a": 1, "b": 2}, metadata={"k": "v"}, artifact_paths=("p", "q")))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"schema_version: 1", b"schema_version: 2", {"manifest_version"}),
        (b"violations: 0", b"violations: 1", {"manifest_violations"}),
        (b"violations: 0", b"violations: 00", {"manifest_violations"}),
        (b"journal_digest: sha256:", b"journal_digest: sha512:", {"manifest_digest"}),
        (b"artifact: journal.digest", b"artifact: other", {"manifest_form"}),
        (b"ledger: evidence-ledger.json", b"ledger: other", {"manifest_form"}),
        (b"metadata.k: v", b"metadata.k: w", {"manifest_metadata"}),
        (b"metadata.k: v\n", b"", {"manifest_metadata"}),
        (b"  a: 1\n", b"  a: 3\n", {"manifest_seeds", "replay_command"}),
        (b"  a: 1\n  b: 2\n", b"  b: 2\n  a: 1\n", {"manifest_form"}),
        (b"  - p\n", b"", {"manifest_paths"}),
        (b"  - p\n  - q\n", b"  - q\n  - p\n", {"manifest_paths"}),
        (b"  - p\n", b"  - p\n  - p\n", {"manifest_form"}),
        (b"  - p\n", b"  - p\n  - ../r\n", {"manifest_paths", "artifact_paths"}),
        (b"  - q\n", b"  - q\nmore: 1\n", {"manifest_form"}),
    ],
)
def test_each_field_has_its_check(old: bytes, new: bytes, expected: set[str]) -> None:
    manifest = FILES["manifest"].replace(old, new)
    assert manifest != FILES["manifest"]
    assert set(failed(findings_of(FILES | {"manifest": manifest}))) == expected


def test_the_digest_is_held_against_the_journal_and_against_its_digest() -> None:
    findings = findings_of(FILES | {"manifest": FILES["manifest"].replace(b"sha256:", b"sha256:0")})
    told = [found for found in findings if found.check == "manifest_digest"]
    assert [found.ok for found in told] == [False, False]
    assert [found.expected.split(" as of ")[1] for found in told] == ["journal.digest", "journal"]


def test_an_empty_manifest_tells_every_field_that_is_not_there() -> None:
    findings = findings_of(FILES | {"manifest": b""})
    told = [found.expected for found in findings if found.check == "manifest_form"]
    assert len(told) == 6
    assert {"manifest_version", "manifest_violations", "manifest_digest"} <= set(failed(findings))


def test_a_path_of_the_nine_is_named_once() -> None:
    assert failed(findings_of(render(Crashpack(artifact_paths=("journal", "p"))))) == []
