"""The card of a booking: what it shows at a glance, what can be copied, what it says to who can't see it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.model import Answer, Room, State
from bot.booking.notices.notice import Kind
from bot.booking.offers import offer
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.dialogue.outside_flows.booking_card import booking_card, grouped
from bot.messages.booking_card import HEADS
from bot.messages.line import render
from bot.messages.notices.booking import Wording, as_words, booking_messages
from bot.messages.notices.waitlist import waitlist_messages
from tests.make import OFFICE, WORDS, booking, tokyo
from tests.talk import Talk, actions, text_of

START = tokyo("2026-12-10 14:00")
EVE, DAY = tokyo("2026-12-09 17:00"), tokyo("2026-12-10 13:30")
LINK = "https://zoom.example/j/88138504940?pwd=x"
FILE = "https://madoguchi.example/calendar/b1.ics"
MADE = booking(start=START, state=State.CONFIRMED, room=Room("88138504940", "482915", LINK))
TYPED = replace(MADE, room=Room("88138504940", "482915"))
REPLACED = replace(MADE, room=replace(MADE.room, version=2))
ASKED = replace(MADE, state=State.REQUESTED, room=None)
TIMES = (tokyo("2026-12-11 10:00"), tokyo("2026-12-11 10:30"))
ADDRESS = re.compile(r"https?://|www\.|zoom\.us")


def notice(kind, made=MADE, at=EVE, words=WORDS):
    (card,) = booking_messages(kind, made, Wording(words, OFFICE, at, FILE))
    return card


def labels(card):
    return [one["label"] for one in actions([card])]


def first_texts(card):
    head, body = card["contents"]["header"]["contents"], card["contents"]["body"]["contents"]
    return [one["text"] for one in head], body[0]


@pytest.mark.parametrize(
    ("kind", "made", "head"),
    [
        (Kind.RECEIVED, ASKED, ["… 申込中", "お申し込み（まだ確定していません）"]),
        (Kind.RECEIVED, replace(ASKED, room_version=1), ["⇄ 申込中", "日時変更のお申し込み（まだ確定していません）"]),
        (Kind.DETAILS, MADE, ["✓ 確定", "ご予約（確定しました）"]),
        (
            Kind.DETAILS,
            replace(MADE, room=replace(MADE.room, version=2)),
            ["！ 確定", "ご予約（参加に使う番号が新しくなりました）"],
        ),
        (Kind.ROOM_LATE, replace(MADE, room=None), ["✓ 確定", "ご予約（確定しました）"]),
        (Kind.DAY_BEFORE, MADE, ["◎ 確定", "明日のご予約です"]),
        (Kind.SOON, MADE, ["▶ まもなく開始", "まもなくオンライン相談が始まります"]),
        (Kind.AWAITED, MADE, ["▶ 開始しました", "お待ちしています"]),
    ],
)
def test_a_card_is_headed_by_icon_state_and_title_and_its_day_and_time_are_largest(kind, made, head):
    card = notice(kind, made)
    told, when = first_texts(card)
    assert told == head
    assert (when["text"], when["size"], when["weight"]) == ("12月10日（木） 14:00〜14:30", "xl", "bold")
    others = [part for part in parts(card["contents"]) if part.get("type") == "text" and part is not when]
    assert {part["size"] for part in others} <= {"sm", "md", "lg"}
    assert card["contents"]["header"]["backgroundColor"] == HEADS[stage(kind, made)].color


def stage(kind, made):
    if kind is Kind.RECEIVED:
        return "moved" if made.room_version else "requested"
    if kind is Kind.DETAILS:
        return "replaced" if made.room.version > 1 else "confirmed"
    return {Kind.ROOM_LATE: "confirmed"}.get(kind, kind.value)


def parts(part):
    """Give every object of LINE's JSON."""
    if isinstance(part, list):
        return [found for one in part for found in parts(one)]
    if not isinstance(part, dict):
        return []
    return [part, *(found for value in part.values() for found in parts(value))]


def luminance(color):
    shares = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_white_can_be_read_on_the_colour_of_every_state(head):
    assert 1.05 / (luminance(head.color) + 0.05) >= 4.5


def test_only_what_is_asked_for_is_headed_as_no_booking():
    asked, fixed = (str(notice(kind, made)) for kind, made in ((Kind.RECEIVED, ASKED), (Kind.DETAILS, MADE)))
    assert "ご予約" not in asked
    assert "まだ確定していません" not in fixed


@pytest.mark.parametrize("kind", [Kind.DETAILS, Kind.DAY_BEFORE, Kind.SOON, Kind.AWAITED])
@pytest.mark.parametrize("made", [MADE, TYPED], ids=["opened", "typed by staff"])
def test_numbers_are_shown_in_groups_and_copied_whole_and_zoom_is_one_tap_away(kind, made):
    card = notice(kind, made)
    found = {one["label"]: one for one in actions([card])}
    assert found["IDをコピー"]["clipboardText"] == "88138504940"
    assert found["パスコードをコピー"]["clipboardText"] == "482915"
    assert found["Zoomを開く"]["uri"] == (made.room.join_url or "https://zoom.us/j/88138504940")
    assert {"881 3850 4940", "482915", "Zoomに入れる名前：求職番号＋氏名"} <= set(text_of(card).splitlines())
    assert card["contents"]["footer"]["contents"][0]["style"] == "primary"


@pytest.mark.parametrize("kind", [Kind.OFFERED, Kind.EXPIRED])
@pytest.mark.parametrize("easy", [False, True], ids=["ordinary", "easy"])
def test_times_that_are_held_are_a_card_headed_as_an_offer_and_told_times_first(kind, easy):
    words = WORDS.in_style(easy=easy)
    offered = replace(ASKED, state=State.OFFERED, offers=TIMES, held_until=TIMES[0] - timedelta(hours=17))
    card = notice(kind, offered, EVE - timedelta(days=2), words)
    told, times = first_texts(card)
    assert told[0].startswith("◇ 日時の提案中")
    assert "まだ" in told[1]
    assert [line.startswith("・") for line in times["text"].splitlines()] == [True, True]
    assert card["contents"]["header"]["backgroundColor"] == HEADS["offered"].color
    assert card["altText"].splitlines()[0] == (
        "・2026年12月11日（金曜日）午前10時" if easy else "・12月11日（金）10:00"
    )
    assert card["altText"].splitlines()[-1].strip("［］").split("／") == labels(card)
    assert not ADDRESS.search(str(card["altText"]))
    assert "1～3" in text_of(card) or "1から 3" in text_of(card)


def test_the_same_card_answers_who_looks_it_up_and_what_is_chosen_by_number():
    offered = offer(ASKED, TIMES, OFFICE, EVE - timedelta(days=2))
    talk = Talk(now=EVE - timedelta(days=2), booking=offered).says("確認")
    assert first_texts(talk.messages[-1])[0][0] == "◇ 日時の提案中"
    assert "12月11日（金）10:30でお受けしました" in talk.says("2").bot[-1]


def test_a_place_from_the_waiting_list_is_a_card_with_its_day_and_hours():
    wish = WaitingWish("w1", WishState.OFFERED, EVE, (START.date(),), tuple(Part), "U1", {}, MADE.consent)
    held = replace(wish, offered=START, until=EVE + timedelta(minutes=30))
    (card,) = waitlist_messages(Kind.WAIT_OFFERED, held, WORDS, OFFICE)
    told, when = first_texts(card)
    assert told == ["☆ 空きが出ました", "キャンセル待ちのお席です（まだ申し込んでいません）"]
    assert when["text"] == "12月10日（木） 14:00〜14:30"
    assert card["altText"].startswith("12月10日（木）14:00〜14:30\n【空きが出ました】")


def test_each_number_has_what_copies_it_right_below_over_the_whole_width():
    body = notice(Kind.DETAILS)["contents"]["body"]["contents"]
    copied = [part["contents"] for part in body if part["type"] == "box"]
    assert [one[1]["text"] for one in copied] == ["881 3850 4940", "482915"]
    assert [one[2]["action"]["clipboardText"] for one in copied] == ["88138504940", "482915"]


def test_an_easy_day_has_its_weekday_below_so_that_no_word_is_broken_where_letters_are_large():
    when = first_texts(notice(Kind.DETAILS, words=WORDS.in_style(easy=True)))[1]["text"]
    assert when == "2026年12月10日\n（木曜日）\n午後2時から\n午後2時30分まで"


def test_who_has_no_number_joins_with_the_name_only():
    unknown = replace(MADE, answers={**MADE.answers, "number": Answer("", "", "number_unknown")})
    assert "Zoomに入れる名前：氏名だけ" in text_of(notice(Kind.DETAILS, unknown))


@pytest.mark.parametrize(
    ("digits", "told"), [("881385049", "881 385 049"), ("8813850494", "881 385 0494"), ("●●●", "●●●")]
)
def test_a_meeting_id_is_parted_as_zoom_does(digits, told):
    assert grouped(digits) == told


def test_before_the_day_it_can_be_moved_cancelled_put_into_a_calendar_and_read_about():
    wanted = [
        "Zoomを開く",
        "カレンダーに入れる",
        "日時を変更する",
        "予約を取り消す",
        "連絡先などを直す",
        "参加方法を見る",
    ]
    assert labels(notice(Kind.DETAILS))[2:-1] == wanted


@pytest.mark.parametrize(
    ("at", "left"),
    [
        ("2026-12-09 17:14", {"日時を変更する", "予約を取り消す"}),
        ("2026-12-09 17:15", {"予約を取り消す"}),
        ("2026-12-10 00:00", set()),
    ],
)
def test_no_button_leads_to_what_can_no_longer_be_done(at, left):
    assert {"日時を変更する", "予約を取り消す"} & set(labels(notice(Kind.DAY_BEFORE, at=tokyo(at)))) == left


def test_on_the_day_there_are_zoom_lateness_trouble_how_to_join_and_the_telephone():
    wanted = ["Zoomを開く", "遅れます", "困っています", "参加方法を見る", "093-622-6690 にかける"]
    assert labels(notice(Kind.SOON, at=DAY))[2:] == wanted


@pytest.mark.parametrize("easy", [False, True], ids=["ordinary", "easy"])
@pytest.mark.parametrize("kind", [Kind.DETAILS, Kind.DAY_BEFORE, Kind.SOON])
def test_the_alternative_text_alone_tells_all_of_it_day_and_time_first(kind, easy):
    words = WORDS.in_style(easy=easy)
    card = notice(kind, words=words)
    first = card["altText"].splitlines()[0]
    assert first == ("2026年12月10日（木曜日）午後2時から 午後2時30分まで" if easy else "12月10日（木）14:00〜14:30")
    icons = "".join(head.icon for head in HEADS.values())
    lines = text_of(card).splitlines()
    shown = [line.strip(icons + " ") for line in lines[:2] + lines[3:]]
    assert [line for line in shown if line not in card["altText"]] == []
    chosen = card["altText"].splitlines()[-1].strip("［］").split("／")
    assert chosen == labels(card)
    assert not ADDRESS.search(card["altText"])


@pytest.mark.parametrize(
    "kind", [Kind.RECEIVED, Kind.DETAILS, Kind.DAY_BEFORE, Kind.SOON, Kind.AWAITED, Kind.ROOM_LATE]
)
def test_every_text_and_button_grows_with_the_letters_of_the_phone_and_shows_no_address(kind):
    found = [part for part in parts(notice(kind)["contents"]) if part.get("type") in ("text", "button")]
    assert len(found) > 5
    assert all(part["scaling"] for part in found)
    assert all(part["wrap"] if part["type"] == "text" else part["adjustMode"] == "shrink-to-fit" for part in found)
    assert not [part["text"] for part in found if ADDRESS.search(part.get("text", ""))]


def test_words_for_a_mail_have_addresses_in_place_of_buttons():
    told = as_words([notice(Kind.DETAILS)])
    assert "［" not in told
    assert f"Zoomを開く：{LINK}" in told
    assert f"カレンダーに入れる：{FILE}" in told
    assert "tel:" not in told


# --- in a talk ---


def test_to_look_a_booking_up_shows_the_card_below_a_text_to_copy_from_on_a_pc():
    talk = Talk(now=EVE, booking=MADE).says("確認")
    numbers, card = talk.messages
    assert numbers["text"].splitlines()[1:] == ["ミーティングID：88138504940", "パスコード：482915"]
    assert first_texts(card)[0] == ["✓ 確定", "ご予約（確定しました）"]


def test_to_look_it_up_on_the_day_has_no_dead_end():
    talk = Talk(now=DAY, booking=TYPED).says("確認")
    assert first_texts(talk.messages[-1])[0] == ["◎ 確定", "本日のご予約です"]
    assert not {"日時を変更する", "予約を取り消す"} & talk.buttons().keys()
    assert {"Zoomを開く", "IDをコピー", "パスコードをコピー", "遅れます", "困っています"} <= talk.buttons().keys()
    assert "職員にも伝わります" in talk.taps("困っています").bot[-1]
    assert talk.buttons()["Zoomを開く"]["uri"] == "https://zoom.us/j/88138504940"


@pytest.mark.parametrize("now", [EVE, DAY])
def test_before_the_room_is_known_nobody_is_told_to_open_zoom(now):
    talk = Talk(now=now, booking=replace(MADE, room=None)).says("確認")
    assert "ただいま準備しています" in talk.bot[-1]
    assert "Zoomを開く" not in str(talk.messages)


def test_a_time_on_a_card_never_names_the_day_of_another_year_alone():
    far = replace(MADE, start=tokyo("2027-12-10 14:00"), end=tokyo("2027-12-10 14:30"))
    (card,) = render((booking_card("lobby.status.confirmed", "confirmed", far, OFFICE, EVE),), WORDS)
    assert card["altText"].startswith("2027年12月10日")
