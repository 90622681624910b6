"""The three ways the domain says no. Pages, admin and API each map them once, by `status_code`."""


class DomainError(Exception):
    """A refusal with a sentence for the person; `field` names the input it concerns, where one does."""

    status_code = 400
    code = "refused"

    def __init__(self, sentence: str, *, field: str | None = None):
        super().__init__(sentence)
        self.field = field


class NotAllowed(DomainError):
    """This person may not do this."""

    status_code = 403
    code = "not_allowed"


class WrongState(DomainError):
    """Nobody may do this now; the record is in another state."""

    status_code = 409
    code = "wrong_state"


class RuleBroken(DomainError):
    """The request itself breaks a rule, for instance agreeing one's own proposal."""

    status_code = 422
    code = "rule_broken"
