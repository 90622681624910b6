"""Who wants one digest a week: an escalation reaches them by itself, and is not that digest."""

from datetime import timedelta

from django.core import mail

from oversight.reminders import preferences
from oversight.reminders.sweep import sweep
from tests.reminders.conftest import deliver_on


def test_an_escalation_told_by_itself_is_not_the_digest_of_the_week(set_action, people, today):
    """The tests stand on a Wednesday: the escalation comes that day, what is due comes on the next two."""
    preferences.choose("weekly", by=people.lead)
    people.mps.lead = people.lead
    people.mps.save()
    late = set_action(-7)
    thursdays, fridays = (set_action(due_in, owner=people.lead) for due_in in (29, 30))

    def told(number: int) -> str:
        """The e-mail that left for the lead on the day after so many, or nothing."""
        mail.outbox.clear()
        sweep(today + timedelta(days=number))
        deliver_on(today + timedelta(days=number))
        return "".join(str(one.body) for one in mail.outbox if one.to == [people.lead.email])

    wednesday = told(0)
    assert late.reference in wednesday and thursdays.reference not in wednesday
    thursday = told(1)
    assert thursdays.reference in thursday and late.reference not in thursday
    assert told(2) == "", "the digest of the week has gone: Friday's waits for Monday"
    assert fridays.reference in told(5)
