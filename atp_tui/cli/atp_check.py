"""``atp-tui check --atp``: what the ATP oracle finds in a pack, beside the report of the pack."""

from collections.abc import Callable

from atp_tui.cli.atp_oracle import model_of
from atp_tui.cli.exits import Exit
from atp_tui.cli.further import Further
from atp_tui.engine.evidence import DEFAULT_PRIOR
from atp_tui.report.atp import judgements_lines, judgements_object
from atp_tui.store.atp import judge_pack
from atp_tui.store.pack import Pack


def atp_check_of(model_path: str | None, prior: float | None) -> Callable[[Pack], Further]:
    """Return what says of a pack what the ATP oracle finds; a model file that is named is read now."""
    model, probability = model_of(model_path), DEFAULT_PRIOR if prior is None else prior

    def judged(pack: Pack) -> Further:
        found = judge_pack(pack, model=model)
        return Further(
            object=judgements_object(found, model, probability),
            lines=judgements_lines(found, model, probability),
            exit_code=Exit.OK if found.passed else Exit.VIOLATIONS,
        )

    return judged
