"""The style that a seeker reads, on a real Redis: beyond the talk, in notices and mail, his own, erased with him."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.store.commands.events import STYLE_SECONDS
from bot.adapters.store.keys import Keys
from bot.adapters.store.store import RedisStore
from bot.booking.model import Booking
from bot.booking.schedule.schedule import Closure
from bot.messages.line import text_of
from bot.ports.privacy import DropTraces
from bot.service.bookings import steps
from bot.service.privacy import erasure
from bot.service.schedule.closing import close_days, look_at_closing
from bot.service.waitlist.offering import match
from tests.make import WORDS, office, tokyo
from tests.ports import without_writes
from tests.service.made_bookings import room_for
from tests.service.make_context import FakeMail, context_of, with_office
from tests.service.typing import HANAKO, TARO, Town
from tests.stores import CIPHER, KEYS, clock_at

EASY = re.compile(r"2026年12月\d+日（.曜日）(?:午[前後]|昼)\d+時(?!0分)")
ORDINARY = re.compile(r"(?<!年)12月\d+日（.）\d+:\d\d")


def confirmed(town: Town, user: str, place: int = 1, when: str = "12/3 14時") -> Booking:
    """Let somebody book, and staff confirm it."""
    details = ("山田 太郎", f"13010-{10_000_000 + place}", f"0901234{place:04d}", f"s{place}@example.com")
    made = town.books(user, details, when)
    return steps.confirm_booking(town.context, made.id, room_for(town.context, made), "cli:test")


def town_on(client: Any, keys: Keys = KEYS, **more: Any) -> Town:
    clock = clock_at(client)
    return Town(context_of(RedisStore(client, keys, CIPHER, clock), FakeMail(), **more), client)


@pytest.fixture
def town(client) -> Town:
    return town_on(client)


def styles_kept(client: Any) -> list[str]:
    return [key for key in client.scan_iter() if key.startswith(KEYS.style(""))]


def test_a_reminder_speaks_easy_words_though_the_talk_is_forgotten(town, client):
    town.says(TARO, "やさしい日本語")
    confirmed(town, TARO)
    client.delete(KEYS.conversation(town.context.store.hashed(TARO)))
    town.works_at("2026-12-02 17:00")
    reminder = town.heard(TARO)[-1]
    assert "明日（あした）は、オンライン相談（そうだん）の 日です。" in reminder
    assert "2026年12月3日\n（木曜日）\n午後2時から" in reminder
    assert not ORDINARY.search(reminder)


def test_without_the_switch_the_same_reminder_is_ordinary(town):
    confirmed(town, TARO)
    town.works_at("2026-12-02 17:00")
    assert town.heard(TARO)[-1].splitlines()[1] == "明日のご予約です"
    assert "12月3日（木） 14:00〜14:30" in town.heard(TARO)[-1]


def test_a_new_talk_after_a_week_goes_on_in_easy_words_until_the_way_back(town, client):
    town.says(TARO, "やさしい日本語")
    client.delete(KEYS.conversation(town.context.store.hashed(TARO)))
    town.context.clock.advance(timedelta(days=7).total_seconds())
    assert town.says(TARO, "確認").startswith(WORDS.in_style(easy=True)("lobby.no_booking"))
    assert town.says(TARO, "ふつうの日本語").startswith(WORDS("style.now"))
    assert styles_kept(client) == []
    assert town.says(TARO, "確認").startswith(WORDS("lobby.no_booking"))


def test_the_style_is_kept_for_more_than_a_year_and_names_nobody(town, client):
    town.says(TARO, "やさしい日本語")
    (key,) = styles_kept(client)
    assert TARO not in key
    assert 0 < client.ttl(key) <= STYLE_SECONDS
    assert STYLE_SECONDS > 365 * 24 * 3600


def test_mail_is_written_in_the_words_that_its_reader_reads(town):
    town.says(TARO, "やさしい日本語")
    confirmed(town, TARO)
    confirmed(town, HANAKO, 2)
    town.works_at("2026-11-25 10:01")
    mails = {to[0]: subject + body for to, subject, body, _ in town.context.mail.sent}
    assert EASY.search(mails["s1@example.com"])
    assert not ORDINARY.search(mails["s1@example.com"])
    assert "お知（し）らせ" in mails["s1@example.com"]
    assert ORDINARY.search(mails["s2@example.com"])
    assert "{{" not in mails["s1@example.com"]


def test_a_place_that_falls_free_is_offered_in_easy_words(town):
    town.context = with_office(town.context, office(places=0))
    town.says(TARO, "やさしい日本語", "キャンセル待ち", "1", "1", "山田 太郎", "13010-12345678", "09012345678")
    told = town.says(TARO, "t@example.com", "1", "1", "12/3", "午後", "キャンセル待ちに入る")
    assert "キャンセル待ち（あくのを 待つこと）を 始めました" in told
    town.context = with_office(town.context, office(places=1))
    match(town.context)
    town.works_at("2026-11-25 10:01")
    assert "2026年12月3日\n（木曜日）\n昼12時" in town.heard(TARO)[-1]
    assert "午前10時30分まで" in town.heard(TARO)[-1]


def test_what_staff_are_shown_before_is_what_each_seeker_gets_in_his_words(town):
    town.says(TARO, "やさしい日本語")
    made = {user: confirmed(town, user, place) for place, user in enumerate((TARO, HANAKO), 1)}
    town.works_at("2026-11-25 10:01")
    closure = Closure("c1", tokyo("2026-12-03 00:00").date(), tokyo("2026-12-03 00:00").date(), "研修のため", by="s1")
    seen = look_at_closing(town.context, closure)
    shown = {hit.before.user: list(hit.texts) for hit in seen.hits}
    close_days(town.context, closure, "staff:s1", seen.mark)
    town.works_at("2026-11-25 10:05")
    pushed = {to: [text_of(one) for one in messages] for to, messages, _ in town.context.line.pushes}
    assert {user: pushed[user] for user in made} == shown
    assert "理由（りゆう）：研修のため" in shown[TARO][0]
    assert EASY.search(shown[TARO][0])
    assert not ORDINARY.search(shown[TARO][0])
    assert ORDINARY.search(shown[HANAKO][0])


def mixed(town: Town) -> list[str]:
    """Give what somebody was told in the style of the other."""
    foreign = {TARO: ORDINARY, HANAKO: EASY}
    return [text for user, text in town.told() for wrong in [foreign[user]] if wrong.search(text)]


def live_at_once(town: Town) -> None:
    town.says(TARO, "やさしい日本語")
    with ThreadPoolExecutor(2) as pool:
        for _ in range(3):
            list(pool.map(lambda user: [town.says(user, "予約", "確認", "ヘルプ") for _ in range(5)], (TARO, HANAKO)))
        list(pool.map(lambda one: confirmed(town, *one), ((TARO, 1), (HANAKO, 2, "12/3 15時"))))
    with ThreadPoolExecutor(4) as pool:
        for moment in ("2026-11-25 10:01", "2026-12-02 17:00", "2026-12-03 13:30", "2026-12-03 14:30"):
            list(pool.map(lambda _, at=moment: town.works_at(at), range(4)))


def test_two_seekers_never_get_each_others_words(town):
    live_at_once(town)
    assert len(town.heard(TARO)) > 20
    assert mixed(town) == []
    assert any(EASY.search(text) for text in town.heard(TARO))
    assert any(ORDINARY.search(text) for text in town.heard(HANAKO))


class OneStyle(Keys):
    """The same key for everybody."""

    def style(self, who: str) -> str:
        return self.prefix + "style"


def test_twin_one_style_for_everybody_would_be_found(client):
    town = town_on(client, keys=OneStyle(KEYS.office))
    live_at_once(town)
    assert mixed(town)


def test_erasing_somebody_erases_his_style_and_nobody_elses(town, client):
    town.says(HANAKO, "やさしい日本語")
    town.says(TARO, "やさしい日本語", "消去", "消去する")
    assert len(styles_kept(client)) == 2
    town.context.clock.advance(60)
    assert [erasure.erase(town.context, claim) for claim in town.context.store.claim_erasures(10)] == ["erased"]
    assert styles_kept(client) == [KEYS.style(town.context.store.hashed(HANAKO))]
    assert town.says(TARO, "確認").startswith(WORDS("lobby.no_booking"))


def test_without_the_look_through_all_keys_his_style_is_left(town, client):
    town.says(TARO, "やさしい日本語", "消去", "消去する")
    town.context = replace(town.context, store=without_writes(town.context.store, DropTraces))
    town.context.clock.advance(60)
    for claim in town.context.store.claim_erasures(10):
        erasure.erase(town.context, claim)
    assert len(styles_kept(client)) == 1


def test_no_event_takes_a_further_trip_for_the_style(town, client):
    town.says(TARO, "こんにちは")
    asked = []
    store = town.context.store
    true = store.reads_easy
    store.reads_easy = lambda user: asked.append(user) or true(user)
    town.says(TARO, "やさしい日本語", "予約", "ヘルプ")
    assert asked == []


def test_no_notice_takes_a_further_trip_for_the_style(town):
    town.says(TARO, "やさしい日本語")
    asked, store = [], town.context.store
    store.reads_easy = asked.append
    for place, user in enumerate((TARO, HANAKO), 1):
        confirmed(town, user, place)
    town.works_at("2026-11-25 10:01")
    pushed = {to: "".join(map(text_of, messages)) for to, messages, _ in town.context.line.pushes}
    assert (bool(EASY.search(pushed[TARO])), bool(EASY.search(pushed[HANAKO]))) == (True, False)
    assert asked == []
