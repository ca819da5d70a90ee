"""The link that a seeker presses is read before it is sent: it opens the same meeting, and is shown in full."""

import re

import pytest

from bot.booking.model import State

LONG = "https://us02web.zoom.us/j/91234567890?pwd=" + "aB1" * 30


def answer(office, **typed):
    fields = {"meeting_id": "912 3456 7890", "passcode": "482915", "how": "typed", **typed}
    return office.clerk().posts("/staff/bookings/b1/answer", wanted="confirm", version="1", **fields)


@pytest.mark.parametrize("stage", ["preview", "send"])
@pytest.mark.parametrize(
    "link",
    [
        "https://zoom.us/j/99999999999",
        "https://us02web.zoom.us/w/99999999999?pwd=x",
        "https://zoom.com/wc/join/99999999999",
    ],
)
def test_a_link_into_another_meeting_is_refused_beside_its_field(office, link, stage):
    office.request()
    clerk = answer(office, join_url=link, stage=stage)
    assert clerk.status == 400
    assert "別のミーティング（99999999999）" in clerk.page
    assert re.search(r'is-invalid"[^>]* id="join_url"|id="join_url"[^>]*is-invalid', clerk.page)
    assert office.booking().state is State.REQUESTED


@pytest.mark.parametrize("link", [LONG, "https://office.zoom.us/my/counter", "https://zoom.us/j/91234567890"])
def test_a_link_of_zoom_is_shown_in_full_without_a_question(office, link):
    office.request()
    page = answer(office, join_url=link).page
    assert f'id="room-link">{link}</code>' in page
    assert "Zoomのものではありません" not in page


def test_without_a_link_the_one_that_the_number_makes_is_shown(office):
    office.request()
    assert 'id="room-link">https://zoom.us/j/91234567890</code>' in answer(office).page


def test_a_link_to_elsewhere_is_asked_about_and_may_be_meant(office):
    office.request()
    page = answer(office, join_url="https://evil.example.com/j/91234567890").page
    assert "このリンクは、Zoomのものではありません（evil.example.com）" in page
    assert 'value="send"' in page


def test_who_is_called_is_told_of_the_link_that_the_mail_brings(office):
    office.request(user="")
    assert f'id="room-link">{LONG}</code>' in answer(office, join_url=LONG).page


def test_several_show_their_links_in_full(office):
    office.request()
    typed = {"meeting_id-b1": "91234567890", "passcode-b1": "1", "join_url-b1": LONG, "version-b1": "1"}
    page = office.clerk().posts("/staff/requests/several", wanted="confirm", picked="b1", stage="preview", **typed).page
    assert f'id="room-link">{LONG}</code>' in page
