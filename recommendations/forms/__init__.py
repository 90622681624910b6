"""What each step asks for: one form a step, shared by pages, admin and (as its schema) the API."""

from oversight.step_forms import LONGEST_TEXT, StepForm
from recommendations.forms import actions, recommendations, reports

STEP_FORMS: dict[str, type[StepForm]] = actions.FORMS | recommendations.FORMS | reports.FORMS

__all__ = ["LONGEST_TEXT", "STEP_FORMS", "StepForm"]
