"""Checks over the directory as a whole."""

from dataclasses import replace

import pytest
from hypothesis import given

from atp_tui.engine import Crashpack, Finding, examine, render
from tests.foreign import failed, findings_of, reading_of, survey_of
from tests.strategies import own_crashpacks, texts

FILES = render(Crashpack(seeds={"a": 1}))
COMMAND = FILES["replay_command.sh"]


def of(check: str, findings: tuple[Finding, ...]) -> list[tuple[bool | None, str, str]]:
    return [(found.ok, found.expected, found.found) for found in findings if found.check == check]


def replayed(content: bytes) -> list[tuple[bool | None, str, str]]:
    return of("replay_command", findings_of(FILES | {"replay_command.sh": content}))


@given(own_crashpacks)
def test_a_pack_that_was_just_written_has_only_its_own_faults(pack: Crashpack) -> None:
    files = render(pack)
    expected = set()
    if any(result.passed == bool(result.violations) for result in pack.oracle_results):
        expected.add("journal_passed")
    if any(not path or path[0] == "/" or "\0" in path or ".." in path.split("/") for path in pack.artifact_paths):
        expected.add("artifact_paths")
    assert set(failed(findings_of(files))) == expected


@given(texts)
def test_a_name_of_an_oracle_never_makes_the_command_another(name: str) -> None:
    forged = COMMAND.decode() + name
    assert [found[0] for found in replayed(forged.encode())] == [name == ""]


@pytest.mark.parametrize(
    ("content", "expected", "found"),
    [
        (COMMAND, "the command of the record", "the command of the record"),
        (COMMAND + b"x", "line 9: ''", "line 9: 'x'"),
        (COMMAND + b"\n", "line 10: the end", "line 10: ''"),
        (COMMAND + b"\nthe end", "line 10: the end", "line 10: 'the end'"),
        (COMMAND + b"the end", "line 9: ''", "line 9: 'the end'"),
        (COMMAND[:-1], "line 9: ''", "line 9: the end"),
        (COMMAND.replace(b"A=1", b"A=2"), "line 5: 'export ATP_SEED_A=1'", "line 5: 'export ATP_SEED_A=2'"),
        (COMMAND.replace(b"\n", b"\r\n"), "line 1: '#!/bin/bash'", "line 1: '#!/bin/bash\\r'"),
        (b"", "line 1: '#!/bin/bash'", "line 1: ''"),
    ],
)
def test_the_first_line_of_the_command_that_differs_is_told(content: bytes, expected: str, found: str) -> None:
    assert replayed(content) == [(content == COMMAND, expected, found)]


@pytest.mark.parametrize("tail", [b"\n\nthe end", b"the end\nthe end", b"\nthe end\nthe end"])
def test_a_command_that_ends_in_the_words_of_the_check_is_told_too(tail: bytes) -> None:
    assert [found[0] for found in replayed(COMMAND + tail)] == [False]


@pytest.mark.parametrize("path", ["", "/etc/passwd", "..", "../x", "a/../../x", "a/..", "a\0b", "/"])
def test_a_path_that_leaves_the_pack_is_told(path: str) -> None:
    findings = findings_of(render(Crashpack(artifact_paths=("fine", path))))
    assert failed(findings) == ["artifact_paths"]
    assert [found[0] for found in of("artifact_paths", findings)] == [False]


@pytest.mark.parametrize("path", ["a", "a/b", "...", "a..b", "..a", "~", "a\\..\\b", " ", "journal"])
def test_a_path_inside_the_pack_is_no_fault(path: str) -> None:
    findings = findings_of(render(Crashpack(artifact_paths=(path,))))
    assert failed(findings) == []


def test_seeds_that_give_one_variable_are_told_with_their_names() -> None:
    findings = findings_of(render(Crashpack(seeds={"a-b": 1, "a_b": 2, "c": 3})))
    assert of("seed_names", findings) == [
        (None, "one seed for ATP_SEED_A_B", "warning: 'a-b', 'a_b' all set it, the last wins")
    ]


def test_what_no_check_covers_is_told_and_names_nothing_hidden() -> None:
    reading = reading_of(FILES)
    reading = replace(reading, files=replace(reading.files, further=("core\x1b[2J", *map(str, range(30)))))
    told = of("not_covered", examine(reading, survey_of(FILES)))
    assert [found[0] for found in told] == [None, None]
    assert "an accident, not an attack" in told[0][2]
    assert told[1][2].startswith("31 more: 'core")
    assert "\x1b" not in told[1][2]
