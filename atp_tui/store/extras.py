"""What brings the libraries of an extra into this installation: a command that fits how the program was installed.

Nothing is taken for granted of an index of packages but the libraries themselves: the program may be on none.
Source: PEP 610 for where a package was installed from.
"""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.engine.shell import quote

PROGRAM: Final = "atp-tui"
_PIPX: Final = "pipx_metadata.json"
"""What pipx writes into each of its environments."""


@dataclass(frozen=True, slots=True)
class Installation:
    """How the program was installed, as far as that decides how more can be."""

    python: str
    """The interpreter that runs it."""
    checkout: str = ""
    """The directory of its sources, where it was installed from one that is still there, or runs in it."""
    is_editable: bool = True
    """Whether it runs from the checkout, not from a copy."""
    is_of_pipx: bool = False
    has_pip: bool = True
    """Whether that interpreter has pip."""
    has_uv: bool = False


def install_command(extra: str, libraries: Iterable[str], found: Installation) -> str:
    """Return the line for a shell that installs an extra.

    Args:
        extra: Name of the extra.
        libraries: Its requirements, as an installer takes them: ``trio<0.36,>=0.33``.
        found: How the program was installed.
    """
    words = [quote(each) for each in libraries]
    if found.is_of_pipx:
        return " ".join(["pipx inject", PROGRAM, *words])
    if found.checkout:
        words = [*(["-e"] if found.is_editable else []), quote(f"{found.checkout}[{extra}]")]
    python = quote(found.python)
    if found.has_pip or not found.has_uv:
        return " ".join([f"{python} -m pip install", *words])
    return " ".join([f"uv pip install --python {python}", *words])


def how_to_install(extra: str) -> str:
    """Return the line for a shell that installs an extra here."""
    return install_command(extra, _requirements(extra), this_installation())


def this_installation() -> Installation:
    """Return how the program that runs was installed."""
    import shutil
    from importlib.util import find_spec

    checkout, is_editable = _checkout(_direct_url())
    return Installation(
        python=_from_here(sys.executable),
        checkout=_from_here(checkout),
        is_editable=is_editable,
        is_of_pipx=os.path.isfile(os.path.join(sys.prefix, _PIPX)),
        has_pip=find_spec("pip") is not None,
        has_uv=shutil.which("uv") is not None,
    )


def read_requirements(lines: Iterable[str], extra: str) -> list[str]:
    """Return the requirements of an extra among the lines of a package's metadata, without what they depend on."""
    parted = (line.partition(";") for line in lines)
    named = (f"extra == '{extra}'", f'extra == "{extra}"')
    return [requirement.strip() for requirement, _, marker in parted if any(name in marker for name in named)]


def _requirements(extra: str) -> list[str]:
    from importlib import metadata

    try:
        return read_requirements(metadata.requires(PROGRAM) or [], extra)
    except metadata.PackageNotFoundError:
        return []


def _direct_url() -> Mapping[str, Any] | None:
    """Where the package was installed from; an empty one where that is not written down, None where it was not."""
    import json
    from importlib import metadata

    try:
        text = metadata.distribution(PROGRAM).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return None
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


def _checkout(direct_url: Mapping[str, Any] | None) -> tuple[str, bool]:
    """The directory of the sources, and whether the program runs from it; empty where there is none."""
    from urllib.parse import unquote, urlsplit

    if direct_url is None:
        folder, is_editable = str(SAMPLE_PACKS.parent), True
    elif "dir_info" in direct_url:
        folder = unquote(urlsplit(str(direct_url.get("url", ""))).path)
        is_editable = bool(direct_url["dir_info"].get("editable"))
    else:
        return "", False
    is_there = os.path.isfile(os.path.join(folder, "pyproject.toml"))
    return (folder, is_editable) if is_there else ("", False)


def _from_here(path: str) -> str:
    """Return a path as it is typed in the working directory: relative if it is inside."""
    try:
        here = os.getcwd()
    except OSError:
        return path
    if path == here:
        return "."
    return path.removeprefix(f"{here}/") if path.startswith(f"{here}/") else path
