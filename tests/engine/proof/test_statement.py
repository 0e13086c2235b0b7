"""A bundle as an in-toto statement, and back."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import (
    AgentProofError,
    AgentTaskProofBundle,
    CheckOutcome,
    RanAt,
    ReplaySafetyLevel,
    SerializationError,
    is_sound,
    read_statement,
    verify_statement,
    write_statement,
)
from tests import strategies
from tests.proofs import COMMIT, WHOLE, bundle, changed

texts = strategies.texts
paths = st.sampled_from([".", "a", "a/b c", "src/**", "ü", "[x]"])
commits = st.text("0123456789abcdef", min_size=40, max_size=40)
digests = st.text("0123456789abcdef", min_size=64, max_size=64).map(lambda digits: f"sha256:{digits}")
moments = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
argvs = st.lists(texts, min_size=1, max_size=3)
streams = st.fixed_dictionaries({"digest": digests, "bytes": strategies.u64s})
codes = st.integers(-(2**31), 2**31 - 1)

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "task": texts,
    "agent": texts,
    "claim": texts,
    "made": moments,
    "commits": st.lists(
        st.fixed_dictionaries(
            {"commit": commits, "subject": texts, "time": moments},
            optional={"parents": st.lists(commits, max_size=2), "files": st.lists(paths, max_size=2)},
        ),
        max_size=2,
    ),
    "commands": st.lists(
        st.fixed_dictionaries(
            {
                "argv": argvs,
                "exit_code": codes,
                "started": moments,
                "seconds": st.floats(-1e9, 1e9),
                "stdout": streams,
                "stderr": streams,
            },
            optional={"environment": strategies.text_maps, "directory": paths},
        ),
        max_size=2,
    ),
    "rch": st.lists(
        st.fixed_dictionaries(
            {
                "worker": texts,
                "asked_from": texts,
                "ran_on": texts,
                "ran": st.sampled_from([each.value for each in RanAt]),
                "argv": argvs,
                "exit_code": codes,
            }
        ),
        max_size=2,
    ),
    "frontier": st.fixed_dictionaries(
        {
            "checks": st.lists(texts, max_size=2),
            "entries": st.lists(
                st.fixed_dictionaries(
                    {"check": texts, "outcome": st.sampled_from([each.value for each in CheckOutcome])},
                    optional={"commit": st.none() | commits, "reason": texts},
                ),
                max_size=2,
            ),
        }
    ),
    "replay": st.fixed_dictionaries(
        {
            "level": st.sampled_from([each.value for each in ReplaySafetyLevel]),
            "steps": st.lists(
                st.fixed_dictionaries({"argv": argvs, "level": st.just("mutating")}, optional={"shows": texts}),
                max_size=2,
            ),
        }
    ),
    "files": st.lists(st.fixed_dictionaries({"path": paths, "digest": digests, "bytes": strategies.u64s}), max_size=2),
}
bundles = st.fixed_dictionaries(FIELDS).map(AgentTaskProofBundle.read)


@given(bundles, st.booleans())
def test_a_bundle_that_was_written_is_read_back(made: AgentTaskProofBundle, is_signed: bool) -> None:
    text = write_statement(made, is_signed=is_signed)
    read = read_statement(text)
    assert read.bundle == made
    assert write_statement(read.bundle, is_signed=is_signed) == text
    assert is_sound(verify_statement(read, is_signed=is_signed))
    assert not is_sound(verify_statement(read, is_signed=not is_signed))


def test_the_statement_has_the_fields_of_in_toto_version_1() -> None:
    document = json.loads(write_statement(bundle()))
    assert set(document) == {"_type", "subject", "predicateType", "predicate"}
    assert document["_type"] == "https://in-toto.io/Statement/v1"
    # A TypeURI is a URI of RFC 3986, which has a scheme.
    assert re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s]+", document["predicateType"])
    assert isinstance(document["predicate"], dict)
    assert document["subject"]
    for subject in document["subject"]:
        assert set(subject) <= {"name", "uri", "digest", "content", "downloadLocation", "mediaType", "annotations"}
        assert isinstance(subject["name"], str)
        assert subject["digest"]
        assert all(re.fullmatch("[0-9a-f]+", value) for value in subject["digest"].values())
    assert len({subject["name"] for subject in document["subject"]}) == len(document["subject"])


def test_the_subjects_are_every_digest_of_the_bundle() -> None:
    document = json.loads(write_statement(bundle()))
    assert [subject["name"] for subject in document["subject"]] == [
        f"commit/{COMMIT}",
        "command/0/stdout",
        "command/0/stderr",
        "file/src/reader.py",
    ]
    assert document["subject"][0]["digest"] == {"gitCommit": COMMIT}
    assert list(document["subject"][1]["digest"]) == ["sha256"]


def test_the_keys_of_every_object_are_sorted_and_the_text_says_that_it_is_unsigned() -> None:
    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        assert [key for key, _ in found] == sorted(key for key, _ in found)
        return dict(found)

    text = write_statement(bundle())
    assert json.loads(text, object_pairs_hook=pairs)["predicate"]["signature"] == "unsigned"
    assert json.loads(write_statement(bundle(), is_signed=True))["predicate"]["signature"] == "dsse"
    assert text.startswith(b'{\n  "_type": "https://in-toto.io/Statement/v1",\n  "predicate": {\n    "bundle": {\n')


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"subject": []}, "subjects"),
        ({"subject": None}, "subjects"),
        ({"subject": [{"name": "file/a", "digest": {"sha256": "00"}}]}, "subjects"),
    ],
)
def test_other_subjects_are_named(change: dict[str, object], check: str) -> None:
    document = json.loads(write_statement(bundle())) | change
    findings = verify_statement(read_statement(json.dumps(document).encode()), is_signed=False)
    assert [finding.check for finding in findings if finding.ok is False] == [check]


def test_a_statement_taken_out_of_its_envelope_is_named() -> None:
    findings = verify_statement(read_statement(write_statement(bundle(), is_signed=True)), is_signed=False)
    assert [finding.check for finding in findings if finding.ok is False] == ["signature_word"]


def statement(**change: object) -> bytes:
    return json.dumps(json.loads(write_statement(bundle())) | change).encode()


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"[]", ""),
        (b"{}", "_type"),
        (statement(_type="https://in-toto.io/Statement/v0.1"), "_type"),
        (statement(predicateType="urn:other"), "predicateType"),
        (statement(predicate=[]), "predicate"),
        (statement(predicate={"signature": "unsigned"}), "predicate.bundle"),
        (statement(predicate={"bundle": {}, "signature": ""}), "predicate.bundle.task"),
        (statement(predicate={"bundle": 1, "signature": ""}), "predicate.bundle"),
        (statement(more=1), "more"),
    ],
)
def test_what_is_no_statement_is_an_error_that_names_the_field(data: bytes, place: str) -> None:
    with pytest.raises(AgentProofError) as raised:
        read_statement(data)
    assert raised.value.place == place


def test_what_is_no_json_is_an_error() -> None:
    with pytest.raises(SerializationError):
        read_statement(b"{")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("made", "yesterday"),
        ("schema_version", 2),
        ("commits.0.commit", "0" * 39),
        ("commits.0.commit", COMMIT.upper()),
        ("commits.0.parents", ["x"]),
        ("commits.0.files", ["../x"]),
        ("commits.0.files", ["/x"]),
        ("commits.0.time", "2026-02-30T00:00:00Z"),
        ("commands.0.argv", []),
        ("commands.0.argv", "make test"),
        ("commands.0.argv", ["make", 1]),
        ("commands.0.exit_code", 2**31),
        ("commands.0.exit_code", True),
        ("commands.0.seconds", "1"),
        ("commands.0.seconds", None),
        ("commands.0.directory", ".."),
        ("commands.0.stdout.digest", "md5:00"),
        ("commands.0.stdout.bytes", -1),
        ("commands.0.environment", {"LANG": 1}),
        ("commands.0.more", 1),
        ("reservations.0.exclusive", 1),
        ("reservations.0.pattern", ""),
        ("rch.0.ran", "somewhere"),
        ("blockers.0.resolved", "soon"),
        ("frontier.entries.0.outcome", "skipped"),
        ("frontier.entries.0.commit", "HEAD"),
        ("replay.steps.0.level", "safe"),
        ("files.0.digest", "0"),
        ("further", {}),
    ],
)
def test_a_field_of_another_form_is_an_error_that_names_it(place: str, value: object) -> None:
    with pytest.raises(AgentProofError) as raised:
        AgentTaskProofBundle.read(changed((place, value)))
    head = place.replace(".0", "[0]")
    assert raised.value.place.startswith(head)


def test_a_record_by_itself_raises_the_same_error() -> None:
    from atp_tui.engine import CommitRecord

    with pytest.raises(AgentProofError) as raised:
        CommitRecord(commit="x", subject="", time=WHOLE["made"])
    assert raised.value.place == "commit"


def test_levels_are_ordered() -> None:
    assert [level.value for level in ReplaySafetyLevel] == ["read_only", "sandboxed", "mutating", "external"]
    assert [level.rank for level in ReplaySafetyLevel] == [0, 1, 2, 3]
    for number, level in enumerate(ReplaySafetyLevel):
        made = bundle(("replay.steps.0.level", level.value))
        assert made.safety_level is list(ReplaySafetyLevel)[max(number, 1)]
    assert bundle(("replay", {})).safety_level is ReplaySafetyLevel.READ_ONLY
