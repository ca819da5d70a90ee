"""A backup of an earlier release is restored and served: all of it opens, and what was under way goes on."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.store.backups import backup as backups
from bot.adapters.store.backups.restoring import put_back
from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.booking.waitlist import WishState
from bot.dialogue.incoming import Incoming, Sort
from bot.dialogue.outside_flows.booking_card import grouped
from bot.ports.audit import Entry, Record
from bot.ports.context import RequestContext
from bot.ports.events import Event
from bot.ports.staff import StaffWays
from bot.service.audit import verify
from bot.service.bookings.steps import confirm_booking, take_step
from bot.service.events.handle_event import reply_to
from bot.service.events.office_now import context_now
from bot.service.health import set_aside
from bot.service.notices.after_restore import held, in_doubt
from bot.service.notices.sending import send_notice
from bot.service.privacy.erasure import erase
from bot.service.rooms.zoom_steps import see_to_room
from bot.service.waitlist.offering import look_at
from tests.console.office import CIPHER, KEYS, ConsoleOffice
from tests.make import ROOM, tokyo
from tests.service.make_context import FakeLine, FakeMail, context_of
from tests.stores import audit_entries
from tests.talk import text_of
from tests.zooms import local_zoom, zoom_for

FILE = Path(__file__).parent.parent / "fixtures/earlier_release/office.backup"
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
GROUP = "C" + "4" * 32
A_MOMENT = timedelta(seconds=1)
STATES = {
    State.REQUESTED: 3,
    State.OFFERED: 1,
    State.CONFIRMED: 13,
    State.ATTENDED: 1,
    State.NO_SHOW: 1,
    State.CANCELLED_BY_SEEKER: 1,
    State.CANCELLED_BY_OFFICE: 2,
    State.DECLINED: 1,
    State.EXPIRED: 1,
}
# What LINE was to bring when the backup was made: to which seeker, and what of the words shows that they are his.
TERMS, DETAILS = "利用規約が2026年12月20日（日）から変わります", "912 3456 7890"
PUSHES = {
    **{number: [TERMS] for number in (3, 6, 16, 18, 20, 23, 26)},
    4: [TERMS, "受付番号：100176"],  # Zoom had failed
    5: [TERMS, "受付番号：100198"],  # a worker had its room at Zoom in hand
    10: ["取り消しになりました。\n理由：施設の点検"],  # LINE had failed
    11: ["お受けできませんでした。\n理由：対象外のため"],  # the month was used up
    14: [TERMS, DETAILS],  # the process had died in the try
    15: [TERMS, DETAILS],  # and twice, as the release before counted it
    22: ["取り消しになりました。\n理由：担当者が不在"],  # held back, so that it could be taken back
    24: ["利用規約（りようきやく：使うときの きまり）"],
    52: ["キャンセル待ちの日時に空きが出ました"],
}
TO_THE_GROUP = "・予約の取り消し：1件\n・予約の申し込み：1件"
TALKS = {  # how each talk that was half-way goes on, to the words that end it
    31: ("1", "1", "山田 太郎", "13010-10000031", "09012340031", "s31@example.com", "1", "1", "12/10 14時", "申し込む"),
    32: ("山田 太郎", "13010-10000032", "09012340032", "s32@example.com", "1", "1", "12/10 14時", "申し込む"),
    33: ("12/10 14時30分", "申し込む"),
    34: ("申し込む",),
    35: ("13010-10000035", "09012340035", "s35@example.com", "1", "1", "12/10 15時", "申し込む"),
    36: ("申し込む",),
}
EASY = (35, 36)


def seeker(number: int) -> str:
    return f"U{number:032x}"


@dataclass
class Restored:
    """The office after the restore, a minute after the backup was made."""

    office: ConsoleOffice
    context: RequestContext
    held: int
    line: FakeLine
    mail: FakeMail
    events: int = 0

    def works(self) -> Counter[str]:
        """Do once what the workers do; count what became of the rows."""
        now, store = context_now(self.context), self.context.store
        done = [see_to_room(now, claim) for claim in store.claim_rooms(100)]
        done += [send_notice(now, claim) for claim in store.claim_notices(100)]
        return Counter(done + [send_notice(now, claim) for claim in store.claim_mail(100)])

    def works_at(self, moment: str) -> None:
        self.office.at(moment)
        self.works()

    def works_for(self, *, minutes: int) -> None:
        for _ in range(2 * minutes):
            self.office.clock.advance(30)
            self.works()

    def says(self, number: int, *texts: str) -> str:
        for text in texts:
            self.events += 1
            self.office.clock.advance(1)
            name = f"new{self.events}"
            incoming = Incoming(Sort.TEXT, name, self.office.clock.now(), text=text, message_id=name)
            reply_to(self.context, Event(seeker(number), incoming, name))
        return text_of(self.line.replies[-1][1][-1])

    def heard(self) -> dict[str, list[str]]:
        """Give the pushes, by whom they went to."""
        found: dict[str, list[str]] = {}
        for to, messages, _ in self.line.pushes:
            found.setdefault(to, []).append("\n".join(text_of(one) for one in messages))
        return found

    def booked_by(self, number: int) -> Any:
        return max(self.context.store.bookings_of(seeker(number)), key=lambda one: one.created)


@pytest.fixture
def backup() -> backups.Backup:
    return backups.opened(FILE, CIPHER, tokyo("2027-01-01 00:00"))


@pytest.fixture
def zoom(client) -> Iterator[Any]:
    with local_zoom() as (platform, url):
        yield platform, url


@pytest.fixture
def restored(client, redis_url, zoom, backup) -> Restored:
    """Put the backup back, as `madoguchi restore` does, a moment after it was made."""
    office, moment = ConsoleOffice(client, redis_url), backup.moment + A_MOMENT
    office.clock.move_to(moment)
    doubtful = in_doubt(backup.contents.old, backup.moment, moment)
    writes = (*doubtful, Record(Entry(moment, "cli:test", "restored")))
    put_back(client, KEYS, CIPHER, backup, backup.at + A_MOMENT, writes, moment)
    office.clock.advance(60)  # what was leased then is due again
    ways = StaffWays(mail_to=("staff@office.example",), group=GROUP, gather=timedelta(minutes=5))
    rooms = zoom_for(zoom[1], client, office.clock.now)
    line, mail = FakeLine(), FakeMail()
    made = context_of(office.store, mail, ways, rooms=rooms, line=line)
    return Restored(office, made, held(doubtful), line, mail)


def test_every_booking_and_notice_opens_and_nothing_is_missing(restored, backup):
    store = restored.context.store
    bookings = store.bookings()
    assert Counter(one.state for one in bookings) == STATES
    assert all(one.answers["name"].value for one in bookings)
    ids = {row.id for one in bookings for row in store.ledger(one.id)}
    ids |= {row.id for one in store.list_now().wishes for row in store.ledger(one.id)}
    assert ids == {one.name.removeprefix("notice:") for one in backup.read() if one.name.startswith("notice:")}
    assert store.differences() == set()
    assert "unreadable" not in " ".join(store.counters())


def test_the_audit_log_verifies_and_goes_on(restored):
    assert verify.verify(restored.context).broken is None
    assert audit_entries(restored.context.store)[-1].action == "restored"


def test_what_was_to_go_out_goes_once_with_its_own_words(restored):
    restored.works()
    heard = restored.heard()
    [group] = heard.pop(GROUP)
    assert TO_THE_GROUP in group
    assert heard.keys() == {seeker(number) for number in PUSHES}
    for number, wanted in PUSHES.items():
        texts = heard[seeker(number)]
        assert len(texts) == len(wanted), (number, texts)
        assert [sum(word in text for text in texts) for word in wanted] == [1] * len(wanted), (number, texts)
    restored.works_for(minutes=10)
    keys = [key for _, _, key in restored.line.pushes]
    assert len(keys) == len(set(keys))


def test_mail_that_may_have_gone_out_is_left_to_a_person_and_what_is_due_later_goes(restored):
    assert restored.held == 1
    restored.works_at("2026-12-02 15:16")
    [subject] = [subject for to, subject, *_ in restored.mail.sent if to == ("staff@office.example",)]
    assert subject == "【窓口】まもなく期限：申し込み 100110"
    subjects = Counter((to, subject) for to, subject, *_ in restored.mail.sent)
    assert set(subjects.values()) == {1}
    restored.works_at("2026-12-02 17:00")
    assert [text for text in restored.heard()[seeker(2)] if "明日" in text and DETAILS in text]


@pytest.mark.parametrize("number", TALKS)
def test_a_talk_that_was_half_way_goes_on_to_a_booking(restored, number):
    receipt = restored.says(number, *TALKS[number])
    assert "申し込みを受け付けました" in receipt
    assert ("うけつけ" in receipt) == (number in EASY)
    assert restored.booked_by(number).state is State.REQUESTED


def test_a_change_and_a_cancellation_that_were_half_way_go_on(restored):
    assert "取り消しました" in restored.says(1, "取り消す")
    assert restored.booked_by(1).state is State.CANCELLED_BY_SEEKER
    assert "変更前：12月3日（木）14:30\n変更後：12月10日（木）11:00" in restored.says(2, "変更する")
    assert restored.booked_by(2).state is State.REQUESTED


def test_staff_confirm_and_cancel(restored):
    asked = restored.booked_by(26)
    confirm_booking(restored.context, asked.id, ROOM, "staff:s1")
    restored.works()
    assert DETAILS in "".join(restored.heard()[seeker(26)])
    take_step(restored.context, asked.id, Step.CANCEL_BY_OFFICE, "staff:s1", reason="研修のため")
    restored.works()
    assert "理由：研修のため" in restored.heard()[seeker(26)][-1]


def test_what_was_in_hand_at_zoom_is_done(restored):
    restored.works_for(minutes=10)
    for number in (4, 5):  # one had failed, one was in a worker's hand
        booking = restored.booked_by(number)
        assert booking.room is not None
        assert len(booking.hosting) == 1
        told = [text for text in restored.heard()[seeker(number)] if grouped(booking.room.meeting_id) in text]
        assert len(told) == 1
    assert restored.booked_by(25).hosting == ()


def test_the_waiting_list_the_erasure_and_what_was_set_aside_go_on(restored):
    store = restored.context.store
    assert [one.state for one in store.list_now().wishes] == [WishState.OFFERED, WishState.OFFERED, WishState.WAITING]
    assert len(store.list_now().released) == 5
    [aside] = store.asides()
    set_aside.put_back(restored.context, aside.name, "cli:test")
    restored.works()
    assert DETAILS in "".join(restored.heard()[seeker(16)])
    [wish] = store.erasures()
    take_step(restored.context, restored.booked_by(20).id, Step.CANCEL_BY_OFFICE, "cli:test")
    for _ in range(4):
        restored.works_for(minutes=10)
        for claim in store.claim_erasures(10):
            erase(context_now(restored.context), claim)
        for claim in store.claim_wishes(10):
            look_at(context_now(restored.context), claim)
    assert (store.erasures(), list(store.bookings_of(wish.user))) == ([], [])
    assert [one.state for one in store.list_now().wishes] == [WishState.WAITING] * 3
    assert store.differences() == set()


def test_an_account_signs_in_and_every_page_opens(restored):
    browser = restored.office.browser()
    browser.secret, browser.staff = TOTP, restored.office.console.staff_named("佐藤")
    restored.office.wall.moment = restored.office.clock.now()
    assert browser.signs_in().status == 303
    pages = ["/staff/", "/staff/requests", "/staff/todo", "/staff/waiting"]
    pages += [f"/staff/bookings/{one.id}" for one in restored.context.store.bookings()]
    assert {page: browser.opens(page).status for page in pages} == dict.fromkeys(pages, 200)
    assert "電話 花子" in browser.opens("/staff/todo").page
