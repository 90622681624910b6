"""The way to the mail server: one connection for many digests, and what the server answered to each."""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

DJANGO_SMTP = "django.core.mail.backends.smtp.EmailBackend"
# Failures to reach the server, one after the other, after which a run gives up; the next run tries again.
GIVE_UP_AFTER = 3


class Refused(Exception):
    """The server did not take the message. Its answer is the exception's text.

    `is_certain` is False where it may have taken it all the same: it fell silent before it answered.
    `is_unreachable` is True where the server itself, not this message, was the trouble.
    `is_final` is True where it will never take anything for this address.
    """

    def __init__(
        self, answer: str, *, is_certain: bool, is_unreachable: bool, is_final: bool = False
    ) -> None:
        super().__init__(answer)
        self.is_certain = is_certain
        self.is_unreachable = is_unreachable
        self.is_final = is_final


class _Remembers:
    """Keeps the server's reply to the last message, which smtplib itself drops."""

    last_reply: tuple[int, bytes] | None = None

    def data(self, msg):
        self.last_reply = super().data(msg)  # type: ignore[misc]
        return self.last_reply


class _SMTP(_Remembers, smtplib.SMTP):
    pass


class _SMTPS(_Remembers, smtplib.SMTP_SSL):
    pass


class RememberingBackend(EmailBackend):
    """Django's own, over connections that remember."""

    @property
    def connection_class(self):
        return _SMTPS if self.use_ssl else _SMTP


class Mailer:
    """Sends messages one by one over a connection kept open between them."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self.backend = backend
        self.failures_in_a_row = 0

    @property
    def is_hopeless(self) -> bool:
        """The server could not be reached several times running."""
        return self.failures_in_a_row >= GIVE_UP_AFTER

    def send(self, message: EmailMessage) -> str:
        """Hand the message over and return the server's answer. Raises Refused."""
        try:
            answer = self._hand_over(message)
        except Refused as refused:
            self.failures_in_a_row = self.failures_in_a_row + 1 if refused.is_unreachable else 0
            self.close()
            raise
        self.failures_in_a_row = 0
        return answer

    def _hand_over(self, message: EmailMessage) -> str:
        try:
            self.backend.open()
        except OSError as error:
            raise Refused(in_words(error), is_certain=True, is_unreachable=True) from error
        try:
            if not self.backend.send_messages([message]):
                raise Refused("Not sent: the message has no address.", is_certain=True, is_unreachable=False)
        except smtplib.SMTPServerDisconnected as error:
            raise Refused(in_words(error), is_certain=False, is_unreachable=True) from error
        except smtplib.SMTPException as error:
            raise Refused(
                in_words(error), is_certain=True, is_unreachable=False, is_final=is_of_address(error)
            ) from error
        except OSError as error:
            raise Refused(in_words(error), is_certain=False, is_unreachable=True) from error
        except ValueError as error:  # an address or a header that cannot be written
            raise Refused(in_words(error), is_certain=True, is_unreachable=False) from error
        reply = getattr(getattr(self.backend, "connection", None), "last_reply", None)
        return _reply(*reply) if reply else "Taken"

    def close(self) -> None:
        try:
            self.backend.close()
        except OSError:
            pass  # a server that is gone cannot be taken leave of


def in_words(error: Exception) -> str:
    """What the server said, or what became of the connection."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _reply(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"


def is_of_address(error: smtplib.SMTPException) -> bool:
    """Whether the address itself is refused for good: a 5xx to it, or later one that says so (RFC 3463, 5.1.x)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return re.match(r"5\d\d 5\.1\.", in_words(error)) is not None


def _reply(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


@contextmanager
def mailer() -> Iterator[Mailer]:
    """The way the settings name, closed afterwards."""
    remembering = f"{__name__}.RememberingBackend" if settings.EMAIL_BACKEND == DJANGO_SMTP else None
    way = Mailer(get_connection(remembering))
    try:
        yield way
    finally:
        way.close()
