"""No tracked file names a package registry's host, a path of one machine, or how the work was organised."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The names are put together from pieces, so that this file does not hold them itself.
HOSTS = tuple(
    ".".join(pieces)
    for pieces in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("pypi", "python", "org"),
        ("npm" + "js", "org"),
        ("npm" + "js", "com"),
        ("deb", "debian", "org"),
        ("debian", "org/debian"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
    )
)
PLACES = ("wor" + "k", "tm" + "p/v", "op" + "t/pypi", "op" + "t/wheels", "roo" + "t", "hom" + "e/[a-z]+")
WORDS = (
    "CE" + "O",
    "work" + "trees?",
    "sub-?" + "agents?",
    "AI " + "(?:agent|assistant|model)s?",
    "coding " + "agents?",
)

FORBIDDEN = re.compile(
    "|".join(
        (
            *(re.escape(host) for host in HOSTS),
            *(rf"(?<![\w.~)}}/-])/{place}(?![\w-])" for place in PLACES),
            *(rf"\b{word}\b" for word in WORDS),
        )
    )
)


def offences(text: str) -> list[str]:
    """What in *text* may not stand in a tracked file, each with its line number."""
    return [
        f"{number}: {found.group()}"
        for number, line in enumerate(text.splitlines(), start=1)
        for found in FORBIDDEN.finditer(line)
    ]


def tracked_files() -> list[Path]:
    """The files that git tracks here; skips where this is no checkout."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a checkout")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_names_a_host_or_a_machine() -> None:
    files = tracked_files()
    assert files
    found = {
        str(path.relative_to(ROOT)): lines
        for path in files
        if (lines := offences(path.read_bytes().decode("utf-8", errors="replace")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        *(f"see https://{host}/simple" for host in HOSTS),
        *(f"in /{place.replace('[a-z]+', 'anna')}/file" for place in PLACES),
        *(f"the {word.replace('?', '').replace('(:agent|assistant|model)', 'agent')} said" for word in WORDS),
    ],
)
def test_each_name_is_found(text: str) -> None:
    assert offences(text)


@pytest.mark.parametrize("text", ["atp_tui/work/file", "how/roots", "AgentProofError", "a/tmp/value", "the framework"])
def test_other_names_are_not(text: str) -> None:
    assert offences(text) == []
