"""Whatever people choose and snooze, and whenever deliveries are missed: one digest a day at most, none but when it is
wanted, and nothing that is snoozed before its day."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import travel

from oversight.errors import DomainError
from oversight.reminders import preferences
from oversight.reminders.ledger import Digest, Reminder
from oversight.reminders.preferences import Rhythm
from oversight.reminders.snooze import snooze
from oversight.reminders.states import State
from oversight.reminders.sweep import sweep
from oversight.working_days import is_working_day
from tests.reminders.conftest import at_nine, deliver_on

DAYS = 24
DAY = st.tuples(
    st.booleans(),  # the register stands still
    st.integers(0, 3),  # which of the reminders is snoozed, where there are so many
    st.integers(0, 7),  # by how many days; 0: none is
)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rhythm=st.sampled_from(Rhythm.values),
    due_in=st.lists(st.integers(-9, 30), min_size=1, max_size=4),
    days=st.lists(DAY, min_size=DAYS, max_size=DAYS),
)
def test_people_hear_as_they_want(people, set_action, today, actions_alone, rhythm, due_in, days):
    with transaction.atomic():
        preferences.choose(rhythm, by=people.owner)
        for each in due_in:
            set_action(each)
        ran, promised = live(people.owner, today, days)
        told = list(
            Reminder.objects.filter(recipient=people.owner, state=State.SENT).select_related("digest")
        )
        ordinary = [each for each in told if not each.is_always_sent]
        for each in told:
            assert is_working_day(each.digest.on_day)
            assert each.digest.on_day >= promised.get(each.pk, each.digest.on_day)
        if rhythm == Rhythm.OVERDUE:
            assert all(each.digest.on_day > each.due_on for each in ordinary)
        if rhythm == Rhythm.WEEKLY:
            days_told = {each.digest.on_day for each in ordinary if each.not_before is None}
            assert len({day.isocalendar()[:2] for day in days_told}) == len(days_told)
        for each in Reminder.objects.filter(pk__in=promised, state=State.DUE):
            assert not any(day >= promised[each.pk] for day in ran), "its day came, and nobody was told"
        addressed = [message.to[0] for message in mail.outbox]
        digests = Digest.objects.filter(state=State.SENT)
        assert len(addressed) == digests.count() == digests.values("recipient", "on_day").distinct().count()
        mail.outbox.clear()
        transaction.set_rollback(True)


def live(owner, today, days) -> tuple[list, dict]:
    """Sweep and deliver on each day that is no outage, then snooze what the day says and the rules let pass.

    Returns the working days on which the register ran, and by the row of the ledger the day last promised.
    """
    ran, promised = [], {}
    for number, (is_out, which, by) in enumerate(days):
        day = today + timedelta(days=number)
        if is_out:
            continue
        with travel(at_nine(day)):
            sweep(day)
            deliver_on(day)
            if is_working_day(day):
                ran.append(day)
            mine = Reminder.objects.filter(recipient=owner).exclude(state=State.CANCELLED).order_by("-pk")
            for reminder in mine[which : which + 1] if by else ():
                try:
                    again = snooze(reminder, by=owner, until=day + timedelta(days=by))
                except DomainError:
                    continue
                assert is_working_day(again.not_before)
                promised[again.pk] = again.not_before
    return ran, promised
