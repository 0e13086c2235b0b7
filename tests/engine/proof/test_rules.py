"""Every rule of a bundle has a bundle that breaks it, which is named; the builder refuses each by its field."""

from typing import Any

import pytest

from atp_tui.engine import AgentProofError, AgentTaskProofBundle, RanAt, is_sound, verify_bundle
from atp_tui.engine.proof import time_rules as rules_of_times
from atp_tui.engine.proof.description import TaskDescription
from atp_tui.engine.proof.rules import RULES, first_fault
from atp_tui.engine.soundness.finding import MAX_TOLD
from tests.proofs import COMMIT, PARENT, WHOLE, bundle, changed

NOISY = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"
OTHER = {
    "pattern": "src/reader.py",
    "holder": "builder 8",
    "exclusive": False,
    "reserved_from": "2026-03-01T11:00:00Z",
    "reserved_until": "2026-03-01T13:00:00Z",
}

LATER = ("reservations.1.reserved_from", "2026-03-01T12:30:00Z")

Changes = tuple[tuple[str, object], ...]

BROKEN: list[tuple[str, str, Changes]] = [
    ("head", "task", (("task", ""),)),
    ("head", "agent", (("agent", " "),)),
    ("head", "claim", (("claim", "\n"),)),
    ("digests", "files", (("commits", []), ("commands", []), ("files", []), ("frontier", {}))),
    ("commits", "commits[1].commit", (("commits.1", WHOLE["commits"][0]),)),
    ("commits", "commits[0].parents", (("commits.0.parents", [PARENT, COMMIT]),)),
    ("files", "files[1].path", (("files.1", WHOLE["files"][0]),)),
    ("environment", "commands[0].environment", (("commands.0.environment.HOME", "here"),)),
    ("secrets", "commands[0].argv[2]", (("commands.0.argv", ["curl", "--token", "abc"]),)),
    ("secrets", "commands[0].argv[1]", (("commands.0.argv", ["x", NOISY]),)),
    ("secrets", "rch[0].argv[1]", (("rch.0.argv", ["cc", "PASSWORD=x"]),)),
    ("secrets", "replay.steps[0].argv[0]", (("replay.steps.0.argv", ["TOKEN=1"]),)),
    ("secrets", "commands[0].environment.LANG", (("commands.0.environment.LANG", NOISY),)),
    ("rch", "rch[1].ran", (("rch.1.ran", "remote"),)),
    ("rch", "rch[0].ran", (("rch.0.ran_on", "desk"),)),
    ("rch", "rch[0].ran", (("rch.0.worker", ""), ("rch.0.ran_on", ""))),
    ("rch", "rch[0].ran", (("rch.0.asked_from", "big"),)),
    ("rch", "rch[0].ran", (("rch.0.ran", "local_fallback"),)),
    ("blockers", "blockers[0].resolution", (("blockers.0.resolution", " "),)),
    ("blockers", "blockers[1].resolved", (("blockers.1.resolution", "somehow"),)),
    ("frontier", "frontier.entries", (("frontier.checks", ["tests", "lint", "soak"]),)),
    ("frontier", "frontier.checks[2]", (("frontier.checks", ["tests", "lint", "lint"]),)),
    ("frontier", "frontier.entries[1].check", (("frontier.checks", ["tests"]),)),
    ("frontier", "frontier.entries[1].reason", (("frontier.entries.1.reason", ""),)),
    ("frontier", "frontier.entries", (("frontier.entries.2", WHOLE["frontier"]["entries"][0]),)),
    ("frontier_commits", "frontier.entries[0].commit", (("frontier.entries.0.commit", PARENT),)),
    ("frontier_commits", "frontier.entries[0].commit", (("frontier.entries.0.commit", None),)),
    ("frontier_commits", "frontier.entries[1].commit", (("frontier.entries.1.commit", COMMIT),)),
    ("replay_level", "replay.level", (("replay.level", "read_only"),)),
    ("replay_level", "replay.level", (("replay.steps.1.level", "external"),)),
    ("order", "commands[0].seconds", (("commands.0.seconds", -0.001),)),
    ("order", "reservations[1].reserved_until", (("reservations.1.reserved_until", "2026-03-01T11:29:59Z"),)),
    ("order", "reservations[0].released", (("reservations.0.released", "2026-03-01T09:59:59Z"),)),
    ("order", "blockers[0].resolved", (("blockers.0.resolved", "2026-03-01T10:04:59Z"),)),
    ("made", "commits[0].time", (("commits.0.time", "2026-03-01T12:00:00.000000001Z"),)),
    ("made", "commands[0].seconds", (("commands.0.seconds", 3600),)),
    ("made", "reservations[0].released", (("reservations.0.released", "2026-03-01T12:00:01Z"), LATER)),
    ("made", "blockers[1].since", (("blockers.1.since", "2026-03-02T00:00:00Z"),)),
    ("made", "blockers[0].resolved", (("blockers.0.resolved", "2026-03-02T00:00:00Z"),)),
    ("reservations", "reservations[2].pattern", (("reservations.2", OTHER),)),
    ("reservations", "reservations[1].pattern", (("reservations.0.released", None),)),
]
"""Rules, the fields that they name, and what breaks them."""


def description(fields: dict[str, Any]) -> TaskDescription:
    """What an agent would tell to get these fields; what is worked out is left out."""
    told = {key: value for key, value in fields.items() if key not in {"files", "replay"}}
    return TaskDescription.read(told | {"replay": fields["replay"]["steps"]})


def test_the_whole_bundle_holds_together() -> None:
    findings = verify_bundle(bundle())
    assert [finding.check for finding in findings] == list(RULES)
    assert is_sound(findings)
    assert all(finding.ok for finding in findings)
    assert description(WHOLE).bundle("", files=bundle().files) == bundle()


@pytest.mark.parametrize(
    ("rule", "place", "changes"), BROKEN, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_bundle_that_breaks_a_rule_is_named_by_it_and_by_no_other(rule: str, place: str, changes: Changes) -> None:
    failed = [finding for finding in verify_bundle(bundle(*changes)) if finding.ok is False]
    assert {finding.check for finding in failed} == {rule}
    assert any(finding.found.startswith(f"{place}: ") for finding in failed)


@pytest.mark.parametrize(
    ("rule", "place", "changes"), BROKEN, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_builder_refuses_it_and_names_the_field(rule: str, place: str, changes: Changes) -> None:
    fields = changed(*changes)
    files = AgentTaskProofBundle.read(WHOLE | {"files": fields["files"]}).files
    if rule == "replay_level":
        # The builder works the level out, so nothing can be claimed.
        assert description(fields).bundle("", files=files).safety_level.value in {"sandboxed", "external"}
        return
    with pytest.raises(AgentProofError) as raised:
        description(fields).bundle("", files=files)
    assert raised.value.place == place


def test_every_rule_is_broken_by_some_bundle() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULES)


def test_a_secret_is_told_by_its_place_and_not_by_its_letters() -> None:
    for _, _, changes in [row for row in BROKEN if row[0] == "secrets"]:
        told = " ".join(finding.found for finding in verify_bundle(bundle(*changes)) if finding.ok is False)
        assert "abc" not in told
        assert NOISY not in told


def test_a_redacted_secret_is_taken() -> None:
    redacted = bundle(
        ("commands.0.argv", ["curl", "--token", "<redacted-1>"]), ("commands.0.environment.TOKEN", "<redacted-2>")
    )
    assert first_fault(redacted) is None


def test_digests_and_commits_of_the_bundle_are_no_secrets() -> None:
    known = bundle(("commits.0.commit", NOISY), ("commands.0.argv", ["x", NOISY]), ("frontier.entries.0.commit", NOISY))
    assert first_fault(known) is None


@pytest.mark.parametrize("asked", ["big", ""])
@pytest.mark.parametrize("home", ["desk", "big"])
@pytest.mark.parametrize("ran_on", ["desk", "big", "third", ""])
def test_only_what_ran_on_the_worker_that_was_asked_is_remote(asked: str, home: str, ran_on: str) -> None:
    record = bundle(("rch.0.worker", asked), ("rch.0.asked_from", home), ("rch.0.ran_on", ran_on)).rch[0]
    is_remote = (asked, home, ran_on) == ("big", "desk", "big")
    assert record.place is (RanAt.REMOTE if is_remote else RanAt.LOCAL_FALLBACK)


def test_of_many_faults_some_are_told_and_the_rest_is_counted() -> None:
    many = bundle(("commands.0.environment", {f"V{number}": "1" for number in range(MAX_TOLD + 5)}))
    failed = [finding for finding in verify_bundle(many) if finding.ok is False]
    assert len(failed) == MAX_TOLD + 1
    assert failed[-1].found == "more faults of this kind"


@pytest.mark.parametrize(
    "changes",
    [
        (("reservations.0.released", None), ("reservations.1.holder", "builder 7")),
        (("reservations.0.released", None), ("reservations.0.exclusive", False)),
        (("reservations.0.released", None), ("reservations.1.reserved_from", "2026-03-01T13:00:00Z")),
        (("reservations.0.released", None), ("reservations.1.pattern", "tests/*.py")),
    ],
)
def test_reservations_that_do_not_clash(changes: Changes) -> None:
    assert first_fault(bundle(*changes)) is None


def test_patterns_that_take_too_long_are_told_as_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules_of_times, "MAX_STEPS", 3)
    three = bundle(
        ("reservations.2", OTHER | {"pattern": "x" * 90, "holder": "c"}),
        ("reservations.3", OTHER | {"pattern": "y", "holder": "d"}),
    )
    (finding,) = [finding for finding in verify_bundle(three) if finding.check == "reservations"]
    assert finding.ok is None
    assert finding.expected == "reservations: patterns that can be compared"
    assert first_fault(three) is None
