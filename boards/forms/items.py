"""What each step of an agenda item asks for: one form a step. A form decides nothing."""

from django import forms

from oversight.step_forms import LONGEST_TEXT


class ItemStepForm(forms.Form):
    def inputs(self) -> dict:
        """The operation's keyword arguments."""
        return self.cleaned_data


class WithdrawForm(ItemStepForm):
    reason = forms.CharField(
        label="Reason", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )


class CarryOverForm(ItemStepForm):
    reason = forms.CharField(
        label="Reason", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


ITEM_STEP_FORMS: dict[str, type[ItemStepForm]] = {
    "withdraw_item": WithdrawForm,
    "carry_over_item": CarryOverForm,
}
