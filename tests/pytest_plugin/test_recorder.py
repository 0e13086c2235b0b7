"""Whole runs of pytest with the plugin: which attempts leave a pack, what is in it, and what the run says of it."""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from atp_tui.engine.record import Violation
from atp_tui.pytest_plugin import pack as pack_module
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack, examine_pack

pytest_plugins = ["pytester"]

QUIET = ("-p", "no:cacheprovider", "-p", "atp_tui.pytest_plugin", "-p", "pytest_rerunfailures")
XDIST = ("-p", "xdist.plugin", "-p", "xdist.looponfail")


@pytest.fixture(autouse=True)
def few_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """No plugin but those that are named: others do not expect to be loaded twice in one process."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setattr(sys, "argv", ["pytest"])
    for name in ("GITHUB_SHA", "CI_COMMIT_SHA", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_TESTRUNUID"):
        monkeypatch.delenv(name, raising=False)


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*QUIET, "--crashpacks=packs", *options)


def packs(pytester: pytest.Pytester) -> list[Pack]:
    """The packs of a run by their names, each of which must be intact."""
    folder = pytester.path / "packs"
    found = [open_pack(str(path), keeps_index=False) for path in sorted(folder.iterdir())] if folder.exists() else []
    assert not list(folder.glob(".*"))
    for pack in found:
        assert [each for each in examine_pack(pack).findings if each.ok is False] == []
    return found


def only(pytester: pytest.Pytester) -> Pack:
    (pack,) = packs(pytester)
    return pack


def violations(pack: Pack) -> list[Violation]:
    return [violation for result in pack.crashpack.oracle_results for violation in result.violations]


def types(pack: Pack) -> list[str]:
    return [violation.violation_type for violation in violations(pack)]


def events(pack: Pack) -> list[str]:
    return [f"{event.fields.kind}: {event.fields.message}" for event in pack.events if hasattr(event, "fields")]


def test_a_failing_test_leaves_a_pack_and_a_passing_one_none(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_a="""
        import logging
        def helper(number):
            raise ConnectionError(f"packet {number} is lost")
        def test_bad():
            logging.getLogger("quic").warning("path %d is dark", 2)
            helper(7)
        def test_good():
            pass
        """
    )
    result = run(pytester)
    result.assert_outcomes(failed=1, passed=1)
    pack = only(pytester)
    assert types(pack) == ["ConnectionError in helper (test_a)"]
    told = violations(pack)[0]
    assert told.description == "call failed: ConnectionError: packet 7 is lost"
    assert told.evidence["test"] == "test_a.py::test_bad"
    listed = events(pack)
    assert listed[:4] == [
        "Phase: setup begun",
        "Phase: setup passed",
        "Phase: call begun",
        "LogWarning: quic: path 2 is dark",
    ]
    assert [listed[int(number)] for number in told.evidence["events"].split(",")] == [
        "Failure: call failed: ConnectionError: packet 7 is lost",
        "Frame: test_a.py:6 in test_bad: helper(7)",
        'Frame: test_a.py:3 in helper: raise ConnectionError(f"packet {number} is lost")',
    ]
    assert listed[-1] == "Phase: teardown passed"
    assert pack.replay_line == "pytest test_a.py::test_bad"
    assert pack.crashpack.metadata["recorded.by"] == f"pytest {pytest.__version__}"


def test_where_the_packs_are_is_said_in_the_report_in_the_summary_and_in_junit(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_bad(): assert False")
    result = run(pytester, "--junitxml=junit.xml")
    path = only(pytester).path
    lines = result.outlines
    assert f"crashpacks: {pytester.path}/packs" in lines
    section = next(number for number, line in enumerate(lines) if "- crashpack written after teardown -" in line)
    assert lines[section + 1] == path
    summary = next(number for number, line in enumerate(lines) if re.fullmatch("=+ crashpacks =+", line))
    assert lines[summary + 1 : summary + 3] == [
        path,
        f"1 in all; groups of failures: atp-tui fleet {pytester.path}/packs",
    ]
    (named,) = ET.parse(pytester.path / "junit.xml").iter("property")  # noqa: S314 - as above
    assert (named.get("name"), named.get("value")) == ("crashpack", path)


def test_each_phase_that_fails_is_a_violation(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_a="""
        import pytest
        @pytest.fixture
        def broken():
            raise OSError("no socket")
        @pytest.fixture
        def sticky():
            yield
            raise RuntimeError("still open")
        class TestGroup:
            def test_setup(self, broken): pass
            def test_both(self, sticky): assert 0
        """
    )
    run(pytester).assert_outcomes(failed=1, errors=2)
    both, setup = packs(pytester)
    assert types(setup) == ["OSError in broken (test_a)"]
    assert violations(setup)[0].evidence["phase"] == "setup"
    assert types(both) == ["AssertionError in TestGroup.test_both (test_a)", "RuntimeError in sticky (test_a)"]
    assert both.replay_line == "pytest test_a.py::TestGroup::test_both"


def test_only_what_pytest_reports_as_failed_leaves_a_pack(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_a="""
        import pytest
        @pytest.mark.xfail
        def test_expected(): assert 0
        @pytest.mark.xfail(strict=True)
        def test_unexpected(): pass
        def test_skipped(): pytest.skip("no")
        """
    )
    run(pytester).assert_outcomes(failed=1, xfailed=1, skipped=1)
    assert types(only(pytester)) == ["XPassStrict in test_a.py::test_unexpected"]


def test_ids_of_any_characters_name_a_test_and_its_line(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        r"""
        import pytest
        @pytest.mark.parametrize("text", ["a/b c'\"\n", "..", "x" * 300, "\u202e\u00e9", "$(id)`id`", "-rf @x"])
        def test_bad(text): assert 0
        """
    )
    run(pytester).assert_outcomes(failed=6)
    found = packs(pytester)
    assert len(found) == 6
    for pack in found:
        name = Path(pack.path).name
        assert re.fullmatch(r"[A-Za-z0-9_.-]{1,160}", name)
        assert pack.replay_refusal == ""
        line = pack.replay_line.removeprefix("pytest ")
        again = pytester.run("sh", "-c", f"printf %s {line}")
        assert again.stdout.str() == pack.crashpack.metadata["pytest.nodeid"]
    assert len({types(pack)[0] for pack in found}) == 1


def test_attempts_that_are_run_again_have_a_pack_each(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_bad(crashpack): assert crashpack.seed('net') < 0")
    result = run(pytester, "--reruns=2", "--junitxml=junit.xml")
    result.assert_outcomes(failed=1)
    found = packs(pytester)
    assert [pack.crashpack.metadata["pytest.attempt"] for pack in found] == ["1", "2", "3"]
    assert len({pack.crashpack.seeds["net"] for pack in found}) == 1, "a rerun draws the same seeds"
    assert {len(types(pack)) for pack in found} == {1}
    assert "3 in all" in result.stdout.str()
    told = [each.get("value") for each in ET.parse(pytester.path / "junit.xml").iter("property")]  # noqa: S314 - as above
    assert told[-1] == found[-1].path


def test_attempts_with_the_same_inputs_and_two_outcomes_are_told(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_a="""
        seen = []
        def test_heals(crashpack):
            seen.append(crashpack.seed("net"))
            assert len(seen) > 1
        def test_turns():
            seen.append(0)
            raise (KeyError if len(seen) % 2 else IndexError)("x")
        def test_differs(crashpack):
            seen.append(0)
            crashpack.seed("net", len(seen))
            assert len(seen) % 2 == 0
        """
    )
    outcomes = run(pytester, "--reruns=1").parseoutcomes()
    assert (outcomes["failed"], outcomes["passed"], outcomes["rerun"]) == (1, 2, 3)
    differs, heals_first, heals, turns_first, turns = packs(pytester)
    assert types(heals_first) == ["AssertionError in test_heals (test_a)"]
    assert types(heals) == ["same inputs, two outcomes: AssertionError in test_heals (test_a)"]
    told = violations(heals)[0]
    assert told.evidence["second"] == "passed"
    assert told.evidence["first pack"] == Path(heals_first.path).name
    assert [result.passed for result in heals.crashpack.oracle_results] == [True, False]
    assert types(turns_first) == ["KeyError in test_turns (test_a)"]
    assert types(turns)[0] == "IndexError in test_turns (test_a)"
    assert types(turns)[1] == "same inputs, two outcomes: IndexError in test_turns (test_a)"
    assert types(differs) == ["AssertionError in test_differs (test_a)"]


def nodes(found: list[Pack]) -> list[str]:
    return [pack.crashpack.metadata["pytest.nodeid"] for pack in found]


def test_workers_of_xdist_write_packs_and_the_run_lists_them(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_a="""
        import pytest
        @pytest.mark.parametrize("number", range(3))
        def test_bad(number): assert 0
        @pytest.mark.xdist_group("one")
        def test_grouped(): assert 0
        """
    )
    result = pytester.runpytest_subprocess(*QUIET, *XDIST, "--crashpacks=packs", "-n2", "--dist=loadgroup", "-q")
    found = packs(pytester)
    assert nodes(found) == [*(f"test_a.py::test_bad[{number}]" for number in range(3)), "test_a.py::test_grouped"]
    listed = result.stdout.str()
    assert all(pack.path in listed for pack in found)
    assert len({Path(pack.path).name.split("-")[-3] for pack in found}) == 1, "all have the mark of the run"


def test_a_test_whose_worker_dies_leaves_what_is_known_of_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_a="import os\ndef test_dies(): os._exit(3)\ndef test_good(): pass")
    options = ("--crashpacks=packs", "--junitxml=junit.xml", "-n1")
    result = pytester.runpytest_subprocess(*QUIET, *XDIST, *options)
    pack = only(pytester)
    assert types(pack) == ["WorkerCrash in test_a.py::test_dies"]
    assert violations(pack)[0].severity == "Critical"
    assert result.stdout.str().count(pack.path) == 2, "in the report and in the summary"
    assert pack.path in (pytester.path / "junit.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize("options", [["-x"], ["--maxfail=1"]])
def test_a_run_that_stops_early_has_the_pack_of_its_last_test(pytester: pytest.Pytester, options: list[str]) -> None:
    pytester.makepyfile("def test_one(): assert 0\ndef test_two(): assert 0")
    run(pytester, *options).assert_outcomes(failed=1)
    assert only(pytester).replay_line.endswith("::test_one")


def test_a_test_that_is_interrupted_leaves_a_pack_after_its_teardown(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_a="""
        import logging, pytest
        @pytest.fixture
        def closing():
            yield
            logging.error("closed")
        def test_hangs(closing): raise KeyboardInterrupt
        """
    )
    result = pytester.runpytest_subprocess(*QUIET, "--crashpacks=packs")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    pack = only(pytester)
    assert types(pack) == ["KeyboardInterrupt in test_hangs (test_a)"]
    assert "LogError: root: closed" in events(pack)
    assert pack.path in result.stdout.str()


def test_a_test_that_ends_the_run_by_itself_leaves_none(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\ndef test_ends(): pytest.exit('enough')")
    result = pytester.runpytest_subprocess(*QUIET, "--crashpacks=packs")
    assert "enough" in result.stdout.str()
    assert packs(pytester) == []


def test_tests_of_unittest_and_their_subtests_leave_packs(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_a="""
        import unittest
        class Case(unittest.TestCase):
            def test_one(self): self.assertEqual(1, 2)
            def test_each(self):
                for number in range(3):
                    with self.subTest(number=number): self.assertEqual(number, 0)
        """
    )
    run(pytester)
    each, one = packs(pytester)
    assert types(one) == ["AssertionError in Case.test_one (test_a)"]
    assert set(types(each)) == {"AssertionError in Case.test_each (test_a)"}


def test_at_most_so_many_packs_are_kept_of_a_group(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_a="""
        import pytest
        @pytest.mark.parametrize("number", range(5))
        def test_bad(number): assert 0
        def test_other(): raise OSError
        """
    )
    run(pytester, "--crashpack-keep=2").assert_outcomes(failed=6)
    kept = ["test_a.py::test_bad[0]", "test_a.py::test_bad[1]", "test_a.py::test_other"]
    assert nodes(packs(pytester)) == kept
    run(pytester, "--crashpack-keep=2")
    assert sorted(nodes(packs(pytester))) == sorted(kept * 2), "packs of another run do not count"


@pytest.mark.parametrize("place", ["file", "file/below", "bad\x00name"])
def test_a_pack_that_cannot_be_written_hides_no_failure(pytester: pytest.Pytester, place: str) -> None:
    pytester.makefile("", file="in the way")
    pytester.makepyfile("def test_bad(): assert 0, 'the real failure'\ndef test_other(): assert 0")
    result = pytester.runpytest_inprocess(*QUIET, f"--crashpacks={place}")
    result.assert_outcomes(failed=2)
    text = result.stdout.str()
    assert "the real failure" in text
    assert re.search(r"^not written: .+ \(2 times\)$", text, flags=re.MULTILINE)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), RecursionError("deep"), ValueError("odd")])
def test_no_error_while_a_pack_is_written_hides_a_failure(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(pack_module, "write_pack", fail)
    pytester.makepyfile("def test_bad(): assert 0, 'the real failure'\ndef test_good(): pass")
    result = run(pytester)
    result.assert_outcomes(failed=1, passed=1)
    assert "the real failure" in result.stdout.str()
    assert "not written: " in result.stdout.str()
    assert packs(pytester) == []


def test_a_soft_failure_of_the_recorder_is_told_once(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        class Odd(Exception):
            def __str__(self): raise RuntimeError("no words")
        def test_bad(): raise Odd
        """
    )
    run(pytester).assert_outcomes(failed=1)
    assert "Odd in test_bad" in types(only(pytester))[0]


def test_without_the_option_nothing_is_registered_and_the_fixture_keeps_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import os
        def test_good(crashpack, request):
            assert request.config.pluginmanager.get_plugin("crashpacks-recorder") is None
            assert 0 <= crashpack.seed("net") < 2**64
            crashpack.event("Sent", "a packet")
            crashpack.state("end", {"a": 1})
            crashpack.violation("flow", "credit", "too much")
            crashpack.passed("closing")
            crashpack.attach("a.txt", "text")
            assert crashpack.qlog_dir is None
            assert "QLOGDIR" not in os.environ
        """
    )
    result = pytester.runpytest_inprocess(*QUIET)
    result.assert_outcomes(passed=1)
    assert "crashpacks" not in result.stdout.str()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_test_with_the_fixture_has_its_own_qlogs_and_its_keys_are_removed(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_a="""
        import os, pathlib, pytest
        @pytest.fixture
        def late(crashpack):
            yield
            (crashpack.qlog_dir / "late.qlog").write_text("closed")
        @pytest.mark.parametrize("number", range(2))
        def test_bad(late, crashpack, number):
            assert os.environ["QLOGDIR"] == str(crashpack.qlog_dir)
            pathlib.Path(os.environ["SSLKEYLOGFILE"]).write_text("SECRET")
            pathlib.Path(os.environ["QLOGDIR"], f"{number}.qlog").write_text("open")
            raise OSError
        def test_after():
            assert "QLOGDIR" not in os.environ
        """
    )
    run(pytester, "--basetemp=base").assert_outcomes(failed=2, passed=1)
    first, second = packs(pytester)
    assert names(Path(first.path, "qlog")) == ["0.qlog", "late.qlog"]
    assert names(Path(second.path, "qlog")) == ["1.qlog", "late.qlog"]
    written = [path for path in pytester.path.rglob("*") if path.is_file() and b"SECRET" in path.read_bytes()]
    # Python may keep the test module, which says it too, compiled.
    assert {path.suffix for path in written if path.name != "pytest-report.txt"} <= {".py", ".pyc"}
    run(pytester, "--basetemp=base", "--crashpack-tls-keys", "--crashpacks=with-keys")
    assert [path.read_text() for path in sorted((pytester.path / "with-keys").glob("*/tls-keys.log"))] == ["SECRET"] * 2


def test_next_to_nothing_is_loaded_before_a_test_fails(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import logging, sys
        def test_good(crashpack):
            crashpack.event("Sent", "a packet")
            crashpack.state("end", {"a": 1})
            logging.warning("said")
            heavy = {"textual", "rich", "numpy", "msgspec", "pydantic", "click", "trio", "atp_tui.store", "atp_tui.tui"}
            assert not heavy & set(sys.modules)
        def test_light():
            assert not [name for name in sys.modules if name.startswith("atp_tui.engine.")]
        """
    )
    result = pytester.runpytest_subprocess(*QUIET[:4], "--crashpacks=packs")
    assert result.ret == 0, result.stdout.str()
    loaded = "import pytest, sys; known = {*sys.modules}; import atp_tui.pytest_plugin; print(*{*sys.modules} - known)"
    told = pytester.run(sys.executable, "-c", loaded)
    assert set(told.stdout.str().split()) == {"atp_tui", "atp_tui.pytest_plugin"}


def test_pytest_finds_the_plugin_by_itself(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    pytester.makepyfile("def test_bad(): assert 0")
    result = pytester.runpytest_subprocess("--crashpacks=packs", "-p", "no:cacheprovider", "-W", "error")
    result.assert_outcomes(failed=1)
    assert types(only(pytester)) == [f"AssertionError in test_bad ({next(pytester.path.glob('test_*.py')).stem})"]
    off = pytester.runpytest_subprocess("--crashpacks=packs", "-p", "no:crashpacks")
    assert off.ret == pytest.ExitCode.USAGE_ERROR
