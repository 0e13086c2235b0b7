"""What is said of a pack costs work in proportion to the pack, whichever part of it is large."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from atp_tui.engine.diff.comparison import diff_facts
from atp_tui.report.diff_facts import facts_of
from atp_tui.report.json import json_object
from atp_tui.report.junit import junit
from atp_tui.report.model import Report, report_of
from atp_tui.report.sarif import sarif
from atp_tui.report.text import report_lines
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack, examine_pack
from atp_tui.store.writer import write_pack
from tests.growth import growth
from tools.make_record import LEDGER_ENTRIES, PARTS, files_of

SMALL: Final = 25
TIMES: Final = 8


def compared(pack: Pack, report: Report) -> None:
    """The facts of a pack beside themselves, as `diff` sets them side by side."""
    assert not any(diff_facts(facts_of(pack, report), facts_of(pack, report)).values())


FACES: Final[Mapping[str, Callable[[Pack, Report], object]]] = {
    "diff": compared,
    "text": lambda _, report: list(report_lines(report, with_metadata=True)),
    "json": lambda _, report: json_object(report),
    "junit": lambda _, report: junit([report]),
    "sarif": lambda _, report: sarif([report]),
}


@pytest.fixture(scope="module")
def pack_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], tuple[Pack, Report]]:
    """A pack of which one part has a size, made once."""
    folder: Path = tmp_path_factory.mktemp("grown")

    @cache
    def made(part: str, size: int) -> tuple[Pack, Report]:
        path = str(folder / f"{part} {size}")
        write_pack(path, files_of(part, size))
        pack = open_pack(path)
        return pack, report_of(pack, examine_pack(pack))

    return made


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("part", [*PARTS, LEDGER_ENTRIES])
def test_the_work_is_linear(pack_of: Callable[[str, int], tuple[Pack, Report]], part: str, face: str) -> None:
    for size in (SMALL, SMALL * TIMES):
        pack_of(part, size)
    assert growth(lambda size: FACES[face](*pack_of(part, size)), SMALL, TIMES) < 1.5
