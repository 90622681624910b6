"""A real SMTP server on the loopback address that keeps what it receives, or refuses it when told to."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django.fixtures import Settings

from tests.servers.parts import free_port


class Mailbox:
    """What the server received. Set `refuse` to an SMTP reply, such as "451 Try again later", and it takes nothing.

    `refuse_recipient` is its reply to an address instead, before it is given the message.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuse: str | None = None
        self.refuse_recipient: str | None = None

    @property
    def url(self) -> str:
        """For EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse_recipient:
            return self.refuse_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        content: Any = envelope.original_content
        self.messages.append(message_from_bytes(content, policy=policy.default))
        self.recipients.extend(envelope.rcpt_tos)
        return "250 Message accepted for delivery"


@pytest.fixture(scope="session")
def smtp_service() -> Iterator[Mailbox]:
    mailbox = Mailbox(free_port())
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    yield mailbox
    controller.stop()


@pytest.fixture
def smtp_server(smtp_service: Mailbox, settings: Settings) -> Mailbox:
    """An SMTP server with an empty box; Django's mail, here and in the processes the test starts, goes there."""
    smtp_service.messages.clear()
    smtp_service.recipients.clear()
    smtp_service.refuse = smtp_service.refuse_recipient = None
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = smtp_service.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return smtp_service
