"""F19: LINE may stop sending, and only the silence in open hours tells of it."""

import pytest

from bot.errors import SendError
from bot.ports.context import RequestContext
from bot.ports.staff import StaffWays
from bot.service.health import silence
from bot.service.health.silence import last_webhook, listener, mail_about_silence
from bot.service.notices.alarms import warnings
from bot.web.app import create_app
from tests.faults.rows import fault
from tests.make import tokyo
from tests.service.make_context import FakeMail, context_on
from tests.web.webhooks import SECRET, post, webhook

DESK = StaffWays(("desk@example.jp",))


@pytest.fixture
def town(client) -> RequestContext:
    """An office on a Wednesday, half an hour after it opened."""
    return context_on(client, mail=FakeMail(), staff=DESK, at=tokyo("2026-12-02 09:00"))


def verified(town: RequestContext) -> None:
    """Press "Verify" in LINE's console: a signed webhook without any event."""
    assert post(create_app(town, [SECRET]).test_client(), webhook()).status_code == 200


@fault("F19", injected="LINE sends nothing for an hour of open hours")
def test_f19_a_silence_in_open_hours_is_a_warning_until_the_next_webhook(town):
    verified(town)
    town.clock.move_to(tokyo("2026-12-02 09:59"))
    assert "line_silent" not in warnings(town)
    town.clock.move_to(tokyo("2026-12-02 10:01"))
    assert "line_silent" in warnings(town)
    readyz = create_app(town, [SECRET]).test_client().get("/readyz").json
    assert "line_silent" in readyz["warnings"]
    assert "line_silent" not in readyz["failed"]
    verified(town)
    assert "line_silent" not in warnings(town)


@pytest.mark.parametrize(
    ("now", "silent"),
    [
        ("2026-12-02 18:00", False),  # closed
        ("2026-12-03 08:29", False),
        ("2026-12-03 09:29", False),  # the hour counts from the opening
        ("2026-12-03 09:31", True),
        ("2026-12-05 12:00", False),  # Saturday
        ("2027-01-02 12:00", False),  # the turn of the year
    ],
)
def test_only_open_hours_count(town, now, silent):
    verified(town)
    town.clock.move_to(tokyo(now))
    assert ("line_silent" in warnings(town)) == silent


def test_before_the_first_webhook_there_is_no_warning_and_no_age(town):
    town.clock.move_to(tokyo("2026-12-03 12:00"))
    assert "line_silent" not in warnings(town)
    metrics = create_app(town, [SECRET]).test_client().get("/metrics").text
    assert "madoguchi_last_webhook_age_seconds{" not in metrics
    assert "\nmadoguchi_last_webhook_age_seconds " not in metrics


def test_the_age_is_a_metric(town):
    verified(town)
    town.clock.advance(90)
    metrics = create_app(town, [SECRET]).test_client().get("/metrics").text
    (line,) = [line for line in metrics.splitlines() if line.startswith("madoguchi_last_webhook_age_seconds ")]
    assert 90 <= float(line.split()[1]) < 120


def test_what_is_not_signed_does_not_count(town):
    post(create_app(town, [SECRET]).test_client(), webhook(), "wrong")
    assert last_webhook(town) is None


def test_a_process_notes_one_webhook_in_a_while_and_not_each(town, monkeypatch):
    heard = listener(town)
    heard()
    first = last_webhook(town)
    town.clock.advance(60)
    heard()
    assert last_webhook(town) == first
    monkeypatch.setattr(silence, "NOTED_EVERY", 0.0)
    heard()
    assert last_webhook(town) != first


def test_staff_hear_of_a_long_silence_once(town):
    verified(town)
    town.clock.move_to(tokyo("2026-12-02 11:59"))
    assert not mail_about_silence(town)
    town.clock.move_to(tokyo("2026-12-02 12:01"))
    assert mail_about_silence(town)
    assert not mail_about_silence(town)
    ((to, subject, body, _),) = town.mail.sent
    assert to == DESK.mail_to
    assert "3時間以上" in subject
    assert "https://madoguchi.example/staff/settings" in body


def test_a_mail_about_it_that_fails_is_tried_again(town):
    verified(town)
    town.clock.move_to(tokyo("2026-12-02 12:01"))
    town.mail.failures.append(SendError("timeout"))
    with pytest.raises(SendError):
        mail_about_silence(town)
    assert mail_about_silence(town)
