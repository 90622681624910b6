"""The world that tests begin in is put back as it was built, and built again where it would be another one."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from boards.models import Organisation, Person
from tests import kept, make
from tests.conftest import a_world


class Builder:
    """Builds the world, and counts how often."""

    def __init__(self):
        self.built = 0

    def __call__(self):
        self.built += 1
        return a_world()


@pytest.fixture
def build(db):
    return Builder()


def everything() -> dict[str, list[tuple]]:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in kept.kept_models()
    }


def begun(build):
    """What the database holds once a test has begun, and the objects; then as it was before."""
    with transaction.atomic():
        objects = kept.begin_with(build)
        held = everything()
        for value in vars(objects).values():
            assert model_to_dict(type(value)._base_manager.get(pk=value.pk)) == model_to_dict(value)
        transaction.set_rollback(True)
    assert not any(everything().values())
    return held, objects


def test_what_is_kept_is_what_was_built(build):
    (built, first), (put_back, second) = begun(build), begun(build)
    assert build.built == 1
    assert put_back == built
    assert len(built["boards.Person"]) == 17 and built["boards.HistoricalMeeting"]
    assert vars(second) == vars(first)


def test_each_test_is_given_objects_of_its_own_that_know_each_other(build):
    (_, first), (_, second) = begun(build), begun(build)
    assert first.action is not second.action
    assert second.action.board is second.board
    assert second.owner.organisation is second.mps


def test_what_is_made_after_it_takes_no_key_of_it(build):
    begun(build)
    objects = kept.begin_with(build)
    assert make.organisation("another").pk > max(objects.mps.pk, objects.council.pk)
    assert make.meeting(objects.board, by=objects.secretariat).reference != objects.meeting.reference


@pytest.mark.parametrize("later", (timedelta(days=1), timedelta(seconds=-5)))
def test_another_day_or_an_earlier_moment_has_a_world_of_its_own(later, build):
    before = timezone.now()
    begun(build)
    with time_machine.travel(before + later):
        begun(build)
    assert build.built == 2


def test_where_something_stands_already_it_is_built_beside_it(build):
    begun(build)
    already = make.organisation("mps", name="The force")
    assert kept.begin_with(build).mps == already
    assert build.built == 2
    assert Organisation.objects.get(slug="mps").name == "The force"


def test_kinds_numbered_again_are_not_taken_for_the_old_ones(build):
    begun(build)
    Permission.objects.filter(content_type__model="person").delete()
    ContentType.objects.filter(model="person").update(id=100_000)
    ContentType.objects.clear_cache()
    assert ContentType.objects.get_for_model(Person).pk == 100_000
    begun(build)
    assert build.built == 2
    ContentType.objects.clear_cache()
