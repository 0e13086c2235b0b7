"""The options by which a command is told how to weigh evidence."""

from collections.abc import Callable
from typing import TypeVar

import click

from atp_tui.cli.completion import FILE

_C = TypeVar("_C", bound=Callable[..., object])


class Probability(click.ParamType[float]):
    """A number strictly between 0 and 1."""

    name = "probability"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number that *value* spells."""
        try:
            number = float(str(value))
        except ValueError:
            number = -1.0
        if not 0 < number < 1:
            self.fail(f"expected a number between 0 and 1, found {value!r}", param, ctx)
        return number


def evidence_options(command: _C) -> _C:
    """Add the options ``--model`` and ``--prior`` to *command*."""
    prior = click.option(
        "--prior",
        type=Probability(),
        metavar="P",
        help="Probability of a broken transfer before any evidence.  [default: 0.01]",
    )
    model = click.option(
        "--model", "model_path", metavar="FILE", type=FILE, help="Rates of the checks, as a TOML file."
    )
    return model(prior(command))
