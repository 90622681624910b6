"""What each step of an agenda item asks for."""

from oversight.step_forms import ReasonForm, StepForm, text


class CarryOverForm(StepForm):
    reason = text("Reason", required=False)


FORMS: dict[str, type[StepForm]] = {"withdraw_item": ReasonForm, "carry_over_item": CarryOverForm}
