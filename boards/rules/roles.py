"""The roles people hold: one in the system as a whole, and others on boards they sit on."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person is to the register as a whole. A board member needs none: membership says it."""

    NONE = "", "No role of their own"
    SECRETARIAT = "secretariat", "Secretariat"
    DMPC_STAFF = "dmpc_staff", "Deputy Mayor's staff"
    LIAISON = "liaison", "Liaison of an organisation"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


class Seat(TextChoices):
    """What a person is on one board."""

    CHAIR = "chair", "Chair"
    DEPUTY_CHAIR = "deputy_chair", "Deputy chair"
    SECRETARY = "secretary", "Secretary"
    MEMBER = "member", "Member"
    ADVISER = "adviser", "Adviser"
    OBSERVER = "observer", "Observer"


PRESIDING = (Seat.CHAIR, Seat.DEPUTY_CHAIR)

# Roles that read every unrestricted board and what hangs on it.
READS_ALL = (Role.SECRETARIAT, Role.DMPC_STAFF, Role.AUDITOR, Role.ADMINISTRATOR)

# Roles that may open the admin; what each may do there is in rules/access.py.
ADMIN_ROLES = (Role.SECRETARIAT, Role.AUDITOR, Role.ADMINISTRATOR)
