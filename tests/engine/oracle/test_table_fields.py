"""Records whose fields come from a table."""

import pickle

import pytest

from atp_tui.engine import AtpOracleChecks, InvalidFormatError
from atp_tui.engine.fields import U32, Record
from atp_tui.engine.oracle.switches import with_fields


class Own(Record):
    """A record with a field of its own."""

    first: U32 = 1

    def total(self) -> int:
        """Return the sum of all fields."""
        return sum(getattr(self, name) for name in type(self).model_fields)


Built = with_fields({"second": (U32, 2), "third": (U32, 3)})(Own)


def test_fields_of_the_table_follow_those_of_the_record() -> None:
    assert Built.read({"third": 4}).model_dump() == {"first": 1, "second": 2, "third": 4}
    assert Built.read({"third": 4}).total() == 7
    assert (Built.__name__, Built.__doc__) == ("Own", "A record with a field of its own.")


@pytest.mark.parametrize(("fields", "place"), [({"second": -1}, "second"), ({"fourth": 1}, "fourth")])
def test_an_error_names_the_field(fields: dict[str, object], place: str) -> None:
    with pytest.raises(InvalidFormatError) as raised:
        Built.read(fields)
    assert raised.value.place == place


def test_what_is_built_can_be_sent_to_another_process() -> None:
    switches = AtpOracleChecks(journal=False)
    assert pickle.loads(pickle.dumps(switches)) == switches  # noqa: S301 - it was written in the line itself
