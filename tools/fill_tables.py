"""Fill the tables of the documentation that the program knows: python tools/fill_tables.py writes them into it.

A table stands between ``<!-- table: NAME -->`` and ``<!-- end of table -->``.
"""

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from click import Parameter

    from atp_tui.tui.widgets.key_tables import KeyRow

ROOT: Final = Path(__file__).resolve().parent.parent
_MARKED: Final = re.compile(r"<!-- table: ([\w .]+) -->\n(.*?)<!-- end of table -->", re.DOTALL)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown, with an empty line before and after it."""
    names = list(head)
    lines = [names, ["---"] * len(names), *(list(row) for row in rows)]
    return "\n" + "".join(f"| {' | '.join(cells)} |\n" for cells in lines) + "\n"


def keys(pressed: str) -> str:
    """Keys as they stand on a keyboard, each as code."""
    from atp_tui.tui.key_names import shown_keys

    return " or ".join(f"`{key}`" for key in shown_keys(pressed).split(" or "))


FIRST_KEYS: Final = (
    *("cause.next", "cause.previous", "events.context", "events.filter", "kinds.list", "pane.state"),
    *("replay.run", "replay.minimize", "replay.compare", "replay.copy", "help", "quit"),
)
"""The commands that somebody needs first, by their names."""


def first_keys() -> str:
    """The keys that somebody needs first."""
    from atp_tui.tui.commands import COMMAND_OF

    known = (COMMAND_OF[name] for name in FIRST_KEYS)
    return table(("key", "what it does"), ((keys(command.keys), command.told) for command in known))


def named_keys() -> str:
    """All keys of the main screen and of those of a fleet, with group and name."""
    from atp_tui.tui.commands import COMMAND_OF

    rows = ((keys(command.keys), command.told, command.group, f"`{command.name}`") for command in COMMAND_OF.values())
    return table(("key", "what it does", "group", "name"), rows)


def list_keys() -> str:
    """The keys of every list."""
    from atp_tui.tui.widgets.key_tables import LIST_KEYS

    return _own(LIST_KEYS)


def timeline_keys() -> str:
    """The keys of the timeline."""
    from atp_tui.tui.widgets.key_tables import CHART_KEYS

    return _own(CHART_KEYS)


def _own(known: "Iterable[KeyRow]") -> str:
    rows = ((keys(own.keys), own.description, f"`{own.name}`") for own in known)
    return table(("key", "what it does", "name"), rows)


def commands() -> str:
    """The commands, each with what must be given to it."""
    import click

    from atp_tui.cli.group import COMMANDS
    from atp_tui.cli.program import program

    rows = []
    for name, sentence in COMMANDS.items():
        command = program.get_command(click.Context(program), name)
        needed = [_needed(parameter) for parameter in command.params if parameter.required] if command else []
        words = " ".join(("atp-tui", name, *sorted(needed, key=lambda word: not word.startswith("-"))))
        rows.append((f"[`{words}`](docs/commands.md#{name})", sentence))
    return table(("command", "what it does"), rows)


def _needed(parameter: "Parameter") -> str:
    """How an argument or an option stands in a command line."""
    import click

    if isinstance(parameter, click.Option):
        return f"{parameter.opts[0]} {(parameter.name or '').upper()}"
    return parameter.human_readable_name


def checks() -> str:
    """The checks of the ATP oracle."""
    from atp_tui.engine.oracle.checks import ATP_CHECKS

    rows = (
        (
            f"`{check.name}`",
            ", ".join(f"`{field}`" for field in check.fields),
            check.source.value,
            check.severity.value,
            check.group.value,
        )
        for check in ATP_CHECKS
    )
    return table(("check", "field", "from", "severity", "group"), rows)


def faults() -> str:
    """The faults of the lab."""
    from atp_tui.lab.fault_table import FAULTS

    said = ((fault.name, fault.sentence, fault.violation_type) for fault in FAULTS.values())
    rows = (
        (f"`{name}`", sentence, f"`{kind}`" if kind else "nothing: it is survived") for name, sentence, kind in said
    )
    return table(("fault", "what happens", "what the oracle says"), rows)


def limits() -> str:
    """What is taken of a pack, or for one, at most."""
    from atp_tui.store.limits import LIMITS

    rows = ((limit.what, limit.told, limit.why, limit.past) for limit in LIMITS)
    return table(("what", "at most", "why", "past it"), rows)


def layers() -> str:
    """The layers of import-linter's contracts, the top one first."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    rows = []
    for each in contracts:
        if each["type"] == "layers":
            within = each.get("containers", [each["layers"][-1].split(" : ")[0].rsplit(".", 1)[0]])[0]
            names = (re.sub(rf"[()]|\b{re.escape(within)}\.", "", layer) for layer in each["layers"])
            rows.append((f"`{within}`", " → ".join(f"`{name.replace(' : ', '`, `')}`" for name in names)))
    return table(("in", "imports go from left to right"), rows)


TABLES: Final[Mapping[str, Callable[[], str]]] = MappingProxyType(
    {
        "keys": first_keys,
        "keys with names": named_keys,
        "keys of lists": list_keys,
        "keys of the timeline": timeline_keys,
        "commands": commands,
        "checks": checks,
        "faults": faults,
        "limits": limits,
        "layers": layers,
    }
)
"""What makes each table, by its name."""


def filled(text: str) -> str:
    """A document with its tables as they are now."""
    return _MARKED.sub(lambda match: f"<!-- table: {match[1]} -->\n{TABLES[match[1]]()}<!-- end of table -->", text)


def main() -> int:
    """Fill the tables of every document."""
    sys.path.insert(0, str(ROOT))
    for document in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = document.read_text(encoding="utf-8")
        anew = filled(text)
        if anew != text:
            document.write_text(anew, encoding="utf-8")
            print(f"{document.relative_to(ROOT)} was changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
