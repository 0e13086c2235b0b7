"""What is installed, as the installer wrote it down; no library is imported to find out."""

import platform
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import metadata
from typing import Final, NamedTuple

from atp_tui import __version__
from atp_tui.assets import SAMPLE_PACKS, STYLES
from atp_tui.machine.finding import Observation, Word
from atp_tui.store.extras import PROGRAM, how_to_install

_UNTIL: Final = re.compile(r"\bpython_(?:full_)?version\s*<\s*['\"](\d+)\.(\d+)")
"""How a requirement says that the standard library of later releases of Python has it."""
_REQUIREMENT: Final = re.compile(r"([A-Za-z0-9][\w.-]*)[^;]*(?:;.*\bextra\s*==\s*['\"]([\w.-]+)['\"])?.*")


class Requirement(NamedTuple):
    """A library that the program asks for."""

    library: str
    extra: str
    """For which extra it is; empty where the program cannot do without."""


VersionOf = Callable[[str], str | None]


def installed_version(library: str) -> str | None:
    """Return the version of an installed library, or None."""
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None


def own_requirements() -> tuple[Requirement, ...] | None:
    """Return what the program asks for, or None where it runs without being installed."""
    try:
        lines = metadata.requires(PROGRAM) or []
    except metadata.PackageNotFoundError:
        return None
    return tuple(read_requirements(lines))


def read_requirements(lines: Iterable[str]) -> Iterator[Requirement]:
    """Yield what an installer wrote down and this Python needs. Source: Core metadata, `Requires-Dist`."""
    for line in lines:
        until = _UNTIL.search(line)
        if until and sys.version_info >= (int(until[1]), int(until[2])):
            continue
        if found := _REQUIREMENT.fullmatch(line.strip()):
            yield Requirement(found[1], found[2] or "")


def observe_installation(
    requirements: tuple[Requirement, ...] | None, version_of: VersionOf = installed_version
) -> Iterator[Observation]:
    """Return the versions of Python, program and libraries, which extras are there, and whether files are missing."""
    yield Observation("Python", Word.OK, f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    if requirements is None:
        found = f"{__version__}, not installed, so its libraries are unknown here"
        yield Observation(PROGRAM, Word.NOTE, found, "install it to check them")
    else:
        yield Observation(PROGRAM, Word.OK, __version__)
        yield from _libraries(requirements, version_of)
    for name, folder in (("styles", STYLES), ("sample packs", SAMPLE_PACKS)):
        if not folder.is_dir():
            yield Observation(name, Word.PROBLEM, f"{folder} is missing", f"install {PROGRAM} again")


def _libraries(requirements: tuple[Requirement, ...], version_of: VersionOf) -> Iterator[Observation]:
    extras: dict[str, dict[str, str | None]] = {}
    for library, extra in requirements:
        extras.setdefault(extra, {})[library] = version_of(library)
    for library, version in extras.pop("", {}).items():
        if version is None:
            yield Observation(library, Word.PROBLEM, "missing, and needed", f"pip install {library}")
        else:
            yield Observation(library, Word.OK, version)
    for extra, versions in extras.items():
        yield _extra(extra, versions)


def _extra(extra: str, versions: Mapping[str, str | None]) -> Observation:
    there = [f"{library} {version}" for library, version in versions.items() if version is not None]
    missing = [library for library, version in versions.items() if version is None]
    if not missing:
        return Observation(f"extra {extra}", Word.OK, ", ".join(there))
    found = f"missing: {', '.join(missing)}" + (f"; here: {', '.join(there)}" if there else "")
    return Observation(f"extra {extra}", Word.NOTE, found, f"if you need it: {how_to_install(extra)}")
