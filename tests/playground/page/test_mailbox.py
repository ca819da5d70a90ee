"""The mailbox of this machine: filled by SMTP, shown on the page."""

import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP, SMTPRecipientsRefused
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.adapters.notices.smtp import SmtpMail
from bot.playground.line.people.staff_group import MEMBER, add_staff_group
from bot.playground.page.mailbox import KEPT_MAILS, Mailbox, open_mailbox
from tests.playground.browsers import window
from tests.playground.chat import Place, open_place
from tests.playground.conftest import GROUP

CALENDAR = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def place() -> Iterator[Place]:
    with open_place() as opened:
        yield opened


@pytest.fixture
def url(place: Place) -> Iterator[str]:
    """The address of the place's mailbox."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    place.line.mailbox = Mailbox(place.clock.now)
    close = open_mailbox(place.line.mailbox, port)
    yield f"smtp://127.0.0.1:{port}"
    close()


def post(url: str, subject: str, to: str = "taro@example.com") -> None:
    SmtpMail(url, "desk@office.example").send((to,), subject, "本文です。", "k1")


def with_calendar(url: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "desk@office.example", "taro@example.com", "ご予約の確定"
    mail.set_content("12月3日（木）14:00から30分間\n")
    mail.add_attachment(CALENDAR.encode(), "text", "calendar", filename="yoyaku.ics")
    host, _, port = url.removeprefix("smtp://").partition(":")
    with SMTP(host, int(port)) as server:
        server.send_message(mail)


def test_what_was_sent_is_shown_newest_first(place: Place, url: str) -> None:
    post(url, "はじめの一通")
    with_calendar(url)
    shown = place.api.control("GET", "/mail").json
    assert shown["available"] is True
    newest, oldest = shown["mails"]
    assert (oldest["subject"], oldest["to"], oldest["body"]) == ("はじめの一通", ["taro@example.com"], "本文です。\n")
    assert oldest["at"] == "2026-12-01T01:00:00+00:00"
    assert newest["attachments"][0]["name"] == "yoyaku.ics"
    assert newest["attachments"][0]["text"].startswith("BEGIN:VCALENDAR")


def test_the_oldest_go(place: Place) -> None:
    box = Mailbox(place.clock.now)
    for number in range(KEPT_MAILS + 5):
        box._mails.append({"subject": number})
    assert [mail["subject"] for mail in box.mails()][:2] == [KEPT_MAILS + 4, KEPT_MAILS + 3]
    assert len(box.mails()) == KEPT_MAILS


def test_an_address_can_be_made_to_bounce(place: Place, url: str) -> None:
    place.api.control("PUT", "/mail/refusals", {"taro@example.com": "550 5.1.1 no such user"})
    with pytest.raises(SMTPRecipientsRefused):
        with_calendar(url)
    post(url, "ほかの人へ", "hanako@example.com")
    place.api.control("PUT", "/mail/refusals", {})
    post(url, "また届く")
    assert [mail["subject"] for mail in place.api.control("GET", "/mail").json["mails"]] == ["また届く", "ほかの人へ"]


def test_without_a_mailbox_the_page_is_told(place: Place) -> None:
    assert place.api.control("GET", "/mail").json == {"available": False, "mails": []}
    assert place.api.control("PUT", "/mail/refusals", {}).status_code == 409


def test_the_page_shows_the_mail_and_its_attachment(place: Place, url: str, browser: Any, tmp_path: Path) -> None:
    with_calendar(url)
    with window(browser) as page:
        page.goto(place.url)
        page.get_by_role("tab", name="メール").click()
        page.get_by_text("ご予約の確定").click()
        expect(page.get_by_text("12月3日（木）14:00から30分間")).to_be_visible()
        page.get_by_text("添付：yoyaku.ics").click()
        expect(page.get_by_text("BEGIN:VCALENDAR")).to_be_visible()
        page.screenshot(path=tmp_path / "mail.png")


def test_the_staff_group_stands_beside_the_welcome(place: Place, browser: Any) -> None:
    add_staff_group(place.line.world, GROUP)
    add_staff_group(place.line.world, GROUP)
    assert place.line.world.groups[GROUP].members == (MEMBER.user_id,)
    with window(browser) as page:
        page.goto(place.url)
        page.get_by_role("heading", name="窓口を友だちに追加します").wait_for()
        expect(page.locator(".pane-group")).to_be_visible()
        expect(page.get_by_role("button", name="職員グループをつくる")).to_be_hidden()
    with window(browser, width=390, height=800) as page:
        page.goto(place.url)
        page.get_by_role("heading", name="窓口を友だちに追加します").wait_for()


def test_no_group_is_made_where_none_is_set(place: Place) -> None:
    add_staff_group(place.line.world, "")
    assert place.line.world.groups == {}
