"""Every message, with the longest that can stand in it, against LINE's limits and our own promises."""

import copy
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote_plus

import pytest

from bot.booking.limits.refusal import LONGEST_REFUSAL_REASON, TELLS, lift, refuse
from bot.booking.model import AGREED, LIVE, Booking, DayNote, Room, State
from bot.booking.notices.notice import Channel, Kind, Notice, NoticeState
from bot.booking.notices.reminders import Plan, notice
from bot.booking.offers import offer, take_offer
from bot.booking.office import HelpLine, Office
from bot.booking.schedule.opening import DAY, TOKYO, bookable_starts
from bot.booking.schedule.schedule import Closure, Hours, Schedule
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import LONGEST_NAME, Counsellor, absence, with_absence
from bot.booking.staff.staff_message import LONGEST_ANSWER, LONGEST_PART, MOST_OPEN, Cause, MessageState, StaffMessage
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.booking.waitlist import offer as offer_place
from bot.dialogue.incoming import Incoming, Sort, Tap
from bot.dialogue.masked import masked
from bot.dialogue.outside_flows.answers import ASKED, answer_to
from bot.dialogue.outside_flows.waitlist import ended_say
from bot.dialogue.reading import say_time, short_day
from bot.dialogue.route import command_of
from bot.dialogue.terms import Terms
from bot.dialogue.turn import Kept, Option, Say, Send, Turn
from bot.dialogue.words import Words
from bot.messages.catalogue import load_words
from bot.messages.line import PERSONAL_ROWS, render
from bot.messages.notices.refusal import refusal_messages
from bot.messages.notices.staff_message import answer_messages
from bot.playground.line.limits.counting import graphemes
from bot.service.notices.contents import seeker_messages
from tests.dialogue.talks import at
from tests.make import OFFICE, TERMS, USER, WEDNESDAY, WORDS, answers, booking, office, tokyo
from tests.messages.faults import Message, unknown_to_line, wrong
from tests.service.make_context import context_of
from tests.talk import Talk, actions, text_of

NAME = "𠮷" * 59 + "髙"  # each of two units in LINE's count
NUMBER, TELEPHONE, MAIL = "13010-87654321", "080-9876-5432", "yamada.jiro@example.jp"
ODD_NUMBER, ODD_TELEPHONE, ODD_MAIL = (f"{one}{'んー' * 60}"[:100] for one in ("9" * 20, "8" * 20, "宛@"))
PERSONAL = (NAME, NAME[:5], NUMBER, TELEPHONE, MAIL, ODD_NUMBER[:20], ODD_TELEPHONE[:20], ODD_MAIL[:20])
ROOM = Room("98765432109", "W" * 10, "https://zoom.example/j/" + "x" * 885)
OTHER_TERMS = Terms("2026-11-02", "新しいきまり")
EVERY_PLACE = dict.fromkeys(bookable_starts(OFFICE, WEDNESDAY), OFFICE.places)


class Walk(Talk):
    """A talk that remembers everything that was said in its style, and with which keys."""

    heard: dict[str, list[tuple[Sequence[Say], Sequence[Message], Booking | None]]] = {}  # noqa: RUF012 - shared on purpose
    numbered: dict[tuple[str, ...], "Walk"] = {}  # noqa: RUF012 - shared on purpose

    def take(self, incoming: Incoming) -> Turn:
        turn = super().take(incoming)
        if self.words.easy is Walk.style.easy:
            hear(turn.says, self.messages, self.booking)
            if turn.says and turn.says[-1].numbered:
                last = turn.says[-1]
                labels = (
                    self.conversation.flow,
                    last.key,
                    *(self.words(one.label, one.values) for one in last.choices),
                )
                self.numbered.setdefault(labels, self.again())
        return turn

    def again(self) -> "Walk":
        """Go on from here a second time."""
        other = copy.copy(self)
        other.events, other.bot, other.effects = list(self.events), list(self.bot), list(self.effects)
        other.taken = dict(self.taken)
        return other

    def says_odd(self, text: str) -> "Walk":
        """Type what can't be read until it is taken as it is."""
        self.says(text, text)
        return self


def hear(says: Sequence[Say], messages: Sequence[Message], booking: Booking | None = None) -> None:
    """Remember what was said, once: most is said at many places."""
    same = Walk.heard.setdefault(repr(messages), [])
    if (says, messages, booking) not in same:
        same.append((says, messages, booking))


TOPICS = [key.split(".")[1] for key in WORDS.texts if key.startswith("answers.") and key.endswith(".label")]
# What is written beside an answer while a question is open.
BESIDE: Mapping[str, Sequence[str]] = {
    "consent": ("承知しました",),
    "name": (
        "名前は大丈夫",
        "いま出かけている",
        "息子の代わりに予約したいです",
        "やっぱりやめます",
        "電話番号は080-1111-2222",
        "予約の日を変えたい",
    ),
    "number": ("12345", "まだもらってないです"),
    "telephone": (
        *("(02) 2345 6789", "13800138000", "電話は持っていません", "090-1234-5678ではないです"),
        "080-1111-2222 090-1111-2222",
        "080-1111-2222 いや33でした",
        "FAX 093-555-0101",
    ),
    "email": ("先ほどの回答が違います", "さっきの電話番号間違い 080-1111-2223"),
    "purpose": ("これで足りますか", "てんぷらですか", "面接の練習と履歴書", "ぬるぽ", "ぬるぽ"),
    "support": ("耳が聞こえません",),
    "day": (
        "16時以降",
        "早いほうがいい",
        "木曜以外",
        "12/2の10時か12/3の14時",
        "14時",
        "夕方5時",
        "4",
        "一番遅い時間",
        "夜",
        "来年の1月",
    ),
}
ODD: Mapping[str, Sequence[str]] = {
    "eligible": ("はてな", "月の裏側には何がありますか", "いいえ", "承知しました", "7"),
    "consent": ("はてな",),
    "name": ("名前", "予約取れてますか？", "あ" * 61, "12345", "taro@", MAIL, "https://x.example", NAME),
    "number": (
        *("090-1234-5678", "1234-567890-1", "12345678", "123456789018"),
        *("はてな", "13010-", "13010", "13"),
        *("13010-12345678901234567", "わからない"),
    ),
    "telephone": (
        *("はてな", "0120-123-456", "0990-123-456"),
        *("0570-012-345", "110", "090-1", "090-1234-567890"),
        "123456789018",
    ),
    "email": (
        "はてな@",
        "taro@",
        "taro",
        "太郎@example.com",
        "gmailのtaro",
        "taro@gmial.com",
        "taro..x@docomo.ne.jp",
        "持っていない",
        MAIL,
    ),
    "purpose": ("はてな",),
    "support": ("はてな",),
    "day": (
        *("はてな", "12/3(月)", "11/1", "12/3か12/4"),
        *("12/5", "12/3", "12/3 14時", "14時", "来年の1月15日"),
        *("来週ならいつでも", "12/3 9時", "11/25 15時", "12/3 14:10", "昨日の14時", "12月"),
    ),
    "time": ("はてな", "9時", "14時", "2時", "12/5 14時", "11/26 10時"),
    "review": ("はてな", "2", "履歴書も見てほしい", "12月4日の10時はあいてますか", "氏名を変更"),
    "reason": ("はてな", "7"),
    "known": ("はてな", "2", "電話番号を変更"),
    "days": ("はてな", "12/5", "いつでも", "12/3の午後", "11/1"),
    "parts": ("はてな", "午後", "2", "12/4の午前"),
}
ANYWHERE = (
    *("予約", "確認", "変更", "キャンセル", "戻る", "ヘルプ", "電話", "私の記録", "やめる", "最初から", "続きから"),
    "消去",
    *("遅れます", "困っています", "ありがとうございます", "参加方法", "準備チェック", "変更・取り消し"),
    "あ" * 5000,
)
ANSWERS = (
    ("eligible", "はい、すべて"),
    ("consent", "同意する"),
    ("name", NAME),
    ("number", NUMBER),
    ("telephone", TELEPHONE),
    ("email", MAIL),
    ("purpose", "WEB面接の練習"),
    ("support", "付き添い・介助の人"),
    ("day", "12月23日（水）"),
    ("time", "14:30"),
)


CHANGE = (("day", "12月10日（木）"), ("time", "14:30"), ("review", "変更する"))
REBOOK = (("known", "この内容で進む"), ("day", "12/23 14:30"), ("review", "申し込む"))
CANCEL = (("reason", "答えたくない"), ("review", "取り消す"))


def _with_messages_for_staff() -> None:
    """Leave messages for staff of any length, as many as may be, and reply to an answer."""
    talk = Walk().says("予約", "伝言", *["あ" * LONGEST_PART] * 2, "い", "ありがとう").taps("書き直す").says("やめる")
    for number in range(MOST_OPEN + 1):
        talk.says("伝言を取り消したい", "伝言", f"伝言{number}", "1", "さっきの伝言なかったことにして")
    at = WEDNESDAY - timedelta(hours=1)
    one = StaffMessage("m1", MessageState.ANSWERED, at, USER, "問い", Cause.ASKED, answer="答え", settled=at)
    Walk(staff_messages=(one,), now=tokyo("2026-11-25 20:00")).says("私の記録", "ぬるぽ", "伝言", "続き", "1")
    in_form = Walk()
    facts = in_form.facts
    in_form.facts = lambda: replace(facts(), details_url="https://madoguchi.example/details/x")
    in_form.says("伝言")


def walk_through_everything() -> None:
    """Say and tap everything at every question, then in every state of a booking."""
    talk = Walk()
    talk.sends(Sort.FOLLOW).says("ちょっと考えます", "予約")
    _walk(talk, (*ANSWERS, ("review", "")))
    talk.again().sends_late(timedelta(minutes=30), text="申し込む")
    _with_the_longest()
    _who_booked_before()
    talk.again().taps("申し込む").says(*ANYWHERE)
    talk.again().says("やさしい日本語", "ふつうの日本語", "やさしい日本語")
    for state in sorted(LIVE):
        for room in (None, ROOM, replace(ROOM, join_url="")):
            _with_a_booking(booking(state=state, room=room))
        _with_a_wish_to_change(booking(state=state))
    _with_an_offer()
    _on_the_day()
    _in_other_circumstances(talk)
    _on_the_waiting_list()
    _with_an_own_counsellor()
    _in_their_own_words()
    _unsending_and_vague_words()
    _correcting()
    _with_messages_for_staff()


OWN_WORDS = (
    *(
        "はてな",
        "予約しません",
        "変更しません",
        "予約を取り消したと聞きました",
        "こんにちは",
        "息子の相談を予約したいです",
        "就職が決まりました",
    ),
    *(
        "電話番号が変わりました",
        "いつ決まりますか",
        "日本語が下手です",
        "12月4日の10時",
        "12月4日の10時はあいてますか",
        "12月4日は空いていますか",
    ),
    *("早いほうがいい", "もう死にたいです", "キャンセルできますか", "遅れるかもしれないと聞きました"),
    *("返事遅すぎでしょ", "私の名前あってますか"),
)


def _unsending_and_vague_words() -> None:
    """Take back what staff could read, and answer the last card of cancelling and moving with a vague word."""
    left = StaffMessage("m1", MessageState.OPEN, WEDNESDAY, USER, "問い", Cause.ASKED, parts={"m9": "問い"})
    Walk(staff_messages=(left,)).sends(Sort.UNSEND, message_id="m9").says("確認")
    Walk().says("予約", "登録なら済んでます")
    at("review", Walk()).says("求職番号が1個違う")
    made = booking(state=State.CONFIRMED, room=ROOM)
    Walk(booking=made).says("キャンセル", "都合が悪くなった", "お願いします")
    Walk(booking=made).says("キャンセル待ち", "キャンセル", "キャンセル待ち")
    Walk(booking=made).says("変更", "12月10日の10時", "お願いします")
    for told in (
        "12月11日に変更して、手話もつけてください",
        "8日にして、筆談もお願いできますか",
        "電話できません",
    ):
        Walk(booking=made).says(told)
    later = booking(state=State.CONFIRMED, room=ROOM, start=tokyo("2026-12-10 14:00"))
    Walk(booking=later).says("金曜に変更してください")
    Walk().says("予約", *(text for _, text in ANSWERS[:7]), "手話と付き添いの両方")
    Walk().says("予約", *(text for _, text in ANSWERS[:7]), "筆談にするか迷っています")
    Walk().says("予約", *(text for _, text in ANSWERS), "番号が違います")
    for told in ("名前はひらがなで", "名前は高梨です", "電話を080-1111-2222に、メールをなしにして"):
        Walk().says("予約", *(text for _, text in ANSWERS), told)
    for told in ("電話は夕方にかけてください", "電話番号もう一つ教えます 093-123-4568", "ネパール語で相談したい"):
        Walk().says("予約", *(text for _, text in ANSWERS[:6]), told)
    Walk().says("予約", *(text for _, text in ANSWERS[:4]), "電話は使えません", "電話は使えません", "電話は使えません")
    Walk().says("予約", *(text for _, text in ANSWERS[:7]), "吃音です")
    Walk().says("予約", *(text for _, text in ANSWERS[:7]), "大丈夫ですが、ゆっくり話してほしい")
    Walk().says("難聴ですが相談できますか", "ふざけんな何回電話しても出えへんやんけ")
    Walk().says("予約", *(text for _, text in ANSWERS[:4]), "090-1234-5678でもいいですか")
    for place, example in enumerate(("12345-67890123", "093-123-4567", "taro.yamada@example.com"), 3):
        Walk().says("予約", *(text for _, text in ANSWERS[:place]), example)
    Walk().says("予約", *(text for _, text in ANSWERS[:6]), "急に無理になったらどうしたら？", "ぺけぽんですか")


def _in_their_own_words() -> None:
    """Say what is understood outside of the flows, with a booking and without, and ask about every topic."""
    for talk in (Walk(), Walk(booking=booking()), Walk(taken=EVERY_PLACE), Walk(office=office(places=0))):
        talk.again().says("ぺけぽん", "ぽんぽこ")
        for text in OWN_WORDS:
            talk.again().says(text)
        for topic in TOPICS:
            talk.again()._take(Sort.TAP, tap=Tap(ASKED, "topic", topic))
    told = (answer_to("?", Walk().facts()),)
    hear(told, render(told, Walk.style))


def _correcting() -> None:
    """Correct each field of a booking and of a place on the waiting list, and come upon all that is in the way."""
    held = Walk(booking=booking())
    for text in ("はてな", "確認", "名前が変わりました", "相談内容を変更したい", "通訳を追加したい"):
        held.again().says("連絡先の変更", text).says("はてな")
    told = held.again().says(
        f"電話番号を{TELEPHONE}に変えて", f"メールも{MAIL}に変わりました", "名前も変わりました", NAME, "はてな"
    )
    told.again().says("電話番号を変更", ODD_TELEPHONE, ODD_TELEPHONE)
    told.taps("この内容に変える")
    number = f"求職番号を間違えました {NUMBER}"
    for kind in (Walk, Refused, NumberTaken, NumbersSpent, DaySpent):
        kind(booking=booking()).says(number).says("この内容に変える")
    Walk(booking=booking()).says("電話番号は090-1234-5678です")
    OnPage(booking=booking()).says(f"電話番号を{TELEPHONE}に変えて", "はてな")
    Over(known=booking(state=State.NO_SHOW)).says("電話番号が変わりました")
    consent = booking().consent
    wish = WaitingWish(
        "w1", WishState.WAITING, WEDNESDAY, (date(2026, 12, 3),), (Part.MORNING,), USER, answers(), consent
    )
    Walk(wish=wish).says(f"電話番号を{TELEPHONE}に変えて").taps("この内容に変える")
    offered = offer_place(wish, tokyo("2026-12-03 10:00"), WEDNESDAY + timedelta(minutes=30))
    Walk(wish=offered).says("電話番号が変わりました")


def _on_the_day() -> None:
    """Be absent, late and in every trouble before, during and after the consultation."""
    words = (
        "今日は休みます",
        "遅れます",
        "999分遅れます",
        "なんとか間に合いました",
        "入れました",
        "画面が真っ暗です",
        "ぺけぽん",
        "Zoomに入れません",
    )
    words = (
        *words,
        "音が聞こえない",
        "アプリの更新が必要です",
        "誰もいません",
        "待機室から動きません",
        "パスコードが違うと出ます",
    )
    words = (
        *words,
        "電話できません。遅れます",
        "電話できません。999分遅れます",
        "電話できません。今日は休みます",
        "電話できません",
        "夫の名前で入室しています",
        "緊張します",
        "行けないかもしれません",
        "今日は休みます、別の日にできますか",
        "今日は休みます。死にたい",
    )
    for moment in ("2026-12-22 09:00", "2026-12-23 14:35", "2026-12-23 15:10"):
        Walk(
            now=tokyo(moment), booking=booking(state=State.CONFIRMED, room=ROOM, start=tokyo("2026-12-23 14:30"))
        ).says(*words)
    held = booking(state=State.CONFIRMED, room=ROOM, start=tokyo("2026-12-23 14:30"))
    for moment in ("2026-12-22 22:00", "2026-12-23 09:00", "2026-12-23 14:35", "2026-12-23 15:10"):
        Walk(now=tokyo(moment), booking=held).says("死にたい、キャンセルしてください", "はい")
        Walk(now=tokyo(moment), booking=held).sends(Sort.MEDIA)
    Walk(now=tokyo("2026-12-23 09:00"), booking=held).says("999分遅れてもいいですか")
    with_line = replace(OFFICE, help_line=HelpLine("いのちの電話相談の窓口", "0120-000-000"))
    Walk(office=with_line).says("もう死にたいです")
    for shut in (OFFICE, with_line):
        night = Walk(office=shut, now=tokyo("2026-12-22 22:00")).says("予約", "もう死にたいです", "電話")
        night.taps("続きから")
    for language in ("通訳と一緒に参加する", "ベトナム語"):
        Walk().says("予約").taps("はい、すべて", "同意する").says(NAME, NUMBER, TELEPHONE, MAIL).taps(
            "職業相談", "外国語の通訳", language
        ).says("通訳はいますか")
    whole = Walk().says("予約").taps("はい、すべて", "同意する").says(NAME, NUMBER, TELEPHONE, MAIL)
    whole.taps("職業相談", "必要ない").says("12/23 14:30", "メールはなしで、電話は080-1111-2222")
    Walk(booking=held).says(
        "080-1111-2222から電話がありましたが職員さんですか", "キャンセル", "体調不良", "家族に相談します"
    )
    gone = booking(state=State.CANCELLED_BY_SEEKER, start=tokyo("2026-12-23 14:30"))
    Walk(known=gone).says("もとに戻して")
    Walk(known=gone, taken={gone.start: 99}).says("もとに戻して")
    Walk().says("夫に殴られています", "住所は聞かれますか", "家族に言わないでください", "予約", "1", "ない")
    late = replace(held, state=State.REQUESTED, room=None, room_version=1)
    Walk(booking=late, now=tokyo("2026-12-22 18:00")).says("確認")
    Walk(booking=held, now=tokyo("2026-12-23 14:35")).says("今から行けますか", "次の予約をしたいです")
    Walk(booking=held).says("電話で変更したはずなんですが")
    Walk(booking=held).says("変更しないでください", "伝言", "キャンセル", "やめる", "電話番号を変えたい", "キャンセル")
    Walk(booking=held).says("14時30分からですよね", "16時からですよね")
    Walk(booking=held).says("22日に変えてください", "10時", "電話番号かわりました 080-1234-9999", "行けなくなりました")
    Walk(booking=held).says("電話番号を変えたい", "08011112222", "これでいいですか")
    for others in ({}, {held.start: 99}):
        Walk(booking=held, taken=dict(others)).says("変更", "12月22日の14時", "はい", "元に戻して")
        Walk(booking=held, taken=dict(others)).says("時間を間違えました")
        Walk(booking=held).says("電話番号を変えたい", "08011112222", "はい", "前の番号に戻して")
    Walk(booking=held).says("変更", "12月23日の14時半")
    Walk(booking=replace(held, state=State.REQUESTED, room=None, room_version=1)).says("変更", "12月22日の14時")
    Walk(booking=booking()).says("申し込まないでください")
    absent = DayNote(tokyo("2026-12-23 08:00"), "absent")
    confirmed = booking(state=State.CONFIRMED, room=ROOM, start=tokyo("2026-12-23 14:30"), day_notes=(absent,))
    Walk(now=tokyo("2026-12-23 09:00"), booking=confirmed).says("やっぱり行けます")
    for state in (State.CONFIRMED, State.NO_SHOW, State.EXCUSED):
        Over(known=booking(state=state), now=tokyo("2026-12-04 09:00")).says("確認", "寝坊してしまいました")


def _on_the_waiting_list() -> None:
    """Come to the list by both ways, and answer an offer in each way."""
    talk = Walk(taken=dict.fromkeys(bookable_starts(OFFICE, WEDNESDAY), OFFICE.places))
    talk.again().says("来週ならいつでも")
    talk.says("キャンセル待ち")
    packed = talk.again().says("やめる", "予約", "1", "1", NAME, NUMBER, TELEPHONE, MAIL, "1", "1")
    packed.says("来週ならいつでも").taps("キャンセル待ちにする")
    _walk(talk, (*ANSWERS[:-2], ("days", "どの日でもよい"), ("parts", "午前でも午後でもよい"), ("review", "")))
    talk.again().says("予約").says("最初から", "はてな")
    some = talk.again()
    some.taken = {}
    some.again().says("待つ日を変更", "来週の木曜の13時だけ")
    some.says("待つ日を変更", "来週の午後", "別の日を選ぶ").says("来週", "来週").says("待つ時間帯を変更", "午前")
    new_terms = talk.again()
    new_terms.terms = OTHER_TERMS
    new_terms.taps("キャンセル待ちに入る")
    talk.taps("キャンセル待ちに入る")
    talk.again().says(
        "待つのをやめたいです",
        "確認",
        "キャンセル待ちをもうやめます",
        "確認",
        "水曜はだめになりました",
        "金曜は空いてますか",
    )
    talk.again().says(*ANYWHERE, "キャンセル待ち", "見送る", "待つのをやめる", "やめる", "待つのをやめる")
    for offers in range(1, 4):
        for version in (3, 9):
            _with_a_place(talk, offers, version)


def _with_an_own_counsellor() -> None:
    """Meet the own counsellor on some days, on none for a while, never more, and with all times taken."""
    some = Counsellor("sato", "佐" * LONGEST_NAME, weekly_from("mon-thu 10:00-12:00"))
    other = Counsellor("suzuki", "鈴木", weekly_from("mon-fri 10:00-15:30"))
    up_to_the_day = ("予約", *(text for _, text in ANSWERS[:7]), "1")
    there = WithOwn(office=with_counsellors(some, other))
    there.says("空いている時間は？", *up_to_the_day, "12/4 14時", "だれでもいいです", "担当の人がいいです")
    there.says("キャンセル待ち", "12/4", "午後").taps("キャンセル待ちに入る")
    known = WithOwn(office=there.office, known=booking()).says("予約", "1", "ほかの職員でもいいです", "12/4 14時", "1")
    known.says("変更", "12/5", "12/9 10時")
    for start in ("2026-12-04 14:00", "2026-12-09 10:00"):  # waited for, and another time
        offered = replace(there.wish, offered=tokyo(start), until=tokyo("2026-11-25 12:00"))
        for wish in (offered, replace(offered, counsellor="")):
            WithOwn(office=there.office, wish=wish).says("確認")
    back = with_absence(some, absence(WEDNESDAY.date(), tokyo("2027-01-31 00:00").date()))
    gone = replace(some, weekly=weekly_from("sun 10:00-12:00"))
    one = replace(some, weekly=weekly_from("thu 10:00-10:30"))
    taken = {start: OFFICE.places for start in bookable_starts(OFFICE, WEDNESDAY) if start.hour == 10}
    for own, held in ((back, {}), (gone, {}), (one, taken)):
        talk = WithOwn(office=with_counsellors(own, other), taken=held)
        talk.says("空いている時間は？", *up_to_the_day).taps("ほかの職員でもよい")


def with_counsellors(*counsellors: Counsellor) -> Office:
    return office(schedule=Schedule(counsellors=counsellors))


def _with_a_place(talk: Walk, offers: int, version: int) -> None:
    until = talk.now + timedelta(minutes=30)
    wish = replace(offer_place(talk.wish, tokyo("2026-12-23 14:30"), until), offers=offers, version=version)
    for terms in (TERMS, OTHER_TERMS):
        for text in ("この日時で申し込む", "見送る"):
            one = talk.again()
            one.wish, one.terms = wish, terms
            one.says("確認").taps(text).says("確認")
            used_up = Withheld(**vars(talk.again()))
            used_up.wish = wish
            used_up.says("確認").taps(text)
            taken = talk.again()
            taken.wish = replace(wish, until=talk.now)
            taken.says(text)
    for state in (WishState.PASSED, WishState.EXHAUSTED, WishState.TAKEN_OFF):
        told = ended_say(replace(wish, state=state))
        hear((told,), render((told,), Walk.style))


def _walk(talk: Walk, answers: Sequence[tuple[str, str]]) -> None:
    for question, answer in answers:
        _try_everything(talk, question)
        if answer:
            talk.says(answer)


def some(labels: Iterable[str]) -> Sequence[str]:
    """Give all labels, but of a calendar only the first cells and what stands behind them."""
    every = tuple(labels)
    return every if len(every) <= 13 else (*every[:4], *every[-6:])


def _try_everything(talk: Walk, question: str) -> None:
    for text in (*ODD[question], *BESIDE.get(question, ()), *ANYWHERE):
        talk.again().says(text).says("はてな").says("予約")
    for label in some(talk.buttons()):
        if talk.buttons()[label]["type"] in ("postback", "message"):
            after = talk.again().taps(label)
            for inner in some(after.buttons()):
                if after.buttons()[inner]["type"] in ("postback", "message"):
                    after.again().taps(inner)
    for sort in (Sort.STICKER, Sort.MEDIA, Sort.FOLLOW, Sort.UNFOLLOW, Sort.UNSEND):
        talk.again().sends(sort)
    talk.again().waits(hours=3).says("はてな")
    talk.again().waits(hours=25).says("はてな")


def _with_the_longest() -> None:
    odd = Walk()
    odd.says("予約", "1", "1", NAME)
    for text in (ODD_NUMBER, ODD_TELEPHONE, ODD_MAIL):
        odd.says_odd(text)
    odd.says("1", "5", "12/23 14:30")
    assert odd.button("申し込む"), odd.bot[-1]


def _who_booked_before() -> None:
    made = booking(answers=answers(name=NAME, telephone=TELEPHONE, email=MAIL))
    for terms in (TERMS, OTHER_TERMS):
        talk = Walk(known=made, terms=terms)
        talk.says("予約")
        _walk(talk, REBOOK if terms is TERMS else (*REBOOK[:1], ("consent", "同意する"), *REBOOK[1:]))


def _with_a_booking(made: Booking) -> None:
    for now in (WEDNESDAY, tokyo("2026-12-02 18:00"), tokyo("2026-12-03 09:00")):
        for text in ANYWHERE:
            Walk(booking=made, now=now).says(text)
        Walk(booking=made, now=now).says("消去", "はてな")
        Recorded(booking=made, now=now).says("私の記録")
    Walk(booking=made).says("消去").taps("消去する")
    for sort in Sort:
        if sort not in (Sort.TEXT, Sort.TAP):
            Walk(booking=replace(made, reachable=False)).sends(sort)


def _with_a_wish_to_change(made: Booking) -> None:
    for command, path in (("変更", CHANGE), ("キャンセル", CANCEL)):
        talk = Walk(booking=made)
        talk.says(command)
        _walk(talk, path)


def _with_an_offer() -> None:
    times = (tokyo("2026-12-22 14:30"), tokyo("2026-12-23 14:00"), tokyo("2026-12-23 14:30"))
    made = offer(booking(), times, OFFICE, WEDNESDAY)
    Walk(booking=made).says("22日？", "22日は行けません", "行けません")
    Walk(booking=made).says("返事の期限は？", "なんで変わってるの", "これ選んだら確定ですか", "少し考えてもいいですか")
    for now in (WEDNESDAY, tokyo("2026-12-21 18:00"), tokyo("2026-12-23 09:00")):
        for text in (*ANYWHERE, "はてな", "1", "12/23", "どれも合いません"):
            Walk(booking=made, now=now).says(text).says("確認").says("予約")
    taken = take_offer(made, times[0], OFFICE, WEDNESDAY)
    for now in (WEDNESDAY, tokyo("2026-12-21 17:30")):
        Walk(booking=taken, now=now).says("確認", "いつ決まりますか")
    talk = Walk(booking=made)
    talk.says("確認")
    for label in ("12月22日（火） 14:30", "どれも合いません"):
        after = talk.again().taps(label)
        after._act(talk.button("12月23日（水） 14:00"))
        after.booking = None
        after._act(talk.button("12月23日（水） 14:00"))
    Walk()._act(talk.button("12月23日（水） 14:00"))
    full = talk.again()
    full.booking, full.taken = None, EVERY_PLACE
    full._act(talk.button("12月23日（水） 14:00"))


def _after_a_long_day(talk: Walk) -> None:
    DaySpent(**vars(talk.again())).says("申し込む")
    DaySpent().says("消去").taps("消去する")
    DaySpent(known=booking()).says("予約", *(answer for _, answer in REBOOK))
    waits = (*(answer for _, answer in ANSWERS[:-2]), "どの日でもよい", "午前でも午後でもよい", "キャンセル待ちに入る")
    DaySpent(office=office(places=0)).says("キャンセル待ち", *waits)
    for command, path in (("変更", CHANGE), ("キャンセル", CANCEL)):
        DaySpent(booking=booking()).says(command, *(answer for _, answer in path))


def _in_other_circumstances(talk: Walk) -> None:
    for start in (tokyo("2026-12-23 14:30"), tokyo("2026-12-23 14:00")):
        full = talk.again()
        full.taken[start] = OFFICE.places
        full.taps("申し込む")
    changed = talk.again()
    changed.terms = OTHER_TERMS
    changed.taps("申し込む")
    NumberTaken(**vars(talk.again())).says("申し込む", "求職番号を変更", NUMBER)
    NumbersSpent(**vars(talk.again())).says("申し込む")
    _after_a_long_day(talk)
    Withheld(**vars(talk.again())).says("申し込む")
    for text in ("早いほうがいい", "12月4日は空いていますか"):
        Withheld().says(text)
    partly = PartlyWithheld(office=office(horizon_days=366)).says("予約", *(text for _, text in ANSWERS[:8]))
    partly.again().taps("もっと先の週")
    partly.again().says("来週ならいつでも")
    Withheld().says("予約", "1", "1", NAME, NUMBER, TELEPHONE, MAIL, "1", "1")
    Refused(**vars(talk.again())).says(*ANYWHERE, "キャンセル待ち")
    closed = talk.again()
    days = Closure("c1", date(2026, 12, 23), date(2026, 12, 23), "臨時の休み" * 20)
    closed.office = office(schedule=Schedule(1, (days,)))
    closed.taps("申し込む")
    packed = Walk()
    packed.says("予約", "1", "1", NAME, "わからない", TELEPHONE, MAIL, "1").taken = EVERY_PLACE
    shut = packed.again()
    shut.taken, shut.office = {}, office(places=0)
    shut.says("1", "12/3 14時")
    short = Hours(date(2026, 12, 3), time(14), time(15), at_start=((time(14, 30), 0),))
    partly = packed.again()
    partly.taken, partly.office = {}, office(schedule=Schedule(1, (), (short,)))
    partly.says("1", "12/3 14時半", "キャンセル待ち", "12月3日の午前")
    packed.says("1", "12/3 14時", "はてな")
    Walk(now=tokyo("2026-11-25 23:00")).says("電話", "こんにちは", "予約を変更したい")
    Walk().says("やめる")
    Walk().says("消去").taps("消去する")
    Recorded(booking=booking(), rows=()).says("私の記録")
    Recorded(erasing=True).says("私の記録", "消去")
    OnPage().says("予約", "1", "1", "はてな")
    OnPage(**vars(talk.again())).says("氏名を変更")
    Walk().says("予約", "1", "1", "山田 太郎").sends(Sort.UNSEND, message_id="m4").says("はてな")
    Walk().says("山田太郎と申します。090-1234-5678、12/3の14時", "1", "1")
    late = Walk()
    old = late.says("予約").button("はい、すべて")
    late.says("1")._act(old)
    talk.again().says("希望日時を変更", "12/1か12/2か12/4", "3")
    slow = talk.again().says("希望日時を変更", "11/26 10時")
    slow.waits(hours=23, minutes=59, seconds=58).taps("申し込む")


@dataclass
class Recorded(Walk):
    """A talk in which the record is at hand, with notices of every kind and result."""

    erasing: bool = False
    rows: tuple[Notice, ...] | None = None

    def facts(self):
        rows = self.rows if self.rows is not None else tuple(every_row())
        kept = tuple(Kept(self.booking, rows[place::3]) for place in range(3)) if self.booking else ()
        return replace(super().facts(), record=kept, erasing=self.erasing)


def every_row() -> Iterator[Notice]:
    """Give a notice of each kind and one of each result, in Japan's time."""
    results = itertools.cycle(NoticeState)
    for kind in NOTICES:
        yield replace(notice(booking(), Plan(kind, tokyo("2026-12-23 14:30"), None), Channel.LINE), state=next(results))


class Over(Walk):
    """A talk after a consultation whose time has passed."""

    def facts(self):
        return replace(super().facts(), recent=self.known)


class OnPage(Walk):
    """A talk that asks personal details on our own page."""

    def facts(self):
        return replace(super().facts(), details_url="https://madoguchi.example/details/" + "x" * 43)


class Refused(Walk):
    """A talk with somebody whom staff refuse further consultations."""

    def facts(self):
        return replace(super().facts(), refused=True)


class NumberTaken(Walk):
    """A talk in which somebody else has an open booking with the same job-seeker number."""

    def facts(self):
        return replace(super().facts(), number_taken=True)


class NumbersSpent(Walk):
    """A talk in which too many numbers of others were tried today."""

    def facts(self):
        return replace(super().facts(), numbers_spent=True)


class WithOwn(Walk):
    """A talk of somebody who has an own counsellor and reads the name."""

    def facts(self):
        name = self.office.schedule.counsellors[0].name
        return replace(super().facts(), own_counsellor="sato", own_counsellor_name=name)


class Withheld(Walk):
    """A talk of a new account when the share of such accounts is used up on every day."""

    def facts(self):
        known = super().facts()
        days = frozenset(start.astimezone(TOKYO).date() for start in bookable_starts(self.office, self.now))
        return replace(known, fresh=True, withheld=days)


class PartlyWithheld(Walk):
    """A talk of a new account when the share of such accounts is used up in next week and in one far away."""

    def facts(self):
        mondays = (date(2026, 11, 30), date(2027, 2, 15))
        return replace(
            super().facts(), fresh=True, withheld=frozenset(one + more * DAY for one in mondays for more in range(5))
        )


class DaySpent(Walk):
    """A talk in which everything was done as often today as may be."""

    def facts(self):
        return replace(super().facts(), day_spent=True)


@pytest.fixture(scope="module", params=[False, True], ids=["ordinary", "easy"])
def style(request: pytest.FixtureRequest) -> Words:
    return WORDS.in_style(easy=request.param)


@pytest.fixture(scope="module")
def heard(style: Words) -> list[tuple[Sequence[Say], Sequence[Message], Booking | None]]:
    Walk.heard.clear()
    Walk.numbered.clear()
    Walk.style = style
    walk_through_everything()
    return [one for same in Walk.heard.values() for one in same]


APART = {*TELLS, Kind.MESSAGE_ANSWERED}  # have words of their own
NOTICES = [kind for kind in Kind if not kind.value.startswith(("staff_", "room_", "wait_")) and kind not in APART]


def noticed(words: Words = WORDS) -> Iterator[tuple[Kind, Booking, Sequence[Message]]]:
    """Give every notice to a seeker in every state, with the longest data."""
    clock = SimpleNamespace(now=lambda: tokyo("2026-12-22 17:00"))
    store = SimpleNamespace(_clock=clock, hashed=lambda value: "f" * 64, refusals=list)
    town = context_of(store, words=words)
    for state in (State.CANCELLED_BY_OFFICE, State.CANCELLED_BY_SEEKER, State.CONFIRMED):
        for room in (ROOM, replace(ROOM, join_url=""), replace(ROOM, version=2)):
            offers = tuple(tokyo(f"2026-12-23 {hour}:30") for hour in (12, 13, 14))
            made = booking(state=state, room=room, start=tokyo("2026-12-23 14:30"), reason="都合により" * 100)
            made = replace(made, offers=offers, marks=(AGREED,))
            for kind in NOTICES:
                if kind is not Kind.CANCELLED or state is not State.CONFIRMED:
                    yield kind, made, seeker_messages(town, kind, made)
    for until in (tokyo("2027-12-22 00:00"), None):
        refused = refuse(booking(), "r1", ("h",), "都" * LONGEST_REFUSAL_REASON, until, "staff:m", clock.now())
        yield Kind.REFUSED, booking(), refusal_messages(refused, town.words, town.office)
    lifted = lift(refused, "都" * LONGEST_REFUSAL_REASON, "staff:m", clock.now())
    yield Kind.REFUSAL_LIFTED, booking(), refusal_messages(lifted, town.words, town.office)
    yield Kind.MESSAGE_ANSWERED, booking(), answer_messages("あ" * LONGEST_ANSWER, town.words, town.office)


# --- LINE's limits ---


def test_the_walk_hears_every_message_that_a_talk_can_hold(heard, style):
    spoken = {say.key for says, _, _ in heard for say in says}
    spoken |= {key for says, _, _ in heard for say in says for page in say.pages for key in (page.title, page.text)}
    spoken |= {say.before.key for says, _, _ in heard for say in says if say.before}
    parts = re.compile(
        r"\.(option|title|heading|mark|label)(\.|$)|^commands\.|^card\.|^common\.(by_number|state|sideways|to_type)|^lobby\.change$|^notices\.|^calendar\.|^staff\.|^console\.|^day\.|^rooms\.|^details\.(page|over|received|given)|^terms\.|^record\.(kind|result|missed_with_word|no_notices|notice$)"
    )
    messages = {key for key in WORDS.texts if not parts.search(key)} | {"lobby.change"}
    not_in_a_talk = {
        *(
            "common.slow_down",
            "common.broken",
            "common.deadly",
            "common.cut_off",
            "common.no_room",
        ),  # said by the service
        *(
            f"{flow}.review.changing" for flow in ("book", "wait", "change", "cancel")
        ),  # the question itself comes in its place
        "rebook.known.changed",  # stands in another text
        *("correct.row", "correct.nothing"),  # the same
        *("offer.until.each", "offer.until.all"),  # the same
        *("counsellor.named", "counsellor.unnamed", "counsellor.reason_away", "wait.with_own"),  # the same
        *(
            "staff_message.no_details",
            "staff_message.read_now",
            "staff_message.read_later",
        ),  # the same
        *("heard.none_left", "heard.time_full", "heard.time_gone"),  # need a time of the day that is taken on all days
        "book.number.retry.my_number",  # said for any question by common.my_number
    }
    offered = {"style.offer"} if style.easy else set()  # not to who has the plain words already
    assert messages - spoken - not_in_a_talk - offered == set()


def test_line_takes_every_message_of_a_talk(heard):
    assert len(heard) > 1000
    assert {wrong(messages) for _, messages, _ in heard if messages} <= {""}


def test_line_takes_every_notice_with_the_longest_data(style):
    found = list(noticed(style))
    assert {kind for kind, _, _ in found} == {*NOTICES, *APART}
    assert {(kind, wrong(messages)) for kind, _, messages in found if wrong(messages)} == set()


def test_lines_own_description_knows_all_of_every_message(heard, style):
    told = [messages for _, messages, _ in heard] + [messages for _, _, messages in noticed(style)]
    different = {repr(one): one for messages in told for one in messages}
    assert len(different) > 400
    assert [one for one in different.values() if unknown_to_line(one)] == []


@pytest.mark.parametrize(
    ("wrong_part", "place"),
    [
        ({"scalling": True}, ["/contents/body/scalling"]),
        ({"layout": "diagonal"}, None),
        ({"contents": [{"type": "chart"}]}, None),
    ],
)
def test_what_that_description_does_not_know_would_be_found(wrong_part, place):
    body = {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "a"}], **wrong_part}
    card = {"type": "flex", "altText": "a", "contents": {"type": "bubble", "body": body}}
    try:
        assert unknown_to_line(card) == place
    except ValueError:
        assert place is None


def test_line_takes_what_the_service_says_by_itself(style):
    keys = ("common.slow_down", "notices.staff_group.request", "notices.staff_group.expiring")
    assert [wrong(render((Say(key),), style)) for key in keys] == ["", "", ""]


def test_what_is_too_long_would_be_found():
    assert wrong([{"type": "text", "text": "あ" * 5001}])
    (shortened,) = labels(render((Say("lobby.help", options=(Option("lobby.help", Send("予約")),)),), WORDS))
    assert is_no_label(shortened)
    assert is_no_label("あ" * 21)
    assert wrong([])


def labels(messages: Sequence[Message]) -> list[str]:
    return [str(action["label"]) for action in actions(list(messages))]


def is_no_label(label: str) -> bool:
    """Say whether a label was too long, or was cut because it was."""
    return graphemes(label) > 20 or label.endswith("…")


def test_no_label_is_longer_than_twenty_characters(heard, style):
    found = {label for _, messages, _ in heard for label in labels(messages)}
    found |= {label for _, _, messages in noticed(style) for label in labels(messages)}
    assert len(found) > 50
    assert {label for label in found if is_no_label(label)} == set()


def test_a_telephone_number_as_long_as_an_office_may_have_fits_its_button(style):
    words = load_words(office(telephone="+81-93-622-6690")).in_style(easy=style.easy)
    assert graphemes(words("common.option.call")) <= 20


def test_a_button_with_the_longest_day_and_time_fits(style):
    longest = {"day": short_day(date(2026, 12, 30)), "time": say_time(time(14, 30))}
    assert graphemes(style("book.time.option.day_and_time", longest)) <= 20


def test_an_answer_is_at_most_five_messages(heard):
    assert max(len(says) for says, _, _ in heard) <= 5
    seven = render((Say("lobby.help"),) * 7, WORDS)
    assert len(seven) <= 5
    assert "".join(one["text"] for one in seven).count("このトークでできること") == 7


# --- what a screen reader, or the list of talks, shows ---


def cards(heard: Any) -> list[Message]:
    """Give every different card that was shown."""
    found = {
        repr(one): one
        for _, messages, _ in heard
        for one in messages
        if one["type"] == "flex" and "body" in one["contents"]
    }
    return list(found.values())


def calendars_of(says: Sequence[Say], messages: Sequence[Message]) -> Iterator[Message]:
    """Give the messages that show a calendar."""
    yield from (one for say, one in zip(says, messages, strict=False) if say.groups and one["type"] == "flex")


def test_a_calendar_read_alone_tells_all_that_can_be_chosen_and_how_full_it_is(heard, style):
    found = {repr(one): (says[-1], one) for says, messages, _ in heard for one in calendars_of(says, messages)}
    assert {say.look for say, _ in found.values()} == {"weeks", "times"}
    for say, one in found.values():
        assert one["altText"].startswith(style(say.key, say.values))
        cells = [cell for group in say.groups for cell in group.cells]
        named = {style(cell.option.label, cell.option.values) for cell in cells if cell.option}
        assert named <= {
            part.split("（" + style("common.state.few"))[0] for part in one["altText"].replace("\n", "、").split("、")
        }
        assert len(one["altText"]) < 1400


SUBJECTS = {
    "eligible": "求職登録",
    "consent": "利用規約",
    "name": "氏名",
    "number": "求職番号",
    "telephone": "電話番号",
    "email": "メールアドレス",
    "purpose": "相談内容",
    "support": "通訳・介助",
    "language": "通訳",
    "day": "希望日時",
    "time": "希望日時",
    "review": "申し込み",
    "change.day": "希望日時",
    "change.review": "変えます",
    "cancel.reason": "取り消し",
    "cancel.review": "取り消します",
    "wait.days": "待つ日",
    "wait.parts": "待つ時間帯",
    "wait.review": "キャンセル待ち",
}


def test_every_question_names_its_subject_in_what_it_shows_and_in_what_is_read_out(heard):
    asked = {}
    for says, messages, _ in heard:
        for say, message in zip(says, messages, strict=True):
            if re.fullmatch(r"(book|wait|cancel|change)\.\w+\.ask", say.key):
                name = say.key.removeprefix("book.").removesuffix(".ask")
                asked.setdefault(name, []).append(message)
    assert asked.keys() == SUBJECTS.keys()
    for question, messages in asked.items():
        for message in messages:
            assert SUBJECTS[question] in text_of(message)
            assert SUBJECTS[question] in message.get("altText", SUBJECTS[question])


def test_every_card_reads_alone_its_words_first_and_its_choices_last(heard):
    calendars = {one["altText"] for says, messages, _ in heard for one in calendars_of(says, messages)}
    shown = [card for card in cards(heard) if "header" not in card["contents"] and card["altText"] not in calendars]
    assert len(shown) > 10
    for card in shown:
        first = card["contents"]["body"]["contents"][0]["text"]
        buttons, changes = (labels([card["contents"].get(block, {})]) for block in ("footer", "body"))
        told, _, choices = card["altText"].rpartition("\n")
        assert first in told
        assert sorted(choices.strip("［］").split("／")) == sorted((*buttons, *changes))
        assert buttons


def test_what_is_chosen_below_a_text_is_named_in_it_for_who_sees_no_quick_replies(heard):
    """LINE for PC shows none."""
    unnamed = {
        (message["text"], action["label"])
        for _, messages, _ in heard
        for message in messages
        if message["type"] == "text"
        for action in (item["action"] for item in message.get("quickReply", {}).get("items", []))
        if action["type"] != "uri" and not _is_named(action, message["text"])
    }
    assert unnamed == set()


def _is_named(action: Mapping[str, Any], told: str) -> bool:
    label, squeezed = action["label"].replace(" ", ""), told.replace(" ", "")
    lines = [line for line in squeezed.splitlines() if line[:1] == "・" or line[:1].isdigit()]
    words = (action["label"], action["label"].partition("（")[0], action.get("text", ""))
    is_time = any(char.isdigit() for char in label) and label in squeezed
    return is_time or any(label in line for line in lines) or any(one and f"「{one}」" in told for one in words)


def test_cards_in_a_row_read_alone_and_each_has_all_the_buttons(heard, style):
    said = [(say, one) for says, messages, _ in heard for say, one in zip(says, messages, strict=False)]
    shown = [(say, one) for say, one in said if say.look == "pages" and one["type"] == "flex"]
    assert {say.key for say, _ in shown} == {"guide.join.ask", "guide.ready.ask"}
    rows = {one["altText"]: one["contents"] for _, one in shown}
    for alt, contents in rows.items():
        assert len(contents["contents"]) == 6
        for page in contents["contents"]:
            _, title, text, *_ = [part["text"] for part in page["body"]["contents"]]
            assert f"{title}：{text}" in alt
            assert style("guide.option.try") in labels([page])
            assert any(action.get("uri", "").startswith("tel:") for action in actions(page))


def test_every_choice_is_a_button_with_words_of_its_own(heard):
    for _, messages, _ in heard:
        for message in messages:
            found = [action for action in actions([message]) if action["type"] == "postback"]
            once = {(action["data"], action["label"]) for action in found}  # the cards of a row may share one
            assert len({data for data, _ in once}) == len({label for _, label in once}) == len(once)
            assert len(once) == len(found) or message["contents"]["type"] == "carousel"


def test_each_number_that_is_offered_does_what_its_button_does(heard):
    assert len(Walk.numbered) > 30
    lists, other = 0, []
    for talk in list(Walk.numbered.values()):
        say, message = talk.said[-1], talk.messages[-1]
        answers = [one.action for one in say.choices if isinstance(one.action, Tap)]
        if message["type"] == "text":
            lists += 1
            listed = re.findall(r"^(\d+)\. (.+)$", message["text"], re.MULTILINE)
            offered = [option for option in say.options if isinstance(option.action, Tap)]
            assert [label for _, label in listed] == [talk.words(one.label, one.values) for one in offered]
            assert len(message["quickReply"]["items"]) == min(len(say.options) + len(say.always), 13)
        for number, tap in enumerate(answers, 1):
            typed, tapped = talk.again().says(str(number)), talk.again().sends(Sort.TAP, tap=tap)
            is_day_too = [one.key for one in typed.said] == ["heard.day_or_row"]  # asked which is meant
            if not is_day_too and outcome(typed) != outcome(tapped):
                other.append((say.key, number, outcome(typed), outcome(tapped)))
    assert other == []
    assert lists > 5


def outcome(talk: Talk) -> tuple[object, ...]:
    """Give what was said last, and what is answered and done."""
    told = {name: answer.value for name, answer in talk.conversation.answers.items()}
    said = [say.key for say in talk.said]
    return talk.conversation.flow, said, told, [type(effect) for effect in talk.effects]


def test_a_card_tells_all_that_its_rows_show_to_who_hears_it_alone(heard, style):
    """Day and time come first; they are agreed to. What names a person is told as he knows it, and others don't."""
    told = {repr(say): (say, one) for says, messages, _ in heard for say, one in zip(says, messages, strict=False)}
    shown = [(say, one["altText"]) for say, one in told.values() if say.rows and one["type"] == "flex"]
    keys = {"book.review.ask", "rebook.review.ask", "change.review.ask", "correct.review.ask", "wait.review.ask"}
    assert {"rebook.known.ask", *keys} <= {say.key for say, _ in shown}
    for say, alt in shown:
        values = [(row.label, style.value(row.value)) for row in say.rows]
        assert [value for label, value in values if value not in alt and _masked(label, value) not in alt] == []
        assert utf16(alt) <= 1500
        first = next((row for row in say.rows if row.label in ("book.time.title", "wait.days.title")), None)
        if first:
            assert alt.splitlines()[0] == f"{style(first.label)}：{style.value(first.value)}"


def _masked(label: str, value: str) -> str:
    return masked(PERSONAL_ROWS[label], value) if label in PERSONAL_ROWS else value


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# --- nothing personal where it does not belong ---


def loads(messages: Sequence[Message]) -> Iterator[str]:
    """Give all that LINE shows or carries beside the text itself: alternative texts, labels, data."""
    for message in messages:
        yield str(message.get("altText", ""))
    for action in actions(list(messages)):
        data = str(action.get("data", ""))
        yield from (str(action["label"]), str(action.get("displayText", "")), data, unquote_plus(data))
        yield from (str(action.get("text", "")), str(action.get("uri", "")))


def personal_in(texts: Iterator[str]) -> set[str]:
    return {one for text in texts for one in PERSONAL if one in text}


def test_no_button_and_no_alternative_text_holds_anything_personal(heard):
    shown = "".join(text_of(message) for _, messages, _ in heard for message in messages)
    assert all(one in shown for one in (NAME, NUMBER, TELEPHONE, MAIL, ODD_NUMBER, ODD_TELEPHONE, ODD_MAIL))
    assert personal_in(load for _, messages, _ in heard for load in loads(messages)) == set()


FROM_BOOKING = ("山田 太郎", "13010-12345678", "090-1234-5678", "taro@example.com")


def asks_for_it(says: Sequence[Say]) -> bool:
    """Say whether contact data is being corrected: it is asked for with an example, and shown as it was typed."""
    about = tuple(f"book.{name}." for name in ("name", "number", "telephone", "email"))
    return any(say.key.startswith((*about, "correct.review.")) for say in says)


def test_what_is_held_is_not_shown_to_who_corrects_it(heard):
    shown = [messages for says, messages, _ in heard if any(say.key == "correct.review.ask" for say in says)]
    assert len(shown) > 5
    told = "".join(text_of(message) for messages in shown for message in messages)
    assert TELEPHONE in told
    assert not [one for one in FROM_BOOKING if one in told]


def test_after_booking_no_message_holds_anything_personal(heard, style):
    after = [messages for says, messages, made in heard if made and not asks_for_it(says)]
    after += [messages for _, _, messages in noticed(style)]
    assert len(after) > 100
    told = [text_of(message) for messages in after for message in messages]
    told += [load for messages in after for load in loads(messages)]
    assert {one for text in told for one in (*PERSONAL, *FROM_BOOKING) if one in text} == set()


def test_a_group_of_staff_is_told_nothing_at_all_about_anyone():
    for key in ("notices.staff_group.request", "notices.staff_group.expiring"):
        assert "{" not in WORDS.texts[key]


def test_mail_to_staff_names_nothing_but_number_and_times():
    texts = "".join(text for key, text in WORDS.texts.items() if key.startswith("notices.staff_mail."))
    assert set(re.findall(r"\{(\w+)\}", texts)) == {"number", "when", "cut_off"}


# --- what is promised in words ---


@pytest.mark.parametrize("state", State)
def test_a_no_show_is_never_called_a_cancellation(state):
    if state is State.NO_SHOW:
        assert "取消" not in WORDS(f"staff.state.{state.value}")
    assert WORDS(f"staff.state.{state.value}")


@pytest.mark.parametrize("near", [date(2026, 12, 22), date(2026, 12, 23)])
def test_a_reminder_says_today_or_tomorrow_by_the_day_on_which_it_goes_out(near):
    noon = datetime.combine(near, tokyo("2026-12-22 12:00").timetz())
    town = context_of(SimpleNamespace(_clock=SimpleNamespace(now=lambda: noon), hashed=lambda value: "f" * 64))
    made = booking(state=State.CONFIRMED, room=ROOM, start=tokyo("2026-12-23 14:30"))
    (card,) = seeker_messages(town, Kind.DAY_BEFORE, made)
    assert ("本日" if near == made.start.date() else "明日") + "のご予約です" in card["altText"]


def test_the_terms_and_the_telephone_are_one_tap_away(heard):
    found = {str(action["uri"]) for _, messages, _ in heard for action in actions(list(messages)) if "uri" in action}
    assert f"tel:{OFFICE.telephone}" in found
    assert any(uri.startswith("https://madoguchi.example/terms") for uri in found)


# --- in either style ---


def test_a_talk_has_the_days_and_times_of_its_style_throughout(heard, style):
    told = {text_of(one) for _, messages, _ in heard for one in messages}
    told |= {label for _, messages, _ in heard for label in labels(messages)}
    told |= {text_of(one) for _, _, messages in noticed(style) for one in messages}
    hours, weekdays = re.compile(r"(?<!\d)\d\d:\d\d(?!\d)"), re.compile(r"（[月火水木金土日]）")
    assert len(told) > 500
    easy = re.compile(r"2026年12月\d+日（.曜日）(?:午[前後]|昼)\d+時(?!0分)")
    assert any(easy.search(text) for text in told) == style.easy
    for notation in (hours, weekdays):
        assert bool(found := [text for text in told if notation.search(text)]) != style.easy, found
    halves = re.compile(r"[前後昼]\d+時")
    assert bool(found := [text for text in told if halves.search(text)]) == style.easy, found


def test_a_label_of_a_word_that_works_anywhere_works_when_it_is_typed(heard, style):
    sends = {
        (style(one.label, one.values), one.action.text)
        for says, _, _ in heard
        for say in says
        for one in say.options
        if isinstance(one.action, Send)
    }
    assert len(sends) > 10
    assert {(label, text) for label, text in sends if command_of(label, style) is not command_of(text, style)} == set()
