"""Rules over the records of a bundle; each gives the faults that it finds."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from atp_tui.engine.proof.bundle import AgentTaskProofBundle
from atp_tui.engine.proof.fault import Fault
from atp_tui.engine.proof.records import CheckOutcome, FrontierEntry
from atp_tui.engine.proof.secrets import REDACTED, is_secret_value, secrets_in

ALLOWED_VARIABLES: Final = frozenset(
    {
        *("CI", "COLUMNS", "LANG", "LC_ALL", "LC_CTYPE", "LINES", "NO_COLOR", "PYTHONHASHSEED"),
        *("SOURCE_DATE_EPOCH", "TERM", "TZ"),
    }
)
"""The variables that a proof may tell, beside those of seeds."""

_SEED: Final = re.compile(r"ATP_SEED_[A-Z0-9_]+")


def is_allowed(variable: str) -> bool:
    """Return whether a proof may tell the value of a variable."""
    return variable in ALLOWED_VARIABLES or _SEED.fullmatch(variable) is not None


def head(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """Task, agent and claim are told."""
    for field in ("task", "agent", "claim"):
        if not str(getattr(bundle, field)).strip():
            yield Fault(field, "a text", "nothing")


def digests(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """There is something to check."""
    if not (bundle.commits or bundle.commands or bundle.files):
        yield Fault("files", "a commit, a command or a file", "none of them")


def commits(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """A commit stands once, and is not its own parent."""
    yield from _twice("commits", "commit", [record.commit for record in bundle.commits])
    for number, record in enumerate(bundle.commits):
        if record.commit in record.parents:
            yield Fault(f"commits[{number}].parents", "other commits", "the commit itself")


def files(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """A file stands once."""
    yield from _twice("files", "path", [record.path for record in bundle.files])


def environment(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """Only variables on the allow-list are told; of others no more than that they were set."""
    for number, record in enumerate(bundle.commands):
        for name, value in record.environment.items():
            if not is_allowed(name) and REDACTED.fullmatch(value) is None:
                yield Fault(f"commands[{number}].environment", "variables on the allow-list", name)


def secrets(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """No command or variable holds what looks like a secret."""
    known = known_words(bundle)
    for place, argv in _commands_of(bundle):
        for secret in secrets_in(argv, known):
            yield Fault(f"{place}.argv[{secret.word}]", "<redacted-N> for a secret", f"a word: {secret.why}")
    for number, record in enumerate(bundle.commands):
        for name, value in record.environment.items():
            if is_secret_value(name, value, known):
                place = f"commands[{number}].environment.{name}"
                yield Fault(place, "<redacted-N> for a secret", f"a value of {len(value)} characters")


def known_words(bundle: AgentTaskProofBundle) -> frozenset[str]:
    """Return the long words of a bundle that are no secrets: its commits and digests."""
    ids = {each for record in bundle.commits for each in (record.commit, *record.parents)}
    streams = {stream.digest for record in bundle.commands for stream in (record.stdout, record.stderr)}
    hashes = streams | {record.digest for record in bundle.files}
    return frozenset(ids | {digest.removeprefix("sha256:") for digest in hashes})


def rch(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """Only what ran on the worker that was asked is told as remote."""
    for number, record in enumerate(bundle.rch):
        if record.ran is not record.place:
            found = f"{record.ran} for a command that ran on {record.ran_on!r}, asked of {record.worker!r}"
            yield Fault(f"rch[{number}].ran", record.place, found)


def blockers(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """A blocker is resolved when it is said how, and the other way round."""
    for number, record in enumerate(bundle.blockers):
        if record.resolved is not None and not record.resolution.strip():
            yield Fault(f"blockers[{number}].resolution", "how it was resolved", "nothing")
        if record.resolved is None and record.resolution.strip():
            yield Fault(f"blockers[{number}].resolved", "when it was resolved", "nothing")


def frontier(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """Every check has one entry, every entry has its check, and one that was not run says why."""
    record = bundle.frontier
    entered = Counter(entry.check for entry in record.entries)
    yield from _twice("frontier.checks", "", list(record.checks))
    for check in record.checks:
        if entered[check] != 1:
            found = "none" if entered[check] == 0 else f"{entered[check]} of them"
            yield Fault("frontier.entries", f"one entry for {check!r}, be it not_run", found)
    listed = frozenset(record.checks)
    for number, entry in enumerate(record.entries):
        if entry.check not in listed:
            yield Fault(f"frontier.entries[{number}].check", "a check that is listed", repr(entry.check))
        if entry.outcome is CheckOutcome.NOT_RUN and not entry.reason.strip():
            yield Fault(f"frontier.entries[{number}].reason", "why it was not run", "nothing")


def frontier_commits(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """What ran has a commit that is listed; what did not run has none."""
    listed = {record.commit for record in bundle.commits}
    for number, entry in enumerate(bundle.frontier.entries):
        place = f"frontier.entries[{number}].commit"
        if _has_run(entry) and entry.commit not in listed:
            yield Fault(place, "a commit that is listed", entry.commit or "none")
        if not _has_run(entry) and entry.commit is not None:
            yield Fault(place, "no commit for a check that was not run", entry.commit)


def replay_level(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """The replay's level is the highest of its steps."""
    if bundle.replay.level is not bundle.replay.highest:
        yield Fault("replay.level", bundle.replay.highest, bundle.replay.level)


def _has_run(entry: FrontierEntry) -> bool:
    return entry.outcome is not CheckOutcome.NOT_RUN


def _commands_of(bundle: AgentTaskProofBundle) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every command that a bundle tells, with its place."""
    for number, command in enumerate(bundle.commands):
        yield f"commands[{number}]", command.argv
    for number, remote in enumerate(bundle.rch):
        yield f"rch[{number}]", remote.argv
    for number, step in enumerate(bundle.replay.steps):
        yield f"replay.steps[{number}]", step.argv


def _twice(place: str, field: str, values: Iterable[str]) -> Iterator[Fault]:
    """A fault for every value that stands there again."""
    seen: set[str] = set()
    for number, value in enumerate(values):
        if value in seen:
            yield Fault(f"{place}[{number}]{'.' if field else ''}{field}", "each once", f"{value!r} again")
        seen.add(value)
