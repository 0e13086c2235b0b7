"""The figures that tests told, as the table at the end of a run."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

_LINE: Final = re.compile(r"soak: (.*): ([\d,]+) cases, ([\d,]+) failures")


def table(text: str) -> Iterator[str]:
    """Give the rows of the table, one for each name and one for the sum; none where nothing was told."""
    cases: dict[str, int] = defaultdict(int)
    failures: dict[str, int] = defaultdict(int)
    for name, ran, failed in _LINE.findall(text):
        cases[name] += int(ran.replace(",", ""))
        failures[name] += int(failed.replace(",", ""))
    if not cases:
        return
    yield f"{'cases':>12}  {'failures':>8}  what was tried"
    for name in sorted(cases):
        yield f"{cases[name]:>12,}  {failures[name]:>8,}  {name}"
    yield f"{sum(cases.values()):>12,}  {sum(failures.values()):>8,}  in all"
