"""People. A person is the account too: log-in is by e-mail address, and most people never log in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from boards.models.organisation import Organisation
from boards.querysets import PersonQuerySet
from oversight import context
from oversight.folded_fields import SoughtField
from oversight.markings import HIDES, Marking, MarkingField
from oversight.roles import ADMIN_ROLES, Role


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)

    def create_user(self, email=None, password=None, **fields):
        """Add a person; without a password they exist but cannot log in."""
        person = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email, password=None, **fields):
        fields.setdefault("role", Role.ADMINISTRATOR)
        fields.setdefault("name", email)
        return self.create_user(email, password, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("e-mail address", unique=True, null=True, blank=True)
    name = models.CharField(max_length=200)
    post = models.CharField(
        max_length=200, blank=True, help_text="Their post, for instance Deputy Mayor for Policing and Crime."
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="people"
    )
    role = models.CharField(max_length=20, choices=Role.choices, blank=True, default=Role.NONE)
    # The highest marking they may read. It says what they need to know for their work, and nothing of vetting.
    clearance = MarkingField(
        "may read OFFICIAL-SENSITIVE",
        choices=[(Marking.OFFICIAL, "No, OFFICIAL alone"), (Marking.OFFICIAL_SENSITIVE, "Yes")],
        help_text="For people who need it for their work. New people read OFFICIAL alone; an administrator lets them "
        f"read more, with the reason, and nobody themselves. {HIDES}",
    )
    is_active = models.BooleanField(
        "active", default=True, help_text="Untick to withdraw access; people are never deleted."
    )
    is_service = models.BooleanField(
        "service account", default=False, help_text="Acts for a system client of the API, never logs in."
    )
    is_demonstration = models.BooleanField("demonstration person", default=False, editable=False)
    date_joined = models.DateTimeField(default=context.now, editable=False)
    sought = SoughtField("name", "email", "post")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = PersonManager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_once",
                violation_error_message="Somebody already has this e-mail address.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_staff(self) -> bool:
        """May open the admin (Django's name for it); what they may do there is in the access rules."""
        return self.role in ADMIN_ROLES

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
