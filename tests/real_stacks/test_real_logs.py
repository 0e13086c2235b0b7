"""The logs under tests/logs/real, judged against what is known of their runs."""

from pathlib import Path

import msgspec
import pytest

from tools.real_stacks.fixtures import ALL, FOLDER, MOST_BYTES
from tools.real_stacks.judged import judged_end
from tools.real_stacks.plan import ENDS
from tools.real_stacks.run import Truth
from tools.real_stacks.two_ends import Sorted, compared

CUT = {"aioquic/full_disk/server", "ngtcp2/killed/client", "quic-go/killed/client"}
MISSING = {"aioquic/killed/client"}
"""aioquic writes its log when the connection ends."""

RUNS = sorted(path.parent for path in FOLDER.glob("*/*/truth.json"))


def truth_of(directory: Path) -> Truth:
    return msgspec.json.decode((directory / "truth.json").read_bytes(), type=Truth)


def log_of(directory: Path, end: str) -> list[Path]:
    return list(directory.glob(f"{end}.*"))


def test_each_run_of_the_table_is_kept_and_small() -> None:
    assert {path.relative_to(FOLDER).as_posix() for path in RUNS} == set(ALL)
    assert max(path.stat().st_size for path in FOLDER.glob("*/*/*")) <= MOST_BYTES


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("directory", RUNS, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_check_fires_if_the_transfer_failed_and_the_log_can_show_it(directory: Path, end: str) -> None:
    found = judged_end(log_of(directory, end), truth_of(directory), directory, end)
    name = f"{directory.relative_to(FOLDER).as_posix()}/{end}"
    assert (name in CUT) == any("cut" in words for words in found.faults)
    expected = "silent" if found.truth.finished else "fired"
    assert found.outcome == ("not judged" if name in CUT | MISSING else expected), [
        each.message for each in found.fired
    ]


@pytest.mark.parametrize("directory", RUNS, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_two_ends_sort_declared_losses_as_the_relay_did(directory: Path) -> None:
    logs = {end: log_of(directory, end) for end in ENDS}
    found = compared(logs, directory, truth_of(directory))
    if found is None:
        assert not all(logs.values())
        return
    assert found.aligned
    assert set(found.sorted) <= {Sorted("true", "dropped"), Sorted("true", "unread"), Sorted("spurious", "passed")}
