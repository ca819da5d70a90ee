"""From the seeker's first word to the console and back: a message for staff, over a real Redis."""

from dataclasses import replace

import pytest

from bot.adapters.store.cipher import Cipher
from bot.adapters.store.store import RedisStore
from bot.booking.model import State
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.staff.staff import Role
from bot.booking.staff.staff_message import MOST_OPEN, OPEN_KEPT, SETTLED_KEPT, Cause, MessageState, StaffMessage
from bot.dialogue.incoming import Incoming, Sort, Tap
from bot.ports.bookings import KeepBooking
from bot.ports.events import Event, StoreHasRoom
from bot.ports.staff import FewerStaffMessages, KeepStaffMessage, StaffMessageIs, StaffWays
from bot.service.events.handle_event import reply_to
from bot.service.events.office_now import context_now
from bot.service.health.upkeep import due, forget_old
from bot.service.privacy.erasure import ask, erase
from bot.service.staff.tasks import tasks
from tests.console.office import ConsoleOffice
from tests.faults.rows import fault, twin
from tests.make import ROOM, USER, booking, tokyo
from tests.redis_contents import everything
from tests.service.make_context import FakeMail
from tests.stores import CIPHER, K1, KEYS, entries, without
from tests.talk import FIRST_BOOKING, actions, text_of

TEXT = "履歴書は当日までに送ったほうがいいですか"
ANSWER = "当日までに、窓口へお持ちください。"
GROUP = "C" + "4" * 32
OTHER = "U" + "9" * 32
TYPED: list[str] = []  # the ids of the texts, in order


@pytest.fixture
def place(office: ConsoleOffice) -> ConsoleOffice:
    office.context = replace(office.context, staff=StaffWays(group=GROUP, mail_to=("desk@example.jp",)))
    return office


def happens(office: ConsoleOffice, sort: Sort = Sort.TEXT, user: str = USER, **more: object) -> str:
    """Let a seeker do something a second later; give all that he reads."""
    office.clock.advance(1)
    now, name = office.clock.now(), office.context.new_id()
    TYPED.extend([f"m{name}"] if sort is Sort.TEXT else [])
    incoming = Incoming(sort, f"e{name}", now, message_id=f"m{name}", **more)
    reply_to(office.context, Event(user, incoming, f"r{name}"))
    return "\n".join(text_of(message) for message in office.context.line.replies[-1][1])


def writes(office: ConsoleOffice, *texts: str, user: str = USER) -> str:
    return [happens(office, text=text, user=user) for text in texts][-1]


def taps(office: ConsoleOffice, label: str, user: str = USER) -> str:
    """Tap the button with a label in the last answer."""
    buttons = {one["label"]: one for one in actions(list(office.context.line.replies[-1][1]))}
    return happens(office, Sort.TAP, user, tap=Tap.decode(buttons[label]["data"]))


def leaves(office: ConsoleOffice, text: str = TEXT, user: str = USER) -> StaffMessage:
    writes(office, "伝言", text, user=user)
    assert "職員に伝言を送りました" in taps(office, "職員に送る", user)
    return office.store.staff_messages_of(user)[-1]


def answers(office: ConsoleOffice, clerk, message: StaffMessage, text: str = ANSWER, version: int = 0):
    path = f"/staff/messages/{message.id}/answer"
    sent = clerk.posts(path, text=text, stage="send", version=str(version or message.version))
    office.clock.advance(31)
    return sent


def kept(office: ConsoleOffice, **changes: object) -> None:
    office.store.commit((), (KeepBooking(booking(state=State.CONFIRMED, room=ROOM, **changes)),))


def answer_row(office: ConsoleOffice, holder: str):
    return next(row for row in office.store.notices(holder) if row.kind is Kind.MESSAGE_ANSWERED)


def test_a_message_goes_to_staff_is_answered_and_a_reply_is_offered_another(place):
    writes(place, "予約", "1", "1", *FIRST_BOOKING[:2])
    writes(place, "職員と話したいです")
    assert "職員に伝言を残す" in str(place.context.line.replies[-1])
    message = leaves(place)
    assert "電話番号" in text_of(place.context.line.replies[-1][1][-1])
    clerk = place.clerk()
    assert "職員への伝言" in clerk.opens("/staff/").page
    assert f"/staff/messages/{message.id}" in clerk.opens("/staff/todo").page
    assert TEXT in clerk.opens("/staff/messages").page
    page = clerk.opens(f"/staff/messages/{message.id}").page
    assert TEXT in page
    assert "予約の申し込み中（電話番号）" in page
    assert "予約はありません" in page
    preview = clerk.posts(f"/staff/messages/{message.id}/answer", text=ANSWER, stage="preview").page
    assert "窓口の職員からのお返事です" in preview
    assert "今月の通数に数えます" in preview
    assert place.store.staff_message(message.id).is_open
    assert answers(place, clerk, message).status == 303
    assert place.sweeps().count("accepted") >= 1
    to, told, _ = place.context.line.pushes[-1]
    assert (to, ANSWER in told[0]["text"]) == (USER, True)
    assert {"label": "続けて伝言を残す"}.items() <= actions(list(told))[0].items()
    after = place.store.staff_message(message.id)
    assert (after.state, after.answer, after.by) == (MessageState.ANSWERED, ANSWER, f"staff:{clerk.staff.id}")
    assert "返事を待っている伝言はありません" in clerk.opens("/staff/messages").page
    assert "職員への伝言が届いています" not in clerk.opens("/staff/todo").page
    writes(place, "やめる")
    assert "職員の返事へのご連絡でしたら" in writes(place, "ぬるぽ")
    writes(place, "続けて伝言を残す", "承知しました", "ありがとうございました")
    assert taps(place, "職員に送る")
    assert [one.is_open for one in place.store.staff_messages_of(USER)] == [False, True]


def test_the_open_booking_is_shown_and_linked(place):
    kept(place)
    message = leaves(place)
    page = place.clerk().opens(f"/staff/messages/{message.id}").page
    assert "山田 太郎" in page
    assert 'href="/staff/bookings/b1"' in page
    assert "確定" in page
    assert "入力の途中ではない" in page


def test_the_page_of_a_booking_leads_to_the_messages_of_its_person(place):
    kept(place)
    clerk = place.clerk()
    assert "職員への伝言</dt>" not in clerk.opens("/staff/bookings/b1").page
    message = leaves(place)
    leaves(place, "別の方の伝言", OTHER)
    page = clerk.opens("/staff/bookings/b1").page
    assert page.count('href="/staff/messages/') == 1
    assert f'href="/staff/messages/{message.id}"' in page


def unsends(office: ConsoleOffice, number: int) -> None:
    """Let the seeker unsend what he typed so many texts ago."""
    office.clock.advance(1)
    name = office.context.new_id()
    reply_to(
        office.context,
        Event(USER, Incoming(Sort.UNSEND, f"e{name}", office.clock.now(), message_id=TYPED[-number]), ""),
    )


def test_what_is_unsent_goes_from_what_was_left_for_staff(place):
    message, clerk = leaves(place), place.clerk()
    unsends(place, 1)
    after = place.store.staff_message(message.id)
    assert (after.text, after.parts, after.state, after.by) == ("", {}, MessageState.CLOSED, "seeker")
    page = clerk.opens(f"/staff/messages/{message.id}").page
    assert TEXT not in page
    assert "送信を取り消した" in page
    assert "返事を待っている伝言はありません" in clerk.opens("/staff/messages").page
    assert "職員への連絡からも消しました" in writes(place, "確認")
    assert "連絡からも消しました" not in writes(place, "確認")
    assert [one["action"] for one in entries(place.context)].count("message_unsent") == 1
    assert TEXT not in "".join(everything(place.client, KEYS, CIPHER).values())


def test_of_two_texts_the_other_one_waits_on(place):
    writes(place, "伝言", "秘密のこと", TEXT)
    taps(place, "職員に送る")
    unsends(place, 2)
    [after] = place.store.staff_messages_of(USER)
    assert (after.text, after.is_open) == (TEXT, True)


def test_an_answered_message_keeps_its_answer_without_the_words(place):
    message, clerk = leaves(place), place.clerk()
    answers(place, clerk, message)
    unsends(place, 1)
    after = place.store.staff_message(message.id)
    assert (after.text, after.answer, after.state) == ("", ANSWER, MessageState.ANSWERED)


def test_the_words_of_the_day_go_too_and_what_they_told_stays(place):
    kept(place)
    place.clock.move_to(tokyo("2026-12-03 09:00"))
    writes(place, "熱が出たので今日は休みます")
    unsends(place, 1)
    note, back = place.store.booking("b1").day_notes
    assert (note.about, note.text, note.is_taken_back, back.about) == ("absent", "", True, "back")
    assert "職員への連絡からも消しました" in writes(place, "確認")


class Answered(RedisStore):
    """A store in which a clerk answers between what is read and the commit."""

    raced = False

    def staff_messages_of(self, user):
        found = super().staff_messages_of(user)
        if found and not self.raced:
            self.raced = True
            [one] = found
            self.commit(
                (),
                (
                    KeepStaffMessage(
                        replace(one, state=MessageState.ANSWERED, answer=ANSWER, settled=one.since, version=2)
                    ),
                ),
            )
        return found


def unsent_while_answered(place: ConsoleOffice, kind: type[RedisStore]) -> StaffMessage:
    message = leaves(place)
    place.context = replace(place.context, store=kind(place.client, KEYS, CIPHER, place.clock))
    unsends(place, 1)
    return place.store.staff_message(message.id)


def test_an_answer_that_comes_at_the_same_moment_is_not_lost(place):
    after = unsent_while_answered(place, Answered)
    assert (after.text, after.answer) == ("", ANSWER)


def test_twin_without_the_version_the_answer_would_be_lost(place):
    class Careless(without(StaffMessageIs), Answered):
        """Looks at no version."""

    assert unsent_while_answered(place, Careless).answer == ""


def test_who_is_not_understood_twice_is_seen_as_such(place):
    writes(place, "ぬるぽ", "がっ")
    taps(place, "職員に伝言を残す")
    writes(place, TEXT)
    taps(place, "職員に送る")
    assert place.store.staff_messages()[0].cause is Cause.MISSED
    assert "続けて読み取れなかった" in place.clerk().opens("/staff/messages").page


def test_staff_hear_of_it_without_what_it_says(place):
    mail = FakeMail()
    place.context = replace(place.context, mail=mail)
    message = leaves(place)
    place.sweeps()
    pushes = [text for to, [text], _ in place.context.line.pushes if to == GROUP]
    assert [one["text"].splitlines() for one in pushes] == [
        [
            "職員への伝言が1件届いています。管理の画面で確かめてください。",
            "受けた日時：11月25日（水）10:00",
            "https://madoguchi.example/staff/messages",
        ]
    ]
    [(to, subject, body, _)] = mail.sent
    assert (to, subject) == (("desk@example.jp",), "【窓口】職員への伝言")
    assert TEXT not in str([pushes, body, *entries(place.context)])
    told = [one for one in entries(place.context) if one["action"] == "message_left"]
    assert [(one["actor"], one["detail"]) for one in told] == [("seeker", "asked")]
    assert message.text == TEXT


def test_news_of_several_go_together_and_of_none_that_is_settled(place):
    kept(place)
    first = leaves(place)
    place.sweeps()
    leaves(place, "二つ目")
    third = leaves(place, "三つ目", user=OTHER)
    place.sweeps()
    assert len(place.context.line.pushes) == 1
    place.clock.advance(301)
    place.sweeps()
    place.sweeps()
    assert "・職員への伝言：2件" in place.pushes[-1]
    assert len(place.context.line.pushes) == 2
    clerk = place.clerk()
    for one in (first, third):
        clerk.posts(f"/staff/messages/{one.id}/close", version="1")
    late = leaves(place, "四つ目", user=OTHER)
    clerk.posts(f"/staff/messages/{late.id}/close", version="1")
    place.clock.advance(301)
    place.sweeps()
    assert len(place.context.line.pushes) == 2


def test_news_of_those_without_a_booking_go_together_too(place):
    leaves(place)
    place.sweeps()
    leaves(place, "二つ目", OTHER)
    leaves(place, "三つ目", OTHER)
    place.sweeps()
    place.clock.advance(301)
    place.sweeps()
    place.sweeps()
    assert "・職員への伝言：2件" in place.pushes[-1]
    assert "受付番号" not in place.pushes[-1]


def test_it_is_closed_without_an_answer_and_both_are_audited(place):
    message, clerk = leaves(place), place.clerk()
    clerk.opens(f"/staff/messages/{message.id}")
    clerk.posts(f"/staff/messages/{message.id}/close", version="1")
    place.sweeps()
    assert all(to == GROUP for to, _, _ in place.context.line.pushes)
    second = leaves(place)
    answers(place, clerk, second)
    actor = f"staff:{clerk.staff.id}"
    wanted = {f"{actor} {one}" for one in ("message_viewed", "message_closed", "message_answered")}
    assert wanted <= set(place.entries())
    assert TEXT not in str(list(entries(place.context)))
    assert ANSWER not in str(list(entries(place.context)))


@fault("F57", injected="two clerks answer the same message at once")
def test_of_two_clerks_one_answers_and_the_other_is_told(place):
    message, first, second = leaves(place), place.clerk(), place.clerk("鈴木")
    assert answers(place, first, message).status == 303
    assert answers(place, second, message, "別の返事です。").status == 409
    assert "先にほかの職員が" in second.page
    assert "別の返事です。" in second.page
    assert ANSWER in second.page
    assert second.posts(f"/staff/messages/{message.id}/close", version="1").status == 409
    place.sweeps()
    sent = [messages[0]["text"] for to, messages, _ in place.context.line.pushes if to == USER]
    assert len(sent) == 1
    assert ANSWER in sent[0]


class Behind(RedisStore):
    """A store that shows each clerk the message as it was before anybody answered."""

    def staff_message(self, message):
        found = super().staff_message(message)
        return replace(found, state=MessageState.OPEN, version=1, settled=None, by="", answer="") if found else None


def race(place: ConsoleOffice, kind: type[RedisStore]):
    """Let two clerks answer who both saw the message open; give the store and what each was told."""
    message, clerks = leaves(place), (place.clerk(), place.clerk("鈴木"))
    store = kind(place.client, KEYS, CIPHER, place.clock)
    place.app.extensions["console"] = replace(
        place.app.extensions["console"], process=replace(place.context, store=store)
    )
    said = [
        answers(place, one, message, text).status for one, text in zip(clerks, (ANSWER, "別の返事です。"), strict=True)
    ]
    return place.store.staff_message(message.id), said


@fault("F57", injected="two clerks who saw the same commit at once")
def test_the_version_decides_when_both_saw_it_open(place):
    after, said = race(place, Behind)
    assert said == [303, 409]
    assert after.answer == ANSWER


@twin("F57", without="the version of the message")
def test_without_the_version_the_first_answer_is_lost(place):
    class Careless(without(StaffMessageIs), Behind):
        """Looks at no version."""

    after, said = race(place, Careless)
    assert said == [303, 303]
    assert after.answer != ANSWER


def test_what_was_written_is_sealed(place):
    message = leaves(place)
    answers(place, place.clerk(), message)
    raw = str([place.client.hgetall(key) for key in place.client.scan_iter() if place.client.type(key) == "hash"])
    assert TEXT not in raw
    assert ANSWER not in raw
    assert USER not in raw
    read = "".join(everything(place.client, KEYS, CIPHER).values())
    assert TEXT in read
    assert ANSWER in read


ONE_BYTE = "latin-1"  # gives each byte a character of its own


class Plain(Cipher):
    """Seals nothing."""

    def seal(self, record, clear, *, short=False):
        return clear.decode(ONE_BYTE)

    def open(self, record, sealed):
        return sealed.encode(ONE_BYTE)


def test_twin_without_the_seal_it_would_be_read(place):
    place.context = replace(place.context, store=RedisStore(place.client, KEYS, Plain([K1]), place.clock))
    writes(place, "伝言", TEXT)
    taps(place, "職員に送る")
    raw = "".join(place.client.hget(key, "sealed") or "" for key in place.client.scan_iter("*staff-message:*"))
    assert TEXT.encode().decode(ONE_BYTE) in raw


def test_the_person_is_erased_and_the_message_with_him(place):
    message = leaves(place)
    answers(place, place.clerk(), message).follows()  # else the session keeps what is to be said there
    leaves(place, "二つ目")
    ask(place.context, "cli", user=USER)
    writes(place, "やめる")
    place.clock.advance(60)
    claims = place.store.claim_erasures(5)
    assert [erase(context_now(place.context), one) for one in claims] == ["erased"]
    left = everything(place.client, KEYS, CIPHER)
    assert not any(USER in text or TEXT in text or ANSWER in text for text in left.values())
    assert not any("staff-message" in key or message.id in text for key, text in left.items() if "audit" not in key)
    assert place.console.waiting(place.clock.now(), place.clock.now()).messages == 0


def test_it_is_forgotten_after_a_month_and_after_three_when_nobody_answers(place):
    message = leaves(place)
    leaves(place, "二つ目", OTHER)
    place.clerk().posts(f"/staff/messages/{message.id}/close", version="1")
    place.clock.move_to(place.clock.now() + SETTLED_KEPT)
    assert [one.id for one in due(place.context).messages] == [message.id]
    forget_old(context_now(place.context))
    assert [one.user for one in place.store.staff_messages()] == [OTHER]
    place.clock.move_to(place.clock.now() + OPEN_KEPT)
    forget_old(context_now(place.context))
    assert not [key for key in place.client.scan_iter() if "staff-message" in key]


def test_only_so_many_of_one_person_wait_also_when_they_come_at_once(place):
    for number in range(MOST_OPEN):
        leaves(place, f"{number}つ目")
    assert "伝言が3件" in writes(place, "伝言")
    assert leaves(place, user=OTHER)
    assert len(place.store.staff_messages_of(USER)) == MOST_OPEN


class Unseen(RedisStore):
    """A store that shows none of the messages that came meanwhile, the first time it is asked."""

    asked = 0

    def staff_messages_of(self, user):
        self.asked += 1
        return [] if self.asked == 1 else super().staff_messages_of(user)


def at_once(place: ConsoleOffice, kind: type[RedisStore]) -> int:
    """Let the last step of a message be decided before the others are seen; give how many wait then."""
    writes(place, "伝言", TEXT)
    for number in range(MOST_OPEN):
        other = StaffMessage(f"o{number}", MessageState.OPEN, place.clock.now(), USER, "別", Cause.ASKED)
        place.store.commit((), (KeepStaffMessage(other),))
    place.context = replace(place.context, store=kind(place.client, KEYS, CIPHER, place.clock))
    taps(place, "職員に送る")
    return len(place.store.staff_messages_of(USER))


def test_the_commit_counts_what_waits(place):
    assert at_once(place, Unseen) == MOST_OPEN


def test_twin_without_the_count_there_would_be_more(place):
    class Careless(without(FewerStaffMessages), Unseen):
        """Counts nothing."""

    assert at_once(place, Careless) == MOST_OPEN + 1


def left_in_a_full_store(place: ConsoleOffice, kind: type[RedisStore], fill) -> int:
    writes(place, "伝言", TEXT)
    place.context = replace(place.context, store=kind(place.client, KEYS, CIPHER, place.clock))
    fill(1.02)
    taps(place, "職員に送る")
    return len(place.store.staff_messages_of(USER))


def test_in_a_full_redis_no_message_is_kept(place, fill):
    assert left_in_a_full_store(place, RedisStore, fill) == 0


def test_twin_without_the_look_at_the_memory_it_would_be(place, fill):
    assert left_in_a_full_store(place, without(StoreHasRoom), fill) == 1


def test_by_mail_where_the_month_is_short_and_the_address_is_proved(place):
    mail = FakeMail()
    place.context = replace(place.context, mail=mail)
    place.context.line.month = (100, 90)
    kept(place)
    message, clerk = leaves(place), place.clerk()
    place.sweeps()
    answers(place, clerk, message)
    place.sweeps()
    place.sweeps()
    [body] = [body for to, _, body, _ in mail.sent if to == ("taro@example.com",)]
    assert ANSWER in body
    assert all(one != USER for one, _, _ in place.context.line.pushes)


def test_not_by_mail_where_nobody_saw_to_the_address(place):
    mail = FakeMail()
    place.context = replace(place.context, mail=mail)
    place.context.line.month = (100, 90)
    kept(place, address_proved=False)
    answers(place, place.clerk(), leaves(place))
    place.sweeps()
    assert [to for to, _, _ in place.context.line.pushes if to == USER] == [USER]
    assert not [one for one in mail.sent if one[0] == ("taro@example.com",)]


def test_an_answer_that_reaches_nobody_is_a_call(place):
    kept(place, reachable=False)
    message, clerk = leaves(place), place.clerk()
    answers(place, clerk, message)
    assert "undeliverable" in place.sweeps()
    assert "届かないようです" in clerk.posts(f"/staff/messages/{leaves(place).id}/answer", text=ANSWER).page
    row = answer_row(place, "b1")
    assert row.state is NoticeState.UNDELIVERABLE
    [task] = [one for one in tasks(place.context, place.console, place.clock.now()) if one.kind == "notice"]
    page = clerk.posts(f"/staff/todo/{task.id}/call").page
    assert ANSWER in page
    assert "090-1234-5678" in page
    clerk.posts(f"/staff/todo/{task.id}/settle")
    assert task.id not in {one.id for one in tasks(place.context, place.console, place.clock.now())}


def test_an_answer_to_who_has_no_booking_and_blocked_us_is_shown_until_it_is_settled(place):
    message, clerk = leaves(place), place.clerk()
    place.context.line.strangers.add(USER)
    answers(place, clerk, message)
    assert "undeliverable" in place.sweeps()
    row = answer_row(place, message.id)
    assert (row.booking, row.channel) == ("", Channel.LINE)
    assert "返事が届いていません" in clerk.opens("/staff/todo").page
    assert place.console.waiting(place.clock.now(), place.clock.now()).tasks == 1
    clerk.posts(f"/staff/todo/{row.id}/settle")
    assert "返事が届いていません" not in clerk.opens("/staff/todo").page
    assert place.console.waiting(place.clock.now(), place.clock.now()).tasks == 0


def test_two_answers_are_two_messages_and_neither_outdoes_the_other(place):
    kept(place)
    clerk = place.clerk()
    for text in ("一つ目", "二つ目"):
        answers(place, clerk, leaves(place, text), f"{text}の返事")
    place.sweeps()
    sent = [told[0]["text"] for to, told, _ in place.context.line.pushes if to == USER]
    assert ["一つ目の返事" in sent[0], "二つ目の返事" in sent[1]] == [True, True]


def test_a_template_of_the_office_is_put_behind_what_was_typed(place):
    message, clerk = leaves(place), place.clerk()
    path = f"/staff/messages/{message.id}/answer"
    page = clerk.posts(path, text="こんにちは。", template="call").page
    assert "こんにちは。\n" in page
    assert "お手数ですが、窓口" in page
    assert place.store.staff_message(message.id).is_open
    assert clerk.posts(path, text="", stage="send", version="1").status == 400
    assert clerk.posts(path, text="あ" * 1001, stage="send", version="1").status == 400
    assert clerk.opens("/staff/messages/none").status == 404


def test_who_reads_easy_words_is_answered_and_offered_templates_in_them(place):
    writes(place, "やさしい日本語")
    writes(place, "伝言", TEXT)
    taps(place, "職員に 送る")
    message, clerk = place.store.staff_messages_of(USER)[0], place.clerk()
    assert "もっと 聞きたい" in clerk.posts(f"/staff/messages/{message.id}/answer", template="call").page
    answers(place, clerk, message)
    place.sweeps()
    assert "からの 返事（へんじ）です" in place.pushes[-1]


def test_in_the_record_stands_how_much_was_left(place):
    leaves(place)
    assert "職員への伝言：1件（返事待ち 1件）" in writes(place, "私の記録")
    kept(place)
    assert "職員への伝言：1件" in writes(place, "私の記録")


def test_a_counsellor_may_answer_and_an_auditor_sees_nothing(place):
    message = leaves(place)
    assert TEXT in place.clerk("田中", Role.COUNSELLOR).opens(f"/staff/messages/{message.id}").page
    assert place.clerk("監査", Role.AUDITOR).opens("/staff/messages").status == 403


def test_what_an_index_of_another_leads_to_is_not_his(place):
    message = leaves(place)
    theirs = KEYS.staff_messages_of(place.store.hashed(OTHER))
    place.client.zadd(theirs, {message.id: 1})
    assert place.store.staff_messages_of(OTHER) == []


def test_a_damaged_message_hides_no_other(place):
    broken = leaves(place)
    leaves(place, "二つ目", OTHER)
    place.client.hset(KEYS.staff_message(broken.id), "sealed", "k1:" + "A" * 60)
    assert [one.text for one in place.store.staff_messages()] == ["二つ目"]
    assert place.clerk().opens("/staff/messages").status == 200


def test_an_answer_is_taken_back_within_half_a_minute_and_its_text_stands_in_the_form_again(place):
    message, clerk = leaves(place), place.clerk()
    path = f"/staff/messages/{message.id}"
    place.context.line.pushes.clear()
    clerk.posts(f"{path}/answer", text=ANSWER, stage="send", version=str(message.version)).follows()
    assert f'action="{path}/take-back"' in clerk.page
    place.sweeps()
    assert USER not in [to for to, _, _ in place.context.line.pushes]
    assert 'id="take-back"' in clerk.opens(path).page
    clerk.posts(f"{path}/take-back", version=str(message.version + 1))
    assert ANSWER in clerk.page
    again = place.store.staff_message(message.id)
    assert (again.is_open, again.answer, again.settled) == (True, "", None)
    place.clock.advance(60)
    place.sweeps()
    assert USER not in [to for to, _, _ in place.context.line.pushes]
    answers(place, clerk, again, "別の返事です")
    place.sweeps()
    assert "別の返事です" in [told[0]["text"] for to, told, _ in place.context.line.pushes if to == USER][-1]


def test_an_answer_that_was_sent_is_not_taken_back(place):
    message, clerk = leaves(place), place.clerk()
    answers(place, clerk, message)
    clerk.posts(f"/staff/messages/{message.id}/take-back", version=str(message.version + 1)).follows()
    assert "すでに送り始めた" in clerk.page
    assert place.store.staff_message(message.id).answer == ANSWER
    assert 'id="take-back"' not in clerk.page


@pytest.mark.parametrize(
    "text",
    [
        "電話は090-1234-5678ですか",
        "０９０１２３４５６７８へかけます",
        "taro@example.comへ送りました",
        "＋８１ 90 1234 5678",
    ],
)
def test_a_number_or_an_address_in_an_answer_is_asked_about(place, text):
    message, clerk = leaves(place), place.clerk()
    path, version = f"/staff/messages/{message.id}/answer", str(message.version)
    for stage in ("preview", "send"):
        clerk.posts(path, text=text, stage=stage, version=version)
        assert clerk.status == 400
        assert "電話番号かメールアドレスが入っています" in clerk.page
        assert text in clerk.page
    assert place.store.staff_message(message.id).is_open
    assert 'name="sure" value="y"' in clerk.posts(path, text=text, stage="preview", version=version, sure="y").page
    clerk.posts(path, text=text, stage="send", version=version, sure="y")
    assert place.store.staff_message(message.id).answer == text


@pytest.mark.parametrize("text", ["093-622-6690へお電話ください", "12月3日14:00から30分です", "受付番号 123456 の予約"])
def test_the_offices_own_number_a_day_and_a_booking_are_no_reason_to_ask(place, text):
    message = leaves(place)
    path = f"/staff/messages/{message.id}/answer"
    assert place.clerk().posts(path, text=text, stage="preview", version=str(message.version)).status == 200
