"""The options by which somebody is led to a place in a pack."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.permalink import Permalink

LANES = ("path", "quic", "repair")


def place_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options ``--at``, ``--lane``, ``--filter`` and ``--digest`` to *command*, as one value, *place*."""

    @wraps(command)
    def with_place(
        *arguments: Any,  # noqa: ANN401 - those of the command, of any type
        at: str,
        lane: str | None,
        query_text: str,
        digest: str,
        **options: Any,  # noqa: ANN401 - as above
    ) -> int:
        try:
            place = Permalink.read(at, lane or "", query_text, digest)
        except InvalidFormatError as error:
            raise click.UsageError(str(error)) from None
        return command(*arguments, place=place, **options)

    options = (
        click.option("--at", default="", metavar="EVENT|TIME", help="Go to a number, #place or time (12.5ms)."),
        click.option("--lane", type=click.Choice(LANES), help="Show the events of this lane."),
        click.option(
            "--filter", "query_text", default="", metavar="FILTER", help="Filter the events, with the syntax of /."
        ),
        click.option("--digest", default="", metavar="sha256:HEX", help="Warn if this is another pack."),
    )
    decorated: Callable[..., int] = with_place
    for option in reversed(options):
        decorated = option(decorated)
    return decorated
