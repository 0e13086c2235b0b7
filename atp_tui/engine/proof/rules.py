"""What makes a bundle hang together, as rows of a table. The builder refuses what breaks one, ``verify`` names it.

Source: EVIDENCE.md, "Proof of an agent's task".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from atp_tui.clean import clean
from atp_tui.engine.proof import record_rules as of_records
from atp_tui.engine.proof import time_rules as of_times
from atp_tui.engine.proof.bundle import AgentTaskProofBundle
from atp_tui.engine.proof.fault import Fault
from atp_tui.engine.soundness.finding import MAX_TOLD, Finding


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that a bundle must keep to."""

    title: str
    """What it is about: a noun phrase that reads right after OK and FAIL."""
    faults: Callable[[AgentTaskProofBundle], Iterator[Fault]]


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "head": Rule("task, agent and claim", of_records.head),
        "digests": Rule("a commit, command or file to check", of_records.digests),
        "commits": Rule("each commit once, never its own parent", of_records.commits),
        "files": Rule("each file once", of_records.files),
        "environment": Rule("only variables on the allow-list", of_records.environment),
        "secrets": Rule("no secrets in commands and variables", of_records.secrets),
        "rch": Rule("remote runs on the worker that was asked", of_records.rch),
        "blockers": Rule("resolved blockers with how they were resolved", of_records.blockers),
        "frontier": Rule("one entry per check, with a reason where it was not run", of_records.frontier),
        "frontier_commits": Rule("checks at listed commits", of_records.frontier_commits),
        "replay_level": Rule("replay level = highest level of its steps", of_records.replay_level),
        "order": Rule("end times after start times", of_times.order),
        "made": Rule("bundle dated after all that it records", of_times.made),
        "reservations": Rule("no file reserved by two at the same time", of_times.reservations),
    }
)
"""The rules by name, in the order in which they are told."""


def first_fault(bundle: AgentTaskProofBundle) -> Fault | None:
    """Return the first fault of a bundle, or None where it hangs together."""
    return next((fault for rule in RULES.values() for fault in rule.faults(bundle) if not fault.is_open), None)


def verify_bundle(bundle: AgentTaskProofBundle) -> tuple[Finding, ...]:
    """Return what every rule finds: one finding where it holds, else one for each of its first faults."""
    return tuple(finding for name, rule in RULES.items() for finding in _findings(name, rule, bundle))


def _findings(name: str, rule: Rule, bundle: AgentTaskProofBundle) -> Iterator[Finding]:
    faults = list(islice(rule.faults(bundle), MAX_TOLD + 1))
    for fault in faults[:MAX_TOLD]:
        ok = None if fault.is_open else False
        yield Finding(name, ok, clean(f"{fault.place}: {fault.expected}"), clean(f"{fault.place}: {fault.found}"))
    if len(faults) > MAX_TOLD:
        yield Finding(name, False, clean("no more faults"), clean("more faults of this kind"))
    if not faults:
        yield Finding(name, True, clean(rule.title), clean("so it is"))
