"""What the shell completes where a file, a directory or a name is asked for."""

from collections.abc import Iterable
from typing import Final

import click
from click.shell_completion import CompletionItem


class PathName(click.types.StringParamType):
    """A path, taken as it was typed and completed by the shell.

    Args:
        kind: What the shell offers: ``file`` for files and directories, ``dir`` for directories alone.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - click's signature
        """Return a directive for the shell to complete the path itself."""
        return [CompletionItem(incomplete, type=self._kind)]


FILE: Final = PathName("file")
"""A file, or a crashpack, which may be a directory or a file."""

PACK: Final = PathName("file")
"""A crashpack or a log, which may be elsewhere: :class:`~atp_tui.cli.remote.PackCommand` takes URLs for it."""

FOLDER: Final = PathName("dir")
"""A directory."""


class Name(click.types.StringParamType):
    """One of several names, completed but not checked: the command says what is wrong with another one.

    Args:
        names: The names.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(dict.fromkeys(names))

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - click's signature
        """Return the names that begin with what is typed."""
        return [CompletionItem(name) for name in self._names if name.startswith(incomplete)]
