"""Whatever is indexed and done, in any order: what a fleet says of itself is what its rows say."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.fleet.database import Fleet, open_fleet
from atp_tui.fleet.deeds import deed_page, merge, set_status, split, undo
from atp_tui.fleet.prune import prune
from atp_tui.fleet.queries import totals
from atp_tui.fleet.rows import Status
from tests.examples import examples
from tests.fleet_packs import groups, index_at, make_pack, require_healthy

TYPES = ("quiescence", "obligation_leak", "path_consistency")
NAMES = tuple("abcdef")

PACKS = st.tuples(
    st.just("pack"),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(TYPES), max_size=3),
    st.integers(0, 3),
    st.sampled_from([0.0, 0.1, 0.5]),
)
STEPS = st.one_of(
    PACKS,
    PACKS,
    st.tuples(st.just("remove"), st.sampled_from(NAMES)),
    st.tuples(st.just("copy"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("merge"), st.integers(0, 5), st.integers(0, 5)),
    st.tuples(st.just("split"), st.integers(0, 5), st.sampled_from(["level2", "loss", "window"])),
    st.tuples(st.just("status"), st.integers(0, 5), st.sampled_from([Status.KNOWN, Status.FIXED])),
    st.tuples(st.just("undo"), st.integers(0, 20)),
    st.tuples(st.just("prune"), st.integers(1, 2)),
)


def take(fleet: Fleet, folder: Path, step: tuple[object, ...]) -> None:
    """Do one thing."""
    found = [row.id for row in groups(fleet).values()]
    match step:
        case ("pack", str(name), list(types), int(seed), float(loss)):
            shutil.rmtree(folder / name, ignore_errors=True)
            make_pack(folder / name, types, seed, f"b{seed}", loss=loss)
        case ("remove", str(name)):
            shutil.rmtree(folder / name, ignore_errors=True)
        case ("copy", str(name), str(to)) if (folder / name).exists() and name != to:
            shutil.rmtree(folder / to, ignore_errors=True)
            shutil.copytree(folder / name, folder / to)
        case ("merge", int(one), int(two)) if found:
            merge(fleet, found[one % len(found)], found[two % len(found)])
        case ("split", int(one), str(by)) if found:
            split(fleet, found[one % len(found)], by)
        case ("status", int(one), Status() as status) if found:
            set_status(fleet, found[one % len(found)], status)
        case ("undo", int(number)):
            undo(fleet, number or None)
        case ("prune", int(keep)):
            prune(fleet, keep)
    index_at(fleet, folder)


@given(steps=st.lists(STEPS, max_size=12))
@examples(60)
def test_counts_agree_with_rows(steps: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as name, open_fleet(name, create=True) as fleet:
        for step in steps:
            try:
                take(fleet, Path(name), step)
            except InvalidFormatError:
                continue
            finally:
                require_healthy(fleet)
        found = totals(fleet)
        assert found.runs == found.passed + found.failed
        assert found.readable == found.sound + found.not_sound + found.unexamined
        runs = {title: row.runs for title, row in groups(fleet).items()}
        for row in deed_page(fleet, 0, -1):
            if row.what != "undo" and row.undone_by is None:
                undo(fleet, row.number)
        require_healthy(fleet)
        assert all(title.split(" (")[0] in TYPES for title in runs)
        assert set(groups(fleet)) <= set(TYPES)
