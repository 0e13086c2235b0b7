"""How well the checks of a QUIC log tell runs that failed from runs that did not.

    python -m tools.real_stacks.score DIRECTORY design
    python -m tools.real_stacks.score DIRECTORY held-out
    python -m tools.real_stacks.score DIRECTORY design --models models

DIRECTORY is that of `python -m tools.real_stacks -o`. The checks were mended on the design set alone; the figures that
are published are those of the held-out set. --models writes the rates of each stack as model files.
"""

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from atp_tui.engine import CheckRates, Tally
from atp_tui.engine.qlog.judge.check import Verdict
from tools.real_stacks.judged import HEALTHS, JudgedEnd, all_judged
from tools.real_stacks.plan import ENDS, STACKS

SETS: Final = {"design": range(500), "held-out": range(500, 1000)}
"""The seeds of each set."""
OUTCOMES: Final = ("fired", "silent", "not judged")
ANSWERS: Final = (Verdict.FIRED, Verdict.SILENT, Verdict.NOT_JUDGED)


def share(part: int, whole: int) -> str:
    """As a percentage, or a dash without anything to divide by."""
    return f"{part / whole:.1%}" if whole else "-"


def print_table(head: list[str], rows: list[list[str]]) -> None:
    """Prints a table of Markdown."""
    for row in (head, ["---"] * len(head), *rows):
        print("| " + " | ".join(row) + " |")


def print_verdicts(ends: list[JudgedEnd]) -> None:
    """Prints, for each end and health, how many logs a check fired on."""
    rows = []
    for end in ENDS:
        for health in HEALTHS:
            found = [each for each in ends if each.end == end and each.health == health]
            counts = Counter(each.outcome for each in found)
            judged = counts["fired"] + counts["silent"]
            high = sum(each.is_high for each in found)
            numbers = [str(counts[each]) for each in OUTCOMES]
            rows.append([end, health, str(len(found)), *numbers, share(counts["fired"], judged), str(high)])
    print_table(["end", "run", "logs", *OUTCOMES, "fired of judged", "High"], rows)


def print_checks(ends: list[JudgedEnd]) -> None:
    """Prints, for each check, its answers on broken and on healthy runs as fired/silent/not judged."""
    counts = Counter((answer.check, each.end, each.health, answer.answer) for each in ends for answer in each.answers)
    columns = [(end, health) for health in ("broken", "healthy") for end in ENDS]
    checks = dict.fromkeys(answer.check for each in ends for answer in each.answers)
    rows = [
        [check, *("/".join(str(counts[check, *column, answer]) for answer in ANSWERS) for column in columns)]
        for check in checks
    ]
    print_table(["check: fired/silent/not judged", *(f"{health} {end}" for end, health in columns)], rows)


def print_errors(ends: Iterable[JudgedEnd]) -> None:
    """Prints each miss and each false alarm with the events of the check."""
    for each in ends:
        options = each.truth.options
        if each.health == "broken" and each.outcome == "silent":
            print(f"missed: {each.name} ({options.scenario})")
        elif each.health == "healthy":
            for answer in each.fired:
                events = ",".join(map(str, answer.events[:8]))
                print(f"false alarm: {each.name} ({options.scenario}): {answer.check}: {answer.message} [{events}]")


def print_scenarios(ends: list[JudgedEnd]) -> None:
    """Prints the outcomes of each scenario."""
    counts = Counter((each.truth.options.scenario, each.health, each.end, each.outcome) for each in ends)
    names = sorted({key[:2] for key in counts})
    rows = [
        [*name, *("/".join(str(counts[*name, end, outcome]) for outcome in OUTCOMES) for end in ENDS)] for name in names
    ]
    print_table(["scenario", "run", *(f"{end}: fired/silent/not judged" for end in ENDS)], rows)


def model_text(stack: str, ends: list[JudgedEnd]) -> str:
    """The rates of each check as a model file, over the logs of both ends on which it has an answer.

    A check that fired on no broken run is left out and keeps its default: no scenario breaks what it looks at.
    """
    runs = len({each.directory for each in ends})
    lines = ["schema_version = 1", f'title = "measured on {runs} runs of {stack} on loopback"']
    tallies = Counter((answer.check, each.health, answer.answer) for each in ends for answer in each.answers)
    for check in dict.fromkeys(answer.check for each in ends for answer in each.answers):
        broken, clean = (
            Tally(fired=tallies[check, health, Verdict.FIRED], runs=judged_runs(tallies, check, health))
            for health in ("broken", "healthy")
        )
        if not broken.fired or not clean.runs:
            continue
        rates = CheckRates.measured(broken=broken, clean=clean)
        lines += ["", f"[{check}]"]
        for name, rate, of, tally in (
            ("detection", rates.detection, "broken", broken),
            ("false_alarm", rates.false_alarm, "clean", clean),
        ):
            low, high = tally.interval()
            lines.append(f"{name} = {rate!r}  # 95% interval {low:.6f} to {high:.6f}")
            lines.append(f"{of} = {{ fired = {tally.fired}, runs = {tally.runs} }}")
    return "".join(f"{line}\n" for line in lines)


def judged_runs(tallies: Counter[tuple[str, str, Verdict]], check: str, health: str) -> int:
    """On how many logs of that health *check* has an answer."""
    return tallies[check, health, Verdict.FIRED] + tallies[check, health, Verdict.SILENT]


def main() -> None:
    """Judges the runs of one set, and prints or writes what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("set", choices=SETS)
    parser.add_argument("--stack", action="append", choices=STACKS, help="may be repeated; all if none is given")
    parser.add_argument("--models", type=Path, help="the folder to write model files into")
    parser.add_argument("--errors", action="store_true", help="list each miss and each false alarm")
    arguments = parser.parse_args()
    for stack in arguments.stack or STACKS:
        ends = all_judged(arguments.directory, stack, SETS[arguments.set])
        print(f"\n## {stack}, {arguments.set} set: {len(ends) // 2} runs\n")
        print_verdicts(ends)
        print()
        print_checks(ends)
        print()
        print_scenarios(ends)
        if arguments.errors:
            print()
            print_errors(ends)
        if arguments.models:
            (arguments.models / f"{stack}.toml").write_text(model_text(stack, ends), encoding="utf-8")


if __name__ == "__main__":
    main()
