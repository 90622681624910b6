"""Bank holidays that were proclaimed since the package of the known ones was made."""

from django.db import models

from boards.querysets import BankHolidayQuerySet
from oversight import context
from oversight.days import day_in_words


class BankHoliday(models.Model):
    """A day in England on which nobody works, on top of those of the package; everybody may know it."""

    day = models.DateField()
    name = models.CharField(max_length=100, help_text="What it is called, such as “Coronation of the King”.")
    source = models.CharField(
        max_length=400, help_text="Where it was proclaimed: an address, or the title and date of the notice."
    )
    is_withdrawn = models.BooleanField(
        "withdrawn", default=False, help_text="It was entered by mistake, or is no bank holiday after all."
    )
    # What was past before this day is reckoned without it.
    known_from = models.DateField(default=context.today, editable=False)

    objects = BankHolidayQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]
        constraints = (
            models.UniqueConstraint(
                fields=["day"],
                condition=models.Q(is_withdrawn=False),
                name="one_bank_holiday_a_day",
                violation_error_message="This day is entered already.",
            ),
        )

    def __str__(self):
        return f"{self.name}, {day_in_words(self.day)}"
