"""Copying that tells the truth: by which way the text went, and whether it was seen to arrive."""

import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Method: TypeAlias = Literal["tmux", "wl-copy", "xclip", "xsel", "pbcopy", "osc52", "none"]

TIMEOUT: Final = 2.0
"""Seconds that one program may take."""

OSC52_BYTES: Final = 74_994
"""The base64 text that terminals are known to take in one sequence; some cut or drop what is longer."""

_REFUSED: Final = ("Cc", "Cs")
"""The Unicode categories of control characters and of halves of characters, which have no UTF-8."""

_EVERY_PROGRAM: Final = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR")
_OF_TMUX: Final = ("TMUX", "TMUX_PANE", "TMUX_TMPDIR")
_OF_SSH: Final = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")


@dataclass(frozen=True)
class CopyOutcome:
    """How a copy went."""

    method: Method
    """The way that took the text, or none."""
    confirmed: bool
    """Whether the text was read back and was the same."""
    sentence: str
    """What to tell the person."""


@dataclass(frozen=True)
class Tool:
    """A pair of programs that put a text into a clipboard and take it out."""

    method: Method
    write: tuple[str, ...]
    read: tuple[str, ...]
    display: str
    """The environment variable that names the display it needs; empty for macOS."""
    environment: tuple[str, ...]
    """The variables it is given beside those of every program."""


LOCAL_TOOLS: Final = (
    Tool("pbcopy", ("pbcopy",), ("pbpaste",), "", ()),
    Tool(
        "wl-copy",
        ("wl-copy", "--type", "text/plain;charset=utf-8"),
        ("wl-paste", "--no-newline"),
        "WAYLAND_DISPLAY",
        ("WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"),
    ),
    Tool(
        "xclip",
        ("xclip", "-in", "-selection", "clipboard"),
        ("xclip", "-out", "-selection", "clipboard"),
        "DISPLAY",
        ("DISPLAY", "XAUTHORITY"),
    ),
    Tool(
        "xsel",
        ("xsel", "--input", "--clipboard"),
        ("xsel", "--output", "--clipboard"),
        "DISPLAY",
        ("DISPLAY", "XAUTHORITY"),
    ),
)
"""The programs of a local display, in the order in which they are tried."""


def copy(
    text: str,
    environ: Mapping[str, str],
    write_osc52: Callable[[str], None] | None,
    *,
    platform: str = sys.platform,
) -> CopyOutcome:
    """Copy *text* by the first way that takes it: tmux's buffer, a tool of the local display, the terminal.

    This waits for other programs, for some seconds at worst, so it belongs into a thread.

    Args:
        text: What to copy; line feeds are the only control characters it may have.
        environ: The environment that says what there is here, and where programs are.
        write_osc52: Sends a text to the terminal in an OSC 52 sequence; None where there is no terminal.
        platform: As `sys.platform` says it.

    Source: DESIGN.md, "Copying tells the truth"; OSC 52 of xterm's control sequences.
    """
    if refusal := _refusal(text):
        return CopyOutcome("none", confirmed=False, sentence=refusal)
    return (
        _copy_to_tmux(text, environ)
        or _copy_to_display(text, environ, platform)
        or _copy_to_terminal(text, write_osc52)
        or CopyOutcome("none", confirmed=False, sentence="Not copied: no clipboard is available here.")
    )


def _refusal(text: str) -> str:
    """Why *text* is not copied; empty when nothing speaks against it."""
    if not text:
        return "Not copied: there is no text."
    for place, character in enumerate(text):
        if character != "\n" and unicodedata.category(character) in _REFUSED:
            return f"Not copied: character {place + 1} is the control character U+{ord(character):04X}."
    return ""


def _copy_to_tmux(text: str, environ: Mapping[str, str]) -> CopyOutcome | None:
    """Put *text* into tmux's buffer, and through tmux into the terminal where this tmux can."""
    if (tmux := tmux_program(environ)) is None:
        return None
    given = _environment(environ, _OF_TMUX)
    passes_on = _fed((tmux, "load-buffer", "-w", "-"), text, given)
    if not passes_on and not _fed((tmux, "load-buffer", "-"), text, given):
        return None
    confirmed = _output((tmux, "show-buffer"), given) == text.encode()
    seen = "Copied to tmux's buffer" if confirmed else "Given to tmux's buffer, but not seen there"
    rest = "; the terminal was asked through tmux, and does not confirm." if passes_on else "; paste it with tmux."
    return CopyOutcome("tmux", confirmed, seen + rest)


def _copy_to_display(text: str, environ: Mapping[str, str], platform: str) -> CopyOutcome | None:
    """Put *text* into the clipboard of the display in front of the person."""
    for tool in tools_of_display(environ, platform):
        if outcome := _copy_with(tool, text, environ):
            return outcome
    return None


def _copy_with(tool: Tool, text: str, environ: Mapping[str, str]) -> CopyOutcome | None:
    """Put *text* into the clipboard of one *tool*, and read it back."""
    given = _environment(environ, tool.environment)
    writer, reader = find_program(tool.write[0], environ), find_program(tool.read[0], environ)
    if writer is None or not _fed((writer, *tool.write[1:]), text, given):
        return None
    confirmed = reader is not None and _output((reader, *tool.read[1:]), given) == text.encode()
    seen = f"Copied to the clipboard with {tool.method}, and read back."
    unseen = f"Given to {tool.method}, which took it, but it was not read back from the clipboard."
    return CopyOutcome(tool.method, confirmed, seen if confirmed else unseen)


def _copy_to_terminal(text: str, write_osc52: Callable[[str], None] | None) -> CopyOutcome | None:
    """Ask the terminal to put *text* into its clipboard."""
    if write_osc52 is None:
        return None
    try:
        write_osc52(text)
    except OSError:
        return None
    length = (len(text.encode()) + 2) // 3 * 4
    long = " The text is long; some terminals cut it." if length > OSC52_BYTES else ""
    sentence = f"Sent to the terminal's clipboard (OSC 52); a terminal does not confirm that it took it.{long}"
    return CopyOutcome("osc52", confirmed=False, sentence=sentence)


def tmux_program(environ: Mapping[str, str]) -> str | None:
    """Return the tmux whose buffer takes a text; None outside tmux and where its program is not found."""
    return find_program("tmux", environ) if environ.get("TMUX") else None


def tmux_says(environ: Mapping[str, str], *arguments: str) -> str | None:
    """Return what tmux answers to a command of its own; None where it does not."""
    tmux = tmux_program(environ)
    said = None if tmux is None else _output((tmux, *arguments), _environment(environ, _OF_TMUX))
    return None if said is None else said.decode("utf-8", "replace").strip()


def tools_of_display(environ: Mapping[str, str], platform: str) -> tuple[Tool, ...]:
    """Return the tools whose display is in front of the person; their programs may be missing."""
    if any(environ.get(name) for name in _OF_SSH):
        return ()
    return tuple(tool for tool in LOCAL_TOOLS if (environ.get(tool.display) if tool.display else platform == "darwin"))


def find_program(name: str, environ: Mapping[str, str]) -> str | None:
    """Return where a program is; folders of PATH that depend on the working directory are passed over."""
    folders = [folder for folder in environ.get("PATH", "").split(":") if folder.startswith("/")]
    return shutil.which(name, path=":".join(folders)) if folders else None


def _environment(environ: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The variables of *environ* that a program needs, and no other."""
    return {name: environ[name] for name in (*_EVERY_PROGRAM, *names) if name in environ}


def _fed(argv: tuple[str, ...], text: str, environment: dict[str, str]) -> bool:
    """Whether the program took *text* on its standard input and ended well."""
    quiet = subprocess.DEVNULL  # a tool that stays to serve the clipboard would keep a pipe open
    try:
        ended = subprocess.run(  # noqa: S603
            argv,
            input=text.encode(),
            stdout=quiet,
            stderr=quiet,
            env=environment,
            cwd="/",
            timeout=TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0


def _output(argv: tuple[str, ...], environment: dict[str, str]) -> bytes | None:
    """What the program says, or None when it does not end well."""
    quiet = subprocess.DEVNULL
    try:
        ended = subprocess.run(  # noqa: S603
            argv,
            stdin=quiet,
            stdout=subprocess.PIPE,
            stderr=quiet,
            env=environment,
            cwd="/",
            timeout=TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ended.stdout if ended.returncode == 0 else None
