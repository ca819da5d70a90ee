"""Mail has no buttons: no mail of any kind speaks of them, in either style; and each says where answers go."""

import re
from dataclasses import replace

import pytest

from bot.booking.limits.refusal import TELLS
from bot.booking.model import WAS_CONFIRMED, State
from bot.booking.notices.notice import Channel, Kind
from bot.booking.notices.reminders import Plan, notice
from bot.booking.notices.troubles import REMINDERS
from bot.messages.catalogue import load_words
from bot.messages.notices.booking import as_words
from bot.messages.notices.mail import without_buttons
from bot.messages.notices.staff_message import answer_messages
from bot.messages.notices.terms import terms_messages
from bot.service.notices.contents import mail_of
from tests.make import OFFICE, ROOM, TERMS, WEDNESDAY, booking, tokyo
from tests.service.make_context import context_of
from tests.stores import store_on

REPLY_TO = "soudan@office.example"
BUTTONS = re.compile(r"ボタン|タップ|押|(?<![な])おし|このトーク|選んでください[。]?$")
OF_ZOOM = "「コンピューターでオーディオに参加」を押してください"  # a button of Zoom's own
STATES = {
    Kind.RECEIVED: (State.REQUESTED,),
    Kind.CANCELLED: (State.CANCELLED_BY_OFFICE, State.CANCELLED_BY_SEEKER),
    Kind.DECLINED: (State.DECLINED,),
    Kind.EXPIRED: (State.EXPIRED, State.OFFERED),
    Kind.OFFERED: (State.OFFERED,),
    Kind.NO_SHOW: (State.NO_SHOW,),
    Kind.ATTENDED: (State.ATTENDED,),
    Kind.EXCUSED: (State.EXCUSED,),
}
ELSEWHERE = {*TELLS, Kind.MESSAGE_ANSWERED, Kind.TERMS_CHANGE, Kind.WAIT_OFFERED, Kind.WAIT_ENDED}
KINDS = [one for one in Kind if one not in ELSEWHERE and not one.value.startswith("staff_")]
INSTEAD = (tokyo("2026-12-04 10:00"), tokyo("2026-12-04 10:30"))


def in_style(client, *, easy: bool, reply_to: str = REPLY_TO):
    made = context_of(store_on(client))
    return replace(made, words=load_words(OFFICE, reply_to).in_style(easy=easy))


def made(state: State, version: int):
    given = booking(state=state, room=replace(ROOM, version=version), room_version=version, reason="都合により")
    return replace(given, offers=INSTEAD, held_until=tokyo("2026-12-03 17:15")) if state is State.OFFERED else given


def mails(context, **changes):
    """Give every mail about a booking, of each kind and state, by what it is."""
    for kind in KINDS:
        for state in STATES.get(kind, (State.CONFIRMED,)):
            for version in (0, 1, 2):
                one = replace(made(state, version), **changes)
                row = notice(one, Plan(kind, WEDNESDAY, None), Channel.MAIL)
                yield f"{kind.value} {state.value} {version}", mail_of(context, row, one)[1]


@pytest.mark.parametrize("easy", [False, True], ids=["ordinary", "easy"])
def test_no_mail_about_a_booking_speaks_of_a_button(client, easy):
    spoken = {what: BUTTONS.findall(body.replace(OF_ZOOM, "")) for what, body in mails(in_style(client, easy=easy))}
    assert {what: found for what, found in spoken.items() if found} == {}
    assert len(spoken) > 30


@pytest.mark.parametrize("easy", [False, True], ids=["ordinary", "easy"])
def test_nor_does_an_answer_of_staff_a_refusal_or_news_of_the_terms(easy):
    words = without_buttons(load_words(OFFICE).in_style(easy=easy))
    whole = [
        as_words(answer_messages("わかりました。", words, OFFICE)),
        as_words(terms_messages(TERMS, words, OFFICE, "https://x.example")),
    ]
    assert [BUTTONS.findall(text) for text in whole] == [[], []]
    assert "https://x.example/terms/2026-11-01" in whole[1]


@pytest.mark.parametrize("easy", [False, True], ids=["ordinary", "easy"])
def test_the_words_of_line_speak_of_buttons_where_mail_does_not(client, easy):
    """What would be found if the words of LINE were mailed."""
    words = in_style(client, easy=easy).words
    found = [key for key in ("details", "soon", "message_answered") if BUTTONS.search(words.texts[f"notices.{key}"])]
    assert "details" in found


@pytest.mark.parametrize("easy", [False, True], ids=["ordinary", "easy"])
def test_each_mail_says_where_answers_go_or_that_nobody_reads_them(client, easy):
    unread = "読（よ）むことができません" if easy else "返信されても読むことができません"
    for reads in (REPLY_TO, ""):
        bodies = [body for _, body in mails(in_style(client, easy=easy, reply_to=reads))]
        assert {REPLY_TO in body for body in bodies} == {bool(reads)}
        assert {unread in body for body in bodies} == {not reads}


def test_a_mail_says_what_its_calendar_file_does(client):
    said = {}
    for what, body in mails(in_style(client, easy=False)):
        said[what] = [
            word for word in ("カレンダーに入れられます", "（仮の予定）", "その予定を消せます") if word in body
        ]
    assert said["details confirmed 1"] == ["カレンダーに入れられます"]
    assert said["received requested 1"] == ["（仮の予定）"]
    for what in ("cancelled cancelled_by_office 1", "declined declined 1", "expired expired 1", "expired offered 1"):
        assert said[what] == ["その予定を消せます"], what
    assert said["expired expired 0"] == []


def test_no_mail_to_who_has_no_line_leads_into_a_talk(client):
    by_mail = [one for one in KINDS if one not in REMINDERS]  # these go by LINE alone
    told = {
        what: body for what, body in mails(in_style(client, easy=False), user="") if Kind(what.split()[0]) in by_mail
    }
    assert [what for what, body in told.items() if "LINE" in body or "トーク" in body or "「予約」と送" in body] == []
    assert "電話" in told["offered offered 1"]
    assert len(told) > 20


def test_the_mail_of_a_confirmed_time_that_fell_away_does_not_speak_of_a_request(client):
    one = replace(made(State.OFFERED, 1), marks=(WAS_CONFIRMED,))
    row = notice(one, Plan(Kind.OFFERED, WEDNESDAY, None), Channel.MAIL)
    body = mail_of(in_style(client, easy=False), row, one)[1]
    assert "確定していた日時の相談が行えなくなったため" in body
    assert "お申し込みの日時をお受けできない" not in body
