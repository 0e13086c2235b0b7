"""Which words of a command line are URLs, and what an ``ssh://`` URL is made of."""

import re
from typing import Final, NamedTuple

from atp_tui.engine.errors import InvalidFormatError

SSH: Final = "ssh"

_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_AUTHORITY: Final = re.compile(
    r"(?:(?P<user>[^@\s/-][^@\s/]*)@)?"
    r"(?P<host>\[[\w.:%]+\]|[^-:@\s/\[\]][^:@\s/\[\]]*)"
    r"(?::(?P<port>\d{1,5}))?"
)
_FORM: Final = "ssh://[USER@]HOST[:PORT]/PATH, or /~/PATH for one in the home directory"


class SshUrl(NamedTuple):
    """A file or directory on another machine."""

    target: str
    """The machine as ssh takes it: ``HOST`` or ``USER@HOST``."""
    port: str
    """Empty for that of ssh's own configuration."""
    path: str
    """As it was typed; relative paths begin in the home directory."""


def scheme_of(word: str) -> str:
    """Return the scheme of a URL in lower case; empty for a path, which ``./`` in front makes of any word."""
    found = _SCHEME.match(word)
    return found[1].lower() if found else ""


def parse_ssh(url: str) -> SshUrl:
    """Return the parts of an ``ssh://`` URL; nothing in its path is decoded, as scp and rsync take one.

    Raises:
        InvalidFormatError: it has another form, or a host or user that ssh would take for an option.
    """
    authority, slash, path = url.partition("://")[2].partition("/")
    found = _AUTHORITY.fullmatch(authority)
    if found is None or not slash or "\0" in path:
        raise InvalidFormatError(_FORM, url, advice="see 'man ssh' for names of hosts")
    host = found["host"].strip("[]")
    target = f"{found['user']}@{host}" if found["user"] else host
    if path == "~" or path.startswith("~/"):
        return SshUrl(target, found["port"] or "", path[2:] or ".")
    return SshUrl(target, found["port"] or "", f"/{path}")
