"""What each step asks for: one form a step, shared by pages, admin and (as its schema) the API."""

from boards.forms import items, meetings, papers
from oversight.step_forms import StepForm

STEP_FORMS: dict[str, type[StepForm]] = meetings.FORMS | items.FORMS | papers.FORMS

__all__ = ["STEP_FORMS"]
