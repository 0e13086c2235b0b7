"""Records whose fields come from a table, so that the table stays the only list of them."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import create_model

from atp_tui.engine.fields import Record

_R = TypeVar("_R", bound=Record)


def with_fields(fields: Mapping[str, tuple[Any, object]]) -> Callable[[type[_R]], type[_R]]:
    """Return a decorator that adds fields to a record, each given as its type and its default."""

    def add(record: type[_R]) -> type[_R]:
        definitions: dict[str, Any] = dict(fields)
        return create_model(
            record.__name__, __base__=record, __module__=record.__module__, __doc__=record.__doc__, **definitions
        )

    return add
