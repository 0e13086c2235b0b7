"""The edited states of a pack: one for each oracle result that was looked at, of which one is current."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from atp_tui.engine.oracle.recorded_state import RecordedStates, known_state
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.record import Crashpack
from atp_tui.engine.what_if import Change, WhatIf

_NONE: Final[Mapping[int, WhatIf]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class WhatIfSession:
    """All that what-if has changed about a pack, as one value, so that no reader can see half of a change."""

    record: Crashpack
    """The record of the pack, which no edit touches."""
    states: RecordedStates | None
    """The states that came with the pack."""
    what_if: WhatIf
    """The current state with its edits."""
    index: int = 0
    """The number of the oracle result whose state is current."""
    others: Mapping[int, WhatIf] = field(default_factory=lambda: _NONE)
    """The states of other oracle results that were looked at, with their edits, by number."""
    saved: frozenset[TransferState] = frozenset()
    """The edited states that were saved."""

    @classmethod
    def of(cls, record: Crashpack, states: RecordedStates | None) -> "WhatIfSession | None":
        """Return the session of a record before any edit; None where no oracle has judged it."""
        if not record.oracle_results:
            return None
        result = record.oracle_results[0]
        return cls(record, states, WhatIf(result, known_state(result, states)))

    @property
    def oracle_name(self) -> str:
        """The oracle whose state is current."""
        return self.what_if.recorded.oracle_name

    @property
    def edited(self) -> WhatIf | None:
        """The current state where it differs from the one behind the record."""
        return self.what_if if self.what_if.changed_fields else None

    @property
    def change(self) -> Change | None:
        """What the oracle's result on the current state changes; None where that is not edited."""
        return self.what_if.change

    @property
    def edited_record(self) -> Crashpack | None:
        """The record with what the oracle says of the current state; None where that is not edited."""
        return self.what_if.record(self.record) if self.what_if.changed_fields else None

    @property
    def unsaved(self) -> tuple[int, ...]:
        """The numbers of the oracle results whose edited state was not saved, in order."""
        known = {**self.others, self.index: self.what_if}
        return tuple(
            index
            for index, what_if in sorted(known.items())
            if what_if.changed_fields and what_if.state not in self.saved
        )

    def name_of(self, index: int) -> str:
        """Return the name of the oracle with a number."""
        return self.record.oracle_results[index].oracle_name

    def with_state(self, what_if: WhatIf) -> "WhatIfSession":
        """Return the same with another current state."""
        return self if what_if is self.what_if else replace(self, what_if=what_if)

    def with_saved(self, state: TransferState) -> "WhatIfSession":
        """Return the same with a state that was saved."""
        return replace(self, saved=self.saved | {state})

    def at(self, index: int) -> "WhatIfSession":
        """Return the same with the state of another oracle result; numbers wrap around."""
        index %= len(self.record.oracle_results)
        others = {**self.others, self.index: self.what_if}
        result = self.record.oracle_results[index]
        what_if = others.pop(index, None) or WhatIf(result, known_state(result, self.states))
        return replace(self, index=index, what_if=what_if, others=MappingProxyType(others))
