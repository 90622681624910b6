"""What each step asks for: one form a step, shared by pages, admin and (as its schema) the API."""

from recommendations.forms import actions, recommendations, reports
from recommendations.forms.base import LONGEST_TEXT, StepForm

STEP_FORMS: dict[str, type[StepForm]] = actions.FORMS | recommendations.FORMS | reports.FORMS

__all__ = ["LONGEST_TEXT", "STEP_FORMS", "StepForm"]
