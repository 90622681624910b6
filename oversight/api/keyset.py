"""Pages of a list by where the last one ended (keyset), so that a deep page costs what the first one does.

A cursor says in which order, from which row and in which direction to go on. It comes from outside: whatever
it cannot be is refused with a sentence. Rows without a value in the ordering column come last, either way.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import orjson
from django.db.models import Model, Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

Rows = QuerySet[Model]


@dataclass(frozen=True)
class Order:
    """One way to order a list: by a column, ascending or (`-column`) descending, then by the unique key."""

    name: str
    key: str

    @property
    def column(self) -> str:
        return self.name.removeprefix("-")

    @property
    def descends(self) -> bool:
        return self.name.startswith("-")

    def sort(self, backward: bool) -> list[str]:
        sign = "-" if self.descends != backward else ""
        by = [f"{sign}{self.column}"]
        return by if self.column == self.key else [*by, f"-{self.key}" if backward else self.key]


@dataclass(frozen=True)
class Cursor:
    """A place between two rows: just after (or, going backward, just before) the row with this value and key."""

    order: str
    backward: bool
    value: Any
    key: str | int

    def encoded(self) -> str:
        parts = [self.order, self.backward, self.value, self.key]
        return base64.urlsafe_b64encode(orjson.dumps(parts)).decode()


class BadCursor(ValidationError):
    def __init__(self):
        super().__init__({"cursor": ["This is not a cursor of this list: start again without one."]})


LONGEST_CURSOR = 2000
# The first row number that no database here can hold.
MOST_ROWS = 2**63


def opened(text: str, order: str) -> tuple[bool, Any, Any]:
    """What a cursor of this order holds: direction, value and key. Raises BadCursor where it is none."""
    if len(text) > LONGEST_CURSOR:
        raise BadCursor
    try:
        parts = orjson.loads(base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error) as error:
        raise BadCursor from error
    if not isinstance(parts, list) or len(parts) != 4:
        raise BadCursor
    name, backward, value, key = parts
    if name != order or not isinstance(backward, bool):
        raise BadCursor
    return backward, value, key


def decoded(text: str, order: Order, model: type[Model]) -> Cursor:
    """The cursor, or BadCursor where it is not one that this list gave out in this order."""
    backward, value, key = opened(text, order.name)
    key = _value(key, model._meta.get_field(order.key).get_internal_type())
    field = model._meta.get_field(order.column)
    if value is not None:
        value = _value(value, field.get_internal_type())
    elif not field.null:
        raise BadCursor
    return Cursor(order.name, backward, value, key)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\x00" not in value


def _value(value: Any, kind: str) -> Any:
    """The value as the column holds it. Raises BadCursor for anything else."""
    if kind == "BigAutoField":
        if type(value) is not int or not 0 < value < MOST_ROWS:
            raise BadCursor
        return value
    if not _is_text(value):
        raise BadCursor
    try:
        if kind == "DateField":
            return date.fromisoformat(value)
        if kind == "DateTimeField":
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise BadCursor
            return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadCursor from error
    return value


def segments(rows: Rows, order: Order, cursor: Cursor | None, nullable: bool) -> Iterable[Rows]:
    """The rows from the cursor on, in the order given, as one or two queries an index can answer.

    The plain bound beside the row comparison lets a deep page start at its place in the index.
    """
    backward = cursor is not None and cursor.backward
    sort = order.sort(backward)
    by_key = f"{order.key}__{'lt' if backward else 'gt'}"
    by_value = "lt" if order.descends != backward else "gt"
    valued = rows.filter(**{f"{order.column}__isnull": False}) if nullable else rows
    valueless = rows.filter(**{f"{order.column}__isnull": True}) if nullable else None
    valued = valued.order_by(*sort)
    if valueless is not None:
        valueless = valueless.order_by(f"-{order.key}" if backward else order.key)
    if cursor is not None and cursor.value is None:
        here = valueless.filter(**{by_key: cursor.key})  # type: ignore[union-attr]
        return [here, valued] if backward else [here]
    if cursor is not None:
        valued = valued.filter(**{f"{order.column}__{by_value}e": cursor.value})
        if order.column == order.key:
            valued = valued.filter(**{f"{order.column}__{by_value}": cursor.value})
        else:
            valued = valued.filter(
                Q(**{f"{order.column}__{by_value}": cursor.value}) | Q(**{by_key: cursor.key})
            )
    if valueless is None or backward:
        return [valued]
    return [valued, valueless]


class CursorPages(BasePagination):
    """Pages with `results`, `next` and `previous`; `count` only for who asks, on the rows without what is shown."""

    PARAMETERS = frozenset({"cursor", "page_size", "ordering", "count"})
    USUAL, MOST = 50, 200

    def paginate_queryset(self, queryset: Rows, request, view=None) -> list[Model]:
        self.request = request
        order = self._order(view)
        size = self._size()
        counts = self._counts()
        text = request.query_params.get("cursor", "")
        cursor = decoded(text, order, queryset.model) if text else None
        self.count = queryset.count() if counts else None
        nullable = queryset.model._meta.get_field(order.column).null
        found: list[Model] = []
        for segment in segments(view.for_list(queryset), order, cursor, nullable):
            found += islice(segment[: size + 1 - len(found)], size + 1)
            if len(found) > size:
                break
        further, page = len(found) > size, found[:size]
        backward = cursor is not None and cursor.backward
        if backward:
            page.reverse()
        self.next = self.previous = None
        if page and (further or backward):
            self.next = self._address(order, page[-1], backward=False)
        if page and (further if backward else cursor is not None):
            self.previous = self._address(order, page[0], backward=True)
        return page

    def _order(self, view) -> Order:
        asked = self.request.query_params.get("ordering") or view.orderings[0]
        if asked not in view.orderings:
            raise ValidationError({"ordering": [f"Orders of this list: {', '.join(view.orderings)}."]})
        return Order(asked, view.key)

    def _size(self) -> int:
        asked = self.request.query_params.get("page_size", str(self.USUAL))
        if not (asked.isascii() and asked.isdigit() and len(asked) <= 3 and 1 <= int(asked) <= self.MOST):
            raise ValidationError({"page_size": [f"Give a whole number from 1 to {self.MOST}."]})
        return int(asked)

    def _counts(self) -> bool:
        asked = self.request.query_params.get("count", "false")
        if asked not in {"true", "false"}:
            raise ValidationError({"count": ["Say true or false."]})
        return asked == "true"

    def _address(self, order: Order, row: Model, *, backward: bool) -> str:
        return self.at(Cursor(order.name, backward, getattr(row, order.column), getattr(row, order.key)))

    def at(self, cursor: Cursor) -> str:
        """The address of the page at a cursor."""
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor.encoded())

    def get_paginated_response(self, data) -> Response:
        page = {"results": data, "next": self.next, "previous": self.previous}
        if self.count is not None:
            page["count"] = self.count
        return Response(page)

    def get_paginated_response_schema(self, schema: dict) -> dict:
        address = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": schema,
                "next": address,
                "previous": address,
                "count": {"type": "integer", "description": "Only with `?count=true`."},
            },
        }

    def get_schema_operation_parameters(self, view) -> list[dict]:
        def parameter(name: str, description: str, **schema) -> dict:
            return {
                "name": name,
                "in": "query",
                "required": False,
                "description": description,
                "schema": schema,
            }

        return [
            parameter("cursor", "Where to go on: taken from `next` or `previous`.", type="string"),
            parameter(
                "page_size",
                "Rows on a page.",
                type="integer",
                minimum=1,
                maximum=self.MOST,
                default=self.USUAL,
            ),
            parameter(
                "ordering",
                "The order; rows without the value come last.",
                type="string",
                enum=list(view.orderings),
                default=view.orderings[0],
            ),
            parameter("count", "Count all rows too.", type="boolean", default=False),
        ]
