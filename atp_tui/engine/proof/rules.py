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

    sentence: str
    faults: Callable[[AgentTaskProofBundle], Iterator[Fault]]


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "head": Rule("Task, agent and claim are present", of_records.head),
        "digests": Rule("There is a commit, a command or a file to check", of_records.digests),
        "commits": Rule("Each commit is listed once, and is not its own parent", of_records.commits),
        "files": Rule("Each file is listed once", of_records.files),
        "environment": Rule("Only variables on the allow-list are recorded", of_records.environment),
        "secrets": Rule("No command or variable looks like a secret", of_records.secrets),
        "rch": Rule("Only what ran on the requested worker is recorded as remote", of_records.rch),
        "blockers": Rule("A resolved blocker has a resolution", of_records.blockers),
        "frontier": Rule("Every check has one entry, with a reason if it was not run", of_records.frontier),
        "frontier_commits": Rule("Checks ran on listed commits", of_records.frontier_commits),
        "replay_level": Rule("The level of the replay is the highest of its steps", of_records.replay_level),
        "order": Rule("Nothing ends before it begins", of_times.order),
        "made": Rule("Nothing is later than the bundle", of_times.made),
        "reservations": Rule("No file is reserved by two holders at the same time", of_times.reservations),
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
        yield Finding(name, True, clean(rule.sentence), clean("so it is"))
