"""Numbers of rows that come from outside: which can be one, and what is looked for with one that cannot.

Django looks for a single number that no column holds and finds nothing, but hands a list of them to the database, which
fails (SQLite) or refuses (PostgreSQL); so it does with a number for a relation. These lookups do what the others do.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, ForeignObject, IntegerField
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import In

# The largest number a row can have.
MOST = 2**63 - 1


def is_row_number(text: str) -> bool:
    """Whether a row can have this number. Digits of other scripts are no number of ours."""
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= MOST


def _held(numbers: Any, field: Field, connection: Any) -> Any:
    """Those of the numbers that the column can hold; what is no number is left to the lookup."""
    low, high = connection.ops.integer_field_range(field.get_internal_type())
    return [
        number
        for number in numbers
        if not isinstance(number, int)
        or ((low is None or low <= number) and (high is None or number <= high))
    ]


class InHeld(In):
    """`number__in`, without what the column cannot hold."""

    def process_rhs(self, compiler, connection):
        if self.rhs_is_direct_value():
            self.rhs = _held(self.rhs, self.lhs.output_field, connection)
        return super().process_rhs(compiler, connection)


class RelatedInHeld(RelatedIn):
    """`relation__in`, without numbers that no row of it can have."""

    def process_rhs(self, compiler, connection):
        target = self.lhs.output_field.target_field
        if self.rhs_is_direct_value() and isinstance(target, IntegerField):
            self.rhs = _held(self.rhs, target, connection)
        return super().process_rhs(compiler, connection)


class RelatedExactHeld(RelatedExact):
    """`relation=number`, which finds nothing where no row of it can have the number."""

    def process_rhs(self, compiler, connection):
        target = self.lhs.output_field.target_field
        is_number = self.rhs_is_direct_value() and isinstance(target, IntegerField)
        if is_number and not _held([self.rhs], target, connection):
            raise EmptyResultSet
        return super().process_rhs(compiler, connection)


def register() -> None:
    """Give every whole number and every relation these lookups; called once, as the apps are ready."""
    IntegerField.register_lookup(InHeld)
    ForeignObject.register_lookup(RelatedInHeld)
    ForeignObject.register_lookup(RelatedExactHeld)
