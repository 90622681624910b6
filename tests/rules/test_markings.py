"""Marking says how a thing is handled; above OFFICIAL-SENSITIVE it is refused in words (rules.md section 10)."""

import pytest
from django.core.exceptions import ValidationError

from boards.models import Meeting
from oversight.markings import Marking
from recommendations.models import Action

FIELD = Action._meta.get_field("marking")


@pytest.mark.parametrize("value", ("SECRET", "TOP SECRET", "secret", "Top-Secret"))
def test_a_marking_above_official_sensitive_is_refused_in_words(value):
    with pytest.raises(ValidationError, match="highest marking this register holds is OFFICIAL-SENSITIVE"):
        FIELD.clean(value, None)


@pytest.mark.parametrize("value", Marking.values)
def test_the_two_markings_are_held(value):
    assert FIELD.clean(value, None) == value


@pytest.mark.parametrize("model", (Action, Meeting))
def test_marking_and_publishable_are_two_fields(model):
    assert model._meta.get_field("marking").default == Marking.OFFICIAL
    assert model._meta.get_field("is_publishable").default is False
