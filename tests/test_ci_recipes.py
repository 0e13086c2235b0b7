"""The jobs in docs/pytest.md, run step by step as their hosts do, with stand-ins for what is not on this machine."""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from junitparser import JUnitXml

from atp_tui.store.open import open_pack
from tests.sarif_runs import assert_as_hosts_want, validator

ROOT: Final = Path(__file__).resolve().parents[1]
RECIPES: Final = re.findall(
    r"^```yaml\n(.*?)^```$", (ROOT / "docs" / "pytest.md").read_text(), re.MULTILINE | re.DOTALL
)
GITHUB, GITLAB = (yaml.safe_load(text) for text in RECIPES)

OLD: Final = "def test_old():\n    raise ConnectionError('the server has gone')\n"
NEW: Final = "def test_new():\n    raise TimeoutError('no answer')\n"
GOOD: Final = "def test_good():\n    pass\n"

STAND_INS: Final = {
    "pip": "exit 0",
    "gh": """
case "$1 $2" in
"run list") test -d {there} && echo 12 || echo;;
"run download") test "$3" = 12 && test -d {there} && cp -r {there}/. "$7";;
"pr comment") cp "$7" {said};;
*) exit 64;;
esac""",
    "curl": """
for word; do
    case "$word" in
    main.zip) test -d {there} && cd {there} && {python} -m zipfile -c "$OLDPWD/main.zip" * ; exit;;
    "body=<"*) cp "${{word#body=<}}" {said}; exit;;
    esac
done
exit 64""",
}
"""The programs that reach a network: they know the packs of the main branch, and keep the comment."""

IFS: Final = {
    None: "success",
    "failure()": "failure",
    "failure() && github.event_name == 'pull_request'": "failure",
    "always()": "always",
}
"""When a step runs whose event is a pull request."""


class Host:
    """A project on a server, with the program on its path."""

    def __init__(self, folder: Path, tests: str) -> None:
        self.project, self.there, self.said = folder / "project", folder / "main packs", folder / "comment"
        self.project.mkdir()
        (self.project / "test_it.py").write_text(tests)
        programs = folder / "bin"
        programs.mkdir()
        for name, script in STAND_INS.items():
            text = script.format(there=f"'{self.there}'", said=self.said, python=sys.executable)
            (programs / name).write_text(f"#!/bin/sh\n{text}\n")
            (programs / name).chmod(0o700)
        self._environment = {
            **{name: os.environ[name] for name in ("HOME", "XDG_CACHE_HOME", "TMPDIR") if name in os.environ},
            "PATH": f"{programs}:{Path(sys.executable).parent}:/usr/bin:/bin",
            "XDG_STATE_HOME": str(folder / "state"),
        }

    def bash(self, script: str, *options: str, **variables: str) -> int:
        """Run a script as a host does, and return its exit code."""
        command = ["bash", *options, "-c", script]
        return subprocess.run(command, cwd=self.project, env={**self._environment, **variables}, check=False).returncode

    def main_branch_has(self, tests: str) -> None:
        """Let the main branch have the packs of these tests."""
        (self.project / "test_main.py").write_text(tests)
        assert self.bash("pytest -q --crashpacks=crash test_main.py") == 1
        self.there.mkdir()
        (self.project / "crash").rename(self.there / "crash")
        (self.project / "test_main.py").unlink()

    def file(self, name: str) -> Path:
        """Return a file that the job has made."""
        return self.project / name


def run_github(host: Host, job: Mapping[str, Any]) -> tuple[bool, list[str]]:
    """Run the steps of a job for a pull request; return whether all passed, and the actions that were used."""
    passes, used = True, []
    for step in job["steps"]:
        if IFS[step.get("if")] not in ("always", "success" if passes else "failure"):
            continue
        if action := step.get("uses"):
            used.append(action.partition("@")[0])
            continue
        script = step["run"].replace("${{ github.event.number }}", "7")
        assert "${{" not in script
        passes = host.bash(script, "-e") == 0 and passes
    return passes, used


def run_gitlab(host: Host, job: Mapping[str, Any]) -> bool:
    """Run a job for a merge request, and return whether it passed."""
    variables = dict.fromkeys(("CI_JOB_TOKEN", "CI_PROJECT_ID", "CI_MERGE_REQUEST_IID", "COMMENT_TOKEN"), "1")
    variables |= {"CI_API_V4_URL": "https://gitlab.example/api/v4", "CI_DEFAULT_BRANCH": "main"}
    passes = host.bash("\n".join(job["script"]), "-eo", "pipefail", **variables) == 0
    host.bash("\n".join(job["after_script"]), "-o", "pipefail", **variables)
    return passes


def assert_reports(host: Host) -> None:
    """Require what hosts read: SARIF with one result, JUnit with one failure, and a pack that opens."""
    document = json.loads(host.file("fleet.sarif").read_text())
    validator().validate(document)
    assert_as_hosts_want(document)
    (result,) = document["runs"][0]["results"]
    assert "TimeoutError in test_new (test_it)" in result["message"]["text"]
    suites = JUnitXml.fromfile(str(host.file("junit.xml")))
    assert (suites.tests, suites.failures) == (1, 1)
    (pack,) = (path for path in host.file("crash").iterdir() if path.is_dir())
    assert open_pack(str(pack)).is_recorded_test
    told = ET.parse(host.file("junit.xml")).getroot().iter("property")  # noqa: S314 - made a moment ago
    assert [each.get("value") for each in told if each.get("name") == "crashpack"] == [str(pack)]


def test_the_job_for_github_keeps_uploads_and_comments(tmp_path: Path) -> None:
    host = Host(tmp_path, NEW)
    host.main_branch_has(OLD)
    passes, used = run_github(host, GITHUB["jobs"]["tests"])
    assert not passes
    assert used[2:] == ["github/codeql-action/upload-sarif", "actions/upload-artifact"]
    assert_reports(host)
    comment = host.said.read_text()
    assert comment.startswith("```\n")
    assert comment.endswith("```\n")
    assert "1 not proved new" in comment
    assert "TimeoutError in test_new (test_it)" in comment
    assert "1 gone" in comment


@pytest.mark.soak
def test_without_packs_of_the_main_branch_the_comment_has_all_groups(tmp_path: Path) -> None:
    host = Host(tmp_path, NEW)
    assert not run_github(host, GITHUB["jobs"]["tests"])[0]
    assert "TimeoutError in test_new (test_it)" in host.said.read_text()


@pytest.mark.soak
def test_a_job_whose_tests_pass_uploads_nothing_and_says_nothing(tmp_path: Path) -> None:
    host = Host(tmp_path, GOOD)
    passes, used = run_github(host, GITHUB["jobs"]["tests"])
    assert passes
    assert used[2:] == ["actions/upload-artifact"]
    assert not host.said.exists()
    assert not host.file("fleet.sarif").exists()


def test_the_job_for_gitlab_keeps_its_reports_and_comments(tmp_path: Path) -> None:
    host = Host(tmp_path, NEW)
    host.main_branch_has(OLD)
    assert not run_gitlab(host, GITLAB["tests"])
    assert_reports(host)
    comment = host.said.read_text()
    assert "TimeoutError in test_new (test_it)" in comment
    assert "1 gone" in comment
    artifacts = GITLAB["tests"]["artifacts"]
    assert all(host.file(name).exists() for name in (*artifacts["paths"], artifacts["reports"]["junit"]))


@pytest.mark.soak
@pytest.mark.parametrize("tests", [NEW, GOOD])
def test_the_job_for_gitlab_needs_no_packs_of_the_main_branch(tests: str, tmp_path: Path) -> None:
    host = Host(tmp_path, tests)
    assert run_gitlab(host, GITLAB["tests"]) is (tests == GOOD)
    assert ("TimeoutError in test_new (test_it)" in host.said.read_text()) is (tests == NEW)
