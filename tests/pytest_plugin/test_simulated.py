"""Simulated tests in whole runs of pytest: what a failing seed leaves, and running that again."""

import pytest

from atp_tui.engine.artifacts import DECISIONS
from atp_tui.store.directory import PackDirectory
from atp_tui.store.pack import Pack
from tests.pytest_plugin.test_recorder import QUIET, XDIST, few_plugins, only, packs, run

pytest_plugins = ["pytester"]
__all__ = ["few_plugins"]

TEST = """
import trio
from atp_tui.lab.testing import simulated

@simulated(seeds=50)
async def test_both(world):
    network = world.network(loss=0.3)
    a, b = network.socket("a"), network.socket("b")
    for number in range(4):
        await a.sendto(bytes([number]), "b")
    got = set()
    with trio.move_on_after(1):
        while True:
            got.add((await b.recvfrom())[0][0])
    world.log("Got", numbers=sorted(got))
    world.check("ends", got & {0, 3}, "both are lost")
"""

NODE = "test_it.py::test_both"


def lines(result: pytest.RunResult) -> list[str]:
    """What the section of the plugin says at the end of a run."""
    said = result.stdout.lines
    start = next(number for number, line in enumerate(said) if line.startswith("=") and "= crashpacks =" in line)
    return said[start + 1 :]


def path_of(pack: Pack) -> str:
    return pack.path


def failing(pytester: pytest.Pytester) -> Pack:
    pytester.makepyfile(test_it=TEST)
    run(pytester).assert_outcomes(failed=1)
    return only(pytester)


def again(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*QUIET, NODE, *options)


def test_a_failing_seed_leaves_its_run(pytester: pytest.Pytester) -> None:
    pack = failing(pytester)
    record = pack.crashpack
    (result,) = record.oracle_results
    assert (result.oracle_name, [each.violation_type for each in result.violations]) == ("simulation", ["ends"])
    assert set(record.seeds) == {"simulation"}
    assert record.metadata["pytest.nodeid"] == NODE
    assert record.metadata["decisions"] == "drawn"
    kinds = {event.fields.kind for event in pack.events if hasattr(event, "fields")}
    assert {"DatagramSent", "DatagramLost", "Got", "Failure", "Poll"} <= kinds
    assert "Phase" not in kinds
    with PackDirectory(pack.location) as directory:
        assert directory.read(DECISIONS, 10_000).count(b'"lost"') >= 2
        report = directory.read("pytest-report.txt", 100_000).decode()
    assert report.splitlines()[1] == f"pytest {NODE} --crashpack-replay={pack.path}"
    assert report.splitlines()[2] == f"pytest {NODE} --crashpack-minimize={pack.path}"
    assert f"seed {record.seeds['simulation']} failed" in report
    assert pack.replay_line == f"pytest {NODE} --crashpack-replay={pack.path}"


def test_the_seed_alone_runs_it_again(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = failing(pytester)
    monkeypatch.setenv("ATP_SEED_SIMULATION", str(pack.crashpack.seeds["simulation"]))
    result = again(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*(0 of 1 had passed)*run it again: ATP_SEED_SIMULATION=* pytest 'test_it.py::test_both'"]
    )
    assert len(packs(pytester)) == 1, "nothing is written where it is not asked for"


def test_a_replay_is_exact_and_writes_nothing(pytester: pytest.Pytester) -> None:
    pack = failing(pytester)
    result = again(pytester, f"--crashpack-replay={pack.path}")
    result.assert_outcomes(failed=1)
    said = lines(result)
    assert said[0] == f"{pack.path}: EXACT: the run is identical to the record, event for event"
    assert len(packs(pytester)) == 1


def test_after_a_fix_the_replay_passes_and_says_where_it_parts(pytester: pytest.Pytester) -> None:
    pack = failing(pytester)
    pytester.makepyfile(test_it=TEST.replace("got & {0, 3}", "True"))
    result = again(pytester, f"--crashpack-replay={pack.path}")
    result.assert_outcomes(passed=1)
    assert lines(result)[0] == f"{pack.path}: DID_NOT_REPRODUCE: the recorded failure did not reproduce"


def test_the_smallest_cause_is_found_written_and_exact_again(pytester: pytest.Pytester) -> None:
    pack = failing(pytester)
    result = again(pytester, f"--crashpack-minimize={pack.path}")
    result.assert_outcomes(failed=1)
    said = lines(result)
    assert said[0].startswith("cause: 2 of ")
    assert said[1:4] == [
        "  datagram 0 on network: a to b is lost",
        "  datagram 3 on network: a to b is lost",
        said[3],
    ]
    assert said[3].startswith("1-minimal: nothing that is left can be removed on its own (")
    small = next(each for each in packs(pytester) if each.path.endswith("-small"))
    assert small.path == said[4]
    told = small.crashpack.metadata
    assert told["minimize.mode"] == "replay"
    assert told["minimize.kept"] == said[0].removeprefix("cause: ")
    assert told["decisions"] == "forced"
    with PackDirectory(small.location) as directory:
        assert directory.read(DECISIONS, 10_000).count(b"\n") == 2
    exact = again(pytester, f"--crashpack-replay={small.path}")
    assert lines(exact)[0].startswith(f"{small.path}: EXACT: ")


@pytest.mark.parametrize("option", ["--crashpack-replay", "--crashpack-minimize"])
def test_a_pack_that_cannot_be_run_again_is_told_in_one_line(pytester: pytest.Pytester, option: str) -> None:
    pack = failing(pytester)
    pytester.makepyfile(test_other=TEST, test_plain="def test_plain(): assert False")
    other = pytester.runpytest_inprocess(*QUIET, "test_other.py", f"{option}={pack.path}")
    other.stdout.fnmatch_lines(
        [f"E *ReplayError: {pack.path}: expected a pack of test_other.py::test_both, found one of {NODE}"]
    )
    missing = again(pytester, f"{option}=nowhere")
    missing.stdout.fnmatch_lines(["E *IoError: *nowhere*"])
    pytester.runpytest_inprocess(*QUIET, "test_plain.py", "--crashpacks=plain")
    plain = next((pytester.path / "plain").iterdir())
    result = again(pytester, f"{option}={plain}")
    result.stdout.fnmatch_lines(["E *ReplayError: *expected a pack of a simulated test, found one of another origin"])


def test_a_test_that_is_not_deterministic_leaves_a_pack_that_says_so(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it="""
        import os
        from atp_tui.lab.testing import simulated

        @simulated
        async def test_both(world):
            world.log("Drawn", os.urandom(8).hex())
        """
    )
    run(pytester).assert_outcomes(failed=1)
    (violation,) = only(pytester).crashpack.oracle_results[0].violations
    assert violation.violation_type == "determinism"
    assert violation.description.startswith("not deterministic: first difference at event ")


def test_fixtures_parameters_and_classes_work_and_a_failing_teardown_is_shown_beside(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest
        from atp_tui.lab.testing import simulated

        @pytest.fixture
        def broken():
            yield 3
            raise RuntimeError("teardown")

        class TestAll:
            @pytest.mark.parametrize("number", [1, 2])
            @simulated(seeds=3)
            async def test_both(self, world, broken, number, crashpack):
                assert crashpack.seed("other", 5) == 5
                assert number != 2 or world.seed != 1
        """
    )
    run(pytester).assert_outcomes(passed=2 - 1, failed=1, errors=2)
    found = {pack.crashpack.metadata["pytest.nodeid"].partition("[")[2]: pack for pack in packs(pytester)}
    names = [result.oracle_name for result in found["2]"].crashpack.oracle_results]
    assert names[0] == "simulation"
    assert len(names) == 2
    assert [result.passed for result in found["2]"].crashpack.oracle_results] == [False, False]
    assert [result.oracle_name for result in found["1]"].crashpack.oracle_results] == [names[1]]


def test_an_interrupt_in_a_simulated_run_ends_the_session(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it="""
        from atp_tui.lab.testing import simulated

        @simulated
        async def test_both(world):
            raise KeyboardInterrupt

        def test_after():
            pass
        """
    )
    result = pytester.runpytest_subprocess(*QUIET, "--crashpacks=packs")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert [each.oracle_name for each in only(pytester).crashpack.oracle_results] != ["simulation"]


def test_it_works_in_workers_of_xdist(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=TEST)
    pytester.runpytest_subprocess(*QUIET, *XDIST, "-n1", "--crashpacks=packs").assert_outcomes(failed=1)
    pack = only(pytester)
    options = ("-n1", NODE, f"--crashpack-minimize={pack.path}")
    result = pytester.runpytest_subprocess(*QUIET, *XDIST, *options)
    assert lines(result)[0].startswith("cause: 2 of ")
    assert [path.endswith("-small") for path in map(path_of, packs(pytester))].count(True) == 1


def test_without_the_plugin_options_it_is_a_test_like_any_other(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=TEST.replace("got & {0, 3}", "True"))
    result = pytester.runpytest_inprocess(*QUIET)
    result.assert_outcomes(passed=1)
    assert "crashpacks" not in result.stdout.str()
