"""How well two logs sort the packets that were declared lost into lost and arrived, against the relay's own list.

    python -m tools.real_stacks.two_ends DIRECTORY design|held-out

A packet was lost if the relay dropped all its datagrams. One that the relay passed on may still not be in the log of
the other end: that end discarded it unread, as it had no keys for it yet or had closed, or the system dropped it as the
end did not read in time. The relay cannot know; such packets are counted apart, at most as many as were discarded.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from atp_tui.engine.qlog import fields
from atp_tui.engine.qlog.event import Connection, End, LogEvent
from atp_tui.engine.qlog.judge.check import Verdict
from atp_tui.engine.qlog.pair import Direction, Pair, PairResult
from tools.real_stacks.judged import HEALTHS, damage_of, events_of, health_of, logs_of, truths
from tools.real_stacks.plan import ENDS, STACKS
from tools.real_stacks.relay import TO_CLIENT, TO_SERVER
from tools.real_stacks.run import Truth
from tools.real_stacks.score import SETS, print_table
from tools.real_stacks.sent import datagrams, fates, packets

UNREAD: Final = ("transport:packet_dropped", "transport:packet_buffered")
WAYS: Final = {"client": TO_SERVER, "server": TO_CLIENT}
RELAYS: Final = ("dropped", "passed", "unread", "unknown")


class Sorted(NamedTuple):
    """A packet that a sender declared lost: what the two logs say of it, and what the relay did."""

    verdict: str
    """Either "true" or "spurious"."""
    relay: str
    """Either "dropped", "passed", "unread" where the receiving end discarded it, or "unknown"."""


class Log(NamedTuple):
    """The log of one end."""

    connection: Connection
    events: list[LogEvent]


class Compared(NamedTuple):
    """A run with both logs."""

    truth: Truth
    result: PairResult
    sorted: list[Sorted]
    aligned: bool
    """Whether the relay's list fits both logs."""


def compared(paths: dict[str, list[Path]], directory: Path, truth: Truth) -> Compared | None:
    """The comparison of both ends of a run; None where a log is missing or empty."""
    logs, damages = {}, []
    for end in ENDS:
        reader, found = events_of(paths[end][-1]) if paths[end] else (None, [])
        if reader is None or not found:
            return None
        logs[end] = Log(found[0][0], [event for _, event in found])
        damages.append(damage_of(reader))
    pair = Pair(logs["client"].connection, logs["server"].connection)
    for event in logs["client"].events:
        pair.take_client(event)
    for event in logs["server"].events:
        pair.take_server(event)
    result = pair.finish(*damages)
    known = {end: fates(list(packets(logs[end].events)), datagrams(directory, WAYS[end])) for end in ENDS}
    found_losses: list[Sorted] = []
    for direction in result.directions:
        fate, events = known[direction.sender.value], logs[direction.sender.value].events
        if fate is not None:
            found_losses += losses(direction, events, fate, unread(direction, logs, directory, truth))
    return Compared(truth, result, found_losses, all(each is not None for each in known.values()))


def unread(direction: Direction, logs: dict[str, Log], directory: Path, truth: Truth) -> int:
    """How many packets the receiver discarded: by its log, in its full buffer, before it kept a log or after its end.

    After its last datagram, which closes the connection, an end reads nothing that still arrives.
    """
    receiver = "server" if direction.sender is End.CLIENT else "client"
    last = max((each.ms for each in datagrams(directory, WAYS[receiver])), default=0.0)
    way = truth.options.delay_ms + truth.options.jitter_ms
    came = datagrams(directory, WAYS[direction.sender.value])
    late = (each.ms + way > last and each.fate == "passed" for each in came)
    logged = sum(event.name in UNREAD for event in logs[receiver].events)
    return logged + sum(late) + truth.full_buffers.get(receiver, 0) + (truth.options.retry and receiver == "server")


def losses(
    direction: Direction, events: list[LogEvent], fate: dict[tuple[str, int], set[str]], discarded: int
) -> Iterator[Sorted]:
    """The packets that *direction* says were declared lost, each with what the relay did."""
    for verdict, found in (("true", direction.true_losses), ("spurious", direction.spurious_losses)):
        for number in (number for end, number in found.events if end is direction.sender):
            data = events[number].data
            space = fields.space_of(fields.packet_type(data)) or ""
            for packet in numbers_of(data):
                relay = fate.get((space, packet), {"unknown"})
                words = "passed" if "passed" in relay else "unknown" if "unknown" in relay else "dropped"
                if words == "passed" and verdict == "true" and discarded:
                    discarded -= 1
                    words = "unread"
                yield Sorted(verdict, words)


def numbers_of(data: fields.Data) -> list[int]:
    """The packet numbers of an event that declares packets lost."""
    number = fields.packet_number(data)
    return [*fields.packet_numbers(data), *([] if number is None else [number])]


def print_losses(runs: list[Compared]) -> None:
    """Prints, for each health, how the declared losses were sorted."""
    rows = []
    for health in HEALTHS:
        found = [each for each in runs if health_of(each.truth, "client") == health]
        counts = Counter(loss for each in found for loss in each.sorted)
        cells = [(verdict, relay) for verdict in ("true", "spurious") for relay in RELAYS]
        rows.append([health, str(len(found)), *(str(counts[Sorted(*cell)]) for cell in cells)])
    head = [f"{verdict}: {relay}" for verdict in ("true", "spurious") for relay in RELAYS]
    print_table(["run", "both logs", *head], rows)


def print_pair_checks(runs: list[Compared]) -> None:
    """Prints the answers of the checks on two ends."""
    answers = (Verdict.FIRED, Verdict.SILENT, Verdict.NOT_JUDGED)
    counts = Counter(
        (judged.check, health_of(each.truth, "client"), judged.answer)
        for each in runs
        for judged, _ in each.result.judged
    )
    checks = dict.fromkeys(judged.check for each in runs for judged, _ in each.result.judged)
    rows = [
        [check, *("/".join(str(counts[check, health, answer]) for answer in answers) for health in HEALTHS[:3])]
        for check in checks
    ]
    print_table(["check of two ends: fired/silent/not judged", *HEALTHS[:3]], rows)


def main() -> None:
    """Compares both ends of all runs of one set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("set", choices=SETS)
    parser.add_argument("--stack", action="append", choices=STACKS, help="may be repeated; all if none is given")
    arguments = parser.parse_args()
    for stack in arguments.stack or STACKS:
        found = [
            compared(logs_of(path), path, truth)
            for path, truth in truths(arguments.directory, stack, SETS[arguments.set])
        ]
        runs = [each for each in found if each is not None]
        aligned = sum(each.aligned for each in runs)
        contradictions = sum(way.contradictions.count for each in runs for way in each.result.directions)
        unmatched = Counter(each.result.why_unmatched for each in runs if each.result.why_unmatched)
        print(f"\n## {stack}, {arguments.set} set: {len(runs)} of {len(found)} runs have both logs; the relay's list")
        print(f"fits {aligned}; {contradictions} contradictions of time; not matched: {dict(unmatched)}\n")
        print_losses(runs)
        print()
        print_pair_checks(runs)
        for each in runs:
            wrong = Counter(each.sorted)[Sorted("true", "passed")] + Counter(each.sorted)[Sorted("spurious", "dropped")]
            if wrong:
                print(f"sorted wrong: run_{each.truth.options.seed} ({each.truth.options.scenario}): {wrong}")


if __name__ == "__main__":
    main()
