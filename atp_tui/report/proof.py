"""The proof of a task as text and as JSON: what is claimed, and what verifying it found."""

import signal
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from atp_tui.clean import CleanText, clean
from atp_tui.engine.json_text import compact, loads
from atp_tui.engine.proof.bundle import AgentTaskProofBundle
from atp_tui.engine.proof.records import CheckOutcome, CommandRecord, RanAt, RchRecord
from atp_tui.engine.proof.rules import RULES
from atp_tui.engine.proof.statement import STATEMENT_CHECKS
from atp_tui.engine.shell import quote
from atp_tui.engine.soundness import Finding, is_sound
from atp_tui.store.proof_file import PROOF_CHECKS, ProofDocument

_TITLES: Final = {name: rule.title for name, rule in RULES.items()} | dict(STATEMENT_CHECKS) | PROOF_CHECKS
_SIGNS: Final = {True: "ok", False: "FAIL", None: "note"}
_SHORT: Final = 12
"""Digits of a commit id that are shown beside other words."""


def signature_line(document: ProofDocument) -> CleanText:
    """Return whether a proof stands in a signed envelope, as it says and not as a key has shown."""
    if document.envelope is None:
        return clean("unsigned: anyone can have written this")
    keys = ", ".join(each.keyid or "a key without a name" for each in document.envelope.signatures)
    return clean(f"in a signed envelope, key {keys}")


def proof_lines(document: ProofDocument) -> Iterator[CleanText]:
    """Yield what a proof claims, as text."""
    yield from bundle_lines(document.bundle)
    yield signature_line(document)


def bundle_lines(bundle: AgentTaskProofBundle) -> Iterator[CleanText]:
    """Yield what a bundle claims, as text."""
    yield clean(f"task: {bundle.task}")
    yield clean(f"agent: {bundle.agent}")
    yield clean(f"claim: {bundle.claim}")
    yield clean(f"made: {bundle.made}")
    for commit in bundle.commits:
        yield clean(f"commit {commit.commit} {commit.time} {commit.subject}")
        yield from (clean(f"  changed {path}") for path in commit.files)
    for command in bundle.commands:
        yield from _command(command)
    for record in bundle.rch:
        yield clean(f"helper: {_line(record.argv)}: {ending_of(record.exit_code)}, {rch_place(record)}")
    yield from _reservations(bundle)
    yield from _blockers(bundle)
    yield from _frontier(bundle)
    yield from (clean(f"file {file.path}: {file.digest}, {file.bytes} bytes") for file in bundle.files)
    yield clean(f"replay: {len(bundle.replay.steps)} steps, level {bundle.safety_level}")
    for step in bundle.replay.steps:
        yield clean(f"  {step.level}: {_line(step.argv)}{f'  ({step.shows})' if step.shows else ''}")


def ending_of(exit_code: int) -> str:
    """Return how a command ended, by its exit code, which is below zero where a signal ended it."""
    if exit_code >= 0:
        return f"exit {exit_code}"
    try:
        return f"ended by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"ended by signal {-exit_code}"


def rch_place(record: RchRecord) -> str:
    """Return where a command ran by the names of the machines, whatever the record claims."""
    if record.place is RanAt.REMOTE:
        return f"remote, on {record.ran_on}"
    return f"local fallback, on {record.ran_on}; {record.worker or 'no worker'} was asked"


def verdict_line(document: ProofDocument, findings: Sequence[Finding]) -> CleanText:
    """Return whether a proof holds together, with counts."""
    checked = {finding.check for finding in findings if finding.ok is not None}
    failed = {finding.check for finding in findings if finding.ok is False}
    word = "consistent" if is_sound(tuple(findings)) else "INCONSISTENT"
    return clean(f"{document.path}: {word} {len(checked) - len(failed)}/{len(checked)}; {signature_line(document)}")


def verification_lines(document: ProofDocument, findings: Sequence[Finding]) -> Iterator[CleanText]:
    """Yield what verifying a proof found, as text."""
    yield verdict_line(document, findings)
    for finding in findings:
        title = _TITLES[finding.check]
        if finding.ok is True:
            yield clean(f"  ok: {title}")
        else:
            yield clean(f"  {_SIGNS[finding.ok]}: {title}: expected {finding.expected}, found {finding.found}")


def proof_object(document: ProofDocument) -> Mapping[str, Any]:
    """Return the object that ``proof show --format json`` prints."""
    return {
        "path": document.path,
        "signed": document.envelope is not None,
        "safety_level": document.bundle.safety_level.value,
        "rch_places": [record.place.value for record in document.bundle.rch],
        "bundle": loads(compact(document.bundle)),
    }


def verification_object(document: ProofDocument, findings: Sequence[Finding]) -> Mapping[str, Any]:
    """Return the object that ``proof verify --format json`` prints."""
    return {
        "path": document.path,
        "sound": is_sound(tuple(findings)),
        "signed": document.envelope is not None,
        "findings": [
            {"check": finding.check, "ok": finding.ok, "expected": finding.expected, "found": finding.found}
            for finding in findings
        ],
    }


def _command(record: CommandRecord) -> Iterator[CleanText]:
    told = f"{ending_of(record.exit_code)}, {record.seconds:.3f} s from {record.started} in {record.directory}"
    yield clean(f"command: {_line(record.argv)}: {told}")
    for name, stream in (("stdout", record.stdout), ("stderr", record.stderr)):
        yield clean(f"  {name}: {stream.digest}, {stream.bytes} bytes")
    for name, value in record.environment.items():
        yield clean(f"  {name}={value}")


def _reservations(bundle: AgentTaskProofBundle) -> Iterator[CleanText]:
    for record in bundle.reservations:
        word = "exclusive" if record.exclusive else "shared"
        end = f", released {record.released}" if record.released is not None else ""
        span = f"{record.reserved_from} to {record.reserved_until}{end}"
        yield clean(f"reservation: {record.pattern} by {record.holder}, {word}, {span}")


def _blockers(bundle: AgentTaskProofBundle) -> Iterator[CleanText]:
    for record in bundle.blockers:
        end = "OPEN" if record.resolved is None else f"resolved {record.resolved}: {record.resolution}"
        yield clean(f"blocker: {record.what}, since {record.since}, waits on {record.waits_on}; {end}")


def _frontier(bundle: AgentTaskProofBundle) -> Iterator[CleanText]:
    entries = bundle.frontier.entries
    counts = [(outcome, sum(entry.outcome is outcome for entry in entries)) for outcome in CheckOutcome]
    if entries:
        yield clean("validation: " + ", ".join(f"{count} {outcome}" for outcome, count in counts))
    for entry in entries:
        where = f"at {entry.commit[:_SHORT]}" if entry.commit else entry.reason
        yield clean(f"  {entry.check}: {entry.outcome} {where}")


def _line(argv: Sequence[str]) -> str:
    return " ".join(quote(word) for word in argv)
