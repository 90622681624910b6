"""What people are on boards they sit on. Roles in the register as a whole: oversight/roles.py."""

from django.db.models import TextChoices


class Seat(TextChoices):
    """What a person is on one board."""

    CHAIR = "chair", "Chair"
    DEPUTY_CHAIR = "deputy_chair", "Deputy chair"
    SECRETARY = "secretary", "Secretary"
    MEMBER = "member", "Member"
    ADVISER = "adviser", "Adviser"
    OBSERVER = "observer", "Observer"


PRESIDING = (Seat.CHAIR, Seat.DEPUTY_CHAIR)
