"""The command by which pytest runs a recorded test again, as text and as a shell takes it."""

import subprocess

import pytest

from atp_tui.engine.pytest_command import is_recorded_test, minimize_line, one_line, why_not_copied
from atp_tui.engine.record import Crashpack

PRINT = "pytest() { env | grep -a ^ATP_SEED_ | sort >&2; printf '%s\\0' \"$@\"; }\n"


def pack_of(node: str = "tests/test_a.py::test_b", seeds: dict[str, int] | None = None, **told: str) -> Crashpack:
    options = {f"pytest.{name}": value for name, value in told.items()}
    return Crashpack(
        metadata={"recorded.by": "pytest 8.4.2", "pytest.nodeid": node, **options},
        seeds={} if seeds is None else seeds,
    )


def run(script: str) -> tuple[list[str], list[str]]:
    """The arguments and the seeds of the command, with a function in the place of pytest."""
    done = subprocess.run(["sh", "-c", (PRINT + script).encode()], capture_output=True, check=True, env={})
    return done.stdout.decode().split("\0")[:-1], done.stderr.decode().splitlines()


def test_the_line_has_the_seeds_the_options_and_the_test() -> None:
    pack = pack_of(seeds={"net": 7, "sched": 9}, markexpr="soak and not slow", hypothesis_seed="3", randomly_seed="4")
    assert one_line(pack) == (
        "ATP_SEED_NET=7 ATP_SEED_SCHED=9 pytest -m 'soak and not slow' -p randomly --randomly-seed=4"
        " --hypothesis-seed=3 tests/test_a.py::test_b"
    )
    assert one_line(pack_of(program="python -m pytest")) == "python -m pytest tests/test_a.py::test_b"
    assert one_line(pack_of(program="rm -rf")) == "pytest tests/test_a.py::test_b"


def test_a_simulated_test_is_compared_with_its_pack_and_minimized() -> None:
    pack = pack_of("a.py::t[x y]", {"simulation": 7})
    simulated = pack.changed(metadata={**pack.metadata, "lab": "atp_tui.lab.testing"})
    assert one_line(simulated) == "ATP_SEED_SIMULATION=7 pytest 'a.py::t[x y]'"
    for line, option in ((one_line, "replay"), (minimize_line, "minimize")):
        assert run(line(simulated, "/p/-a b")) == (["a.py::t[x y]", f"--crashpack-{option}=/p/-a b"], [])
    small = simulated.changed(metadata={**simulated.metadata, "minimize.mode": "replay"})
    assert minimize_line(pack, "/p") == minimize_line(small, "/p") == ""
    assert one_line(pack, "/p") == "ATP_SEED_SIMULATION=7 pytest 'a.py::t[x y]'"
    assert one_line(Crashpack(metadata={"lab": "atp_tui.lab.testing"}), "/p") == ""


@pytest.mark.parametrize(
    ("node", "argument"),
    [
        ("a.py::t[x y]", "a.py::t[x y]"),
        ("a.py::t['$(id)`id`\"]", "a.py::t['$(id)`id`\"]"),
        ("a.py::t[\\n]", "a.py::t[\\n]"),
        ("--pdb", "./--pdb"),
        ("-pevil", "./-pevil"),
        ("@arguments", "./@arguments"),
        ("a.py::t;id", "a.py::t;id"),
    ],
)
def test_a_name_of_a_test_is_one_argument_and_no_option(node: str, argument: str) -> None:
    assert run(one_line(pack_of(node, {"a; id": 1}))) == ([argument], ["ATP_SEED_A__ID=1"])


def test_what_cannot_be_seen_is_not_offered() -> None:
    assert why_not_copied(pack_of()) == ""
    assert why_not_copied(pack_of("a.py::t[\u202e]")) == "the name of the test contains an invisible character"
    assert why_not_copied(pack_of("a.py::t\nid")) == "the name of the test contains an invisible character"
    assert why_not_copied(pack_of(markexpr="a\u200b")) == "an option of the command contains an invisible character"


@pytest.mark.parametrize(
    "metadata",
    [{}, {"recorded.by": "pytest 8"}, {"pytest.nodeid": "a"}, {"recorded.by": "pytester 1", "pytest.nodeid": "a"}],
)
def test_other_packs_have_none(metadata: dict[str, str]) -> None:
    assert not is_recorded_test(Crashpack(metadata=metadata))
    assert one_line(Crashpack(metadata=metadata)) == ""
