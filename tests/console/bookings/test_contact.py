"""From the seeker's first word to the console: contact data that he changed, and what staff correct for him."""

import re

import pytest

from bot.booking.model import Answer, State
from bot.booking.staff.corrections import Mark
from bot.booking.staff.staff import Role
from bot.dialogue.incoming import Incoming, Sort, Tap
from bot.ports.events import Event
from bot.service.events.handle_event import reply_to
from tests.make import ROOM, USER, answers
from tests.talk import actions, text_of

PATH = "/staff/bookings/b1/contact"


@pytest.fixture
def place(office):
    office.request(state=State.CONFIRMED, room=ROOM)
    return office


def hears(office, sort: Sort, **more) -> str:
    now = office.clock.now()
    name = f"e{now:%H%M%S%f}"
    reply_to(office.context, Event(USER, Incoming(sort, name, now, message_id=name, **more), name))
    return "".join(text_of(message) for message in office.context.line.replies[-1][1])


def writes(office, text: str) -> str:
    return hears(office, Sort.TEXT, text=text)


def taps(office, label: str) -> str:
    button = next(one for one in actions(office.context.line.replies[-1][1]) if one["label"] == label)
    return hears(office, Sort.TAP, tap=Tap.decode(button["data"]))


def corrects(office, clerk, version: int = 0, **fields: str):
    return clerk.posts(PATH, version=str(version or office.booking().version), **fields)


def beside(page: str, field: str) -> str:
    return re.search(rf'id="contact-{field}-help">([^<]*)', page)[1]


def test_from_the_first_word_to_the_console_and_seen(place):
    assert "新しい" not in writes(place, "こんにちは")
    assert "→ 080-1111-2222" in writes(place, "電話番号が変わりました。080-1111-2222です")
    assert "変えました" in taps(place, "この内容に変える")
    clerk = place.clerk()
    page = clerk.opens("/staff/bookings/b1").page
    assert "ご本人がトークで変えました" in page
    assert "電話番号" in page[page.index("contact-changed-title") : page.index("確かめました")]
    assert "トークで連絡先などを変えました（電話番号）" in page
    assert "080-1111-2222" not in page
    assert "連絡先の変更あり（トーク）" in clerk.opens("/staff/day/2026-12-03").page
    assert "080-1111-2222" in clerk.posts("/staff/bookings/b1/reveal").page
    clerk.posts(f"/staff/bookings/b1/mark/{Mark.CONTACT_CHANGED}", version=str(place.booking().version), on="0")
    page = clerk.opens("/staff/bookings/b1").page
    assert "ご本人がトークで変えました" not in page
    assert "連絡先の変更を確かめました" in page


def test_in_easy_words_alike(place):
    writes(place, "やさしい日本語")
    assert "→ 080-1111-2222" in writes(place, "電話番号が変わりました。080-1111-2222です")
    assert "かえました" in taps(place, "この内容に変える")


def test_a_clerk_who_looked_before_is_told_what_the_seeker_changed(place):
    clerk, known = place.clerk(), place.booking().version
    writes(place, "メールをother@example.orgに変えて")
    taps(place, "この内容に変える")
    corrects(place, clerk, known, telephone="090-9999-8888")
    assert clerk.status == 409
    assert "トークで連絡先などを変えました（メールアドレス）" in clerk.page
    assert 'value="090-9999-8888"' in clerk.page
    assert place.booking().answers["telephone"].value == answers()["telephone"].value


def test_staff_correct_what_they_are_told(place):
    clerk = place.clerk()
    corrects(place, clerk, name="渡邊 太郎", telephone="03-1234-5678", email="other@example.org", purpose="interview")
    assert clerk.status == 303
    page = clerk.follows().page
    assert "氏名・電話番号・メールアドレス・相談内容を直しました" in page
    assert "渡邊 太郎" in page
    held = place.booking()
    assert (held.answers["telephone"].value, held.answers["number"].value) == ("03-1234-5678", "13010-12345678")
    assert held.address_proved is True
    assert "ご本人がトークで変えました" not in page
    assert any(one.endswith("contact_corrected") for one in place.entries())
    corrects(place, clerk, email_none="y")
    assert place.booking().answers["email"].mark == "mail_none"


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("name", "12345", "数字や記号だけでは"),
        ("number", "12345678", "後ろの部分だけ"),
        ("telephone", "0120-123-456", "フリーダイヤル"),
        ("email", "taro@gmial.com", "taro@gmail.com"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(place, field, typed, why):
    clerk = corrects(place, place.clerk(), **{"name": "渡邊 太郎", field: typed})
    assert clerk.status == 400
    assert why in beside(clerk.page, field)
    assert place.booking().version == 1
    assert field == "name" or 'value="渡邊 太郎"' in clerk.page


def test_an_empty_form_and_what_is_the_same_change_nothing(place):
    clerk = corrects(place, place.clerk())
    assert clerk.status == 400
    assert "1つ以上入力" in clerk.page
    assert "同じです" in corrects(place, clerk, telephone="090-1234-5678").page
    assert place.booking().version == 1


def test_a_number_of_somebody_else_is_refused_beside_it_and_counted_as_a_look(place):
    given = {**answers(), "number": Answer("13010-87654321", "1301087654321")}
    place.request(id="b2", number="222222", user="U" + "2" * 32, answers=given)
    clerk = corrects(place, place.clerk(), number="13010-87654321", name="渡邊 太郎")
    assert clerk.status == 409
    assert "続いている予約があります" in beside(clerk.page, "number")


def test_after_the_outcome_there_is_no_form_and_no_correction(place):
    place.at("2026-12-03 14:20")
    clerk = place.clerk()
    clerk.posts("/staff/bookings/b1/outcome/attend", version="1")
    assert 'id="contact"' not in clerk.opens("/staff/bookings/b1").page
    assert corrects(place, clerk, telephone="03-1234-5678").status == 409
    assert "この予約は終わっています" in clerk.page


def test_who_only_audits_may_not(place):
    assert corrects(place, place.clerk(role=Role.AUDITOR), telephone="03-1234-5678").status == 403
