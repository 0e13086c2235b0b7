"""``atp-tui scenarios``: what the lab can run, a line each."""

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_line
from atp_tui.lab.scenario import SCENARIOS


@click.command(name="scenarios")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(form: str) -> int:
    """List the scenarios of the lab.

    Each line is a scenario with its description. JSON adds the faults that it arms and the violation types that the
    oracle is expected to find.
    """
    if form == "json":
        print_json(
            [
                {
                    "name": scenario.name,
                    "sentence": scenario.sentence,
                    "faults": list(scenario.options().faults),
                    "violation_types": sorted(scenario.violation_types),
                }
                for scenario in SCENARIOS.values()
            ]
        )
        return Exit.OK
    width = max(map(len, SCENARIOS))
    for scenario in SCENARIOS.values():
        print_line(f"{scenario.name:<{width}}  {scenario.sentence}")
    return Exit.OK
