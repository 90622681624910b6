"""What the environment says: what cannot be meant stops the start, in words that name the variable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from oversight import environment
from oversight.environment import whole_number, yes_or_no


@pytest.mark.parametrize("given", ("-1", "0", "86401", "soon", "1e3", "²", ""))
def test_a_number_out_of_bounds_is_refused_by_name(monkeypatch, given):
    monkeypatch.setenv("OVERSIGHT_TRIED", given)
    with pytest.raises(ImproperlyConfigured, match=r"OVERSIGHT_TRIED .* whole number from 1 to 86400"):
        whole_number("OVERSIGHT_TRIED", 300, 1, 86_400)


def test_a_number_within_bounds_is_taken(monkeypatch):
    assert whole_number("OVERSIGHT_TRIED", 300, 1, 86_400) == 300
    monkeypatch.setenv("OVERSIGHT_TRIED", "3")
    assert whole_number("OVERSIGHT_TRIED", 300, 1, 86_400) == 3


@pytest.mark.parametrize(("given", "meant"), (("true", True), ("On", True), ("0", False), ("no", False)))
def test_a_switch_is_on_or_off(monkeypatch, given, meant):
    monkeypatch.setenv("OVERSIGHT_TRIED", given)
    assert yes_or_no("OVERSIGHT_TRIED", not meant) is meant


def test_a_switch_that_is_neither_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("OVERSIGHT_TRIED", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="OVERSIGHT_TRIED is 'perhaps'"):
        yes_or_no("OVERSIGHT_TRIED", False)


@pytest.mark.parametrize(
    "given",
    (
        "rubbish",
        "mysql://user:hidden@host/name",
        "postgres://user:hidden@host:port/name",
        "postgres://user:hidden@host:99999/name",
        "postgres://user:hidden@host/",
        "postgres://[::1/name",
        "sqlite://",
        "sqlite:///:memory:",
    ),
)
def test_an_address_of_no_database_is_refused_by_name_and_not_repeated(monkeypatch, given):
    monkeypatch.setenv("DATABASE_URL", given)
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.database("sqlite:////srv/default")
    assert str(refused.value) == (
        "DATABASE_URL names neither a PostgreSQL database nor a SQLite file: "
        "set it like postgres://user:password@host/name."
    )


@pytest.mark.parametrize(
    ("given", "engine", "name"),
    (
        ("postgres://user:pass%40word@host:5433/register", "postgresql", "register"),
        ("postgresql://host/register", "postgresql", "register"),
        ("sqlite:////srv/register.sqlite3", "sqlite3", "/srv/register.sqlite3"),
        ("", "sqlite3", "/srv/default"),
    ),
)
def test_a_database_is_taken_and_an_empty_address_means_the_default(monkeypatch, given, engine, name):
    monkeypatch.setenv("DATABASE_URL", given)
    found = environment.database("sqlite:////srv/default")
    assert (found["ENGINE"], found["NAME"]) == (f"django.db.backends.{engine}", name)
    if "pass" in given:
        assert (found["PASSWORD"], found["PORT"]) == ("pass@word", 5433)


@pytest.mark.parametrize(
    "given",
    (
        "rubbish",
        "amqp://host",
        "memory://",
        "sentinel://host:26379",
        "redis://:hidden@host:port/0",
        "redis://[::1",
        "redis://h:0",
    ),
)
def test_an_address_of_no_broker_is_refused_by_name_and_not_repeated(monkeypatch, given):
    monkeypatch.setenv("REDIS_URL", given)
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.broker("redis://127.0.0.1:6379/0")
    assert str(refused.value) == "REDIS_URL names no Redis or Valkey: set it like redis://host:6379/0."


@pytest.mark.parametrize("given", ("redis://host:6379/1", "rediss://host", "redis+socket:///run/broker.sock"))
def test_a_broker_is_taken_and_an_empty_address_means_the_default(monkeypatch, given):
    monkeypatch.setenv("REDIS_URL", given)
    assert environment.broker("redis://default") == given
    monkeypatch.setenv("REDIS_URL", "")
    assert environment.broker("redis://default") == "redis://default"


@pytest.mark.parametrize(
    "given",
    (
        "rubbish",
        "http://mail.example",
        "consolemail://",
        "dummymail://",
        "filemail:///srv/mail",
        "smtp://",
        "smtp://user:hidden@mail.example:port",
        "smtp://[::1",
    ),
)
def test_an_address_of_no_mail_server_is_refused_by_name_and_not_repeated(monkeypatch, given):
    monkeypatch.setenv("EMAIL_URL", given)
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.mail_server()
    assert (
        str(refused.value) == "EMAIL_URL names no mail server: set it like smtp+tls://user:password@host:587."
    )


def test_a_mail_server_is_taken(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://post:word@mail.example:587")
    found = environment.mail_server()
    assert found is not None
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.example", 587, True)
    monkeypatch.delenv("EMAIL_URL")
    assert environment.mail_server() is None


@pytest.mark.parametrize("given", ("loud", "", "10"))
def test_an_unknown_log_level_is_refused_by_name(monkeypatch, given):
    monkeypatch.setenv("OVERSIGHT_LOG_LEVEL", given)
    with pytest.raises(
        ImproperlyConfigured, match=f"OVERSIGHT_LOG_LEVEL is '{given.upper()}': set it to DEBUG"
    ):
        environment.log_level()


def test_a_log_level_is_taken_in_either_case(monkeypatch):
    monkeypatch.setenv("OVERSIGHT_LOG_LEVEL", "warning")
    assert environment.log_level() == "WARNING"
    monkeypatch.delenv("OVERSIGHT_LOG_LEVEL")
    assert environment.log_level() == "INFO"
