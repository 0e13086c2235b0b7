"""Commands whose paths may be URLs: what is elsewhere is copied to this machine before the command begins."""

from typing import Any

import click

from atp_tui.cli.completion import PACK
from atp_tui.cli.output import say
from atp_tui.store.remote.url import scheme_of


class PackCommand(click.Command):
    """A command that works on local copies of the URLs among its crashpacks and logs."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command, once all of its arguments are known to be good."""
        for each in self.params:
            if each.type is PACK and each.name is not None:
                given = ctx.params[each.name]
                ctx.params[each.name] = tuple(map(local, given)) if isinstance(given, tuple) else local(given)
        return super().invoke(ctx)


def local(word: str | None) -> str | None:
    """Return a path as it is, and that of a new copy for a URL.

    Raises:
        CrashpackError: as for :func:`atp_tui.store.remote.fetch.fetch`.
    """
    if word is None or not scheme_of(word):
        return word
    from atp_tui.cli.progress import Progress
    from atp_tui.store.remote.fetch import fetch

    with Progress(f"copying {word}") as progress:
        path = fetch(word, lambda size: progress.tell(None, f"copying {word}: {size / 1e6:,.1f} MB"))
    say(f"copied {word} to {path}")
    return path
