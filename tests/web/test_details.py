"""The page for personal details over its own interface: the one-time link, the form, and how the chat goes on."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.adapters.store.store import RedisStore
from bot.booking.limits.daily_limits import DailyLimits
from bot.booking.model import Answer, State
from bot.booking.schedule.schedule import Closure, Schedule
from bot.dialogue.incoming import Incoming, Sort, Tap
from bot.ports.bookings import KeepBooking, WithinADay
from bot.ports.context import RequestContext
from bot.ports.events import Event, KeepConversation
from bot.ports.office import KeepSchedule
from bot.service.events.handle_event import reply_to
from bot.service.events.replies import sweep_reply
from bot.service.privacy import details_form
from bot.web.app import create_app
from tests.make import WORDS, booking, tokyo
from tests.make import office as with_limits
from tests.service.make_context import FakeLine, context_of, context_on
from tests.stores import CIPHER, KEYS, clock_at, without
from tests.talk import FIRST_BOOKING, actions, text_of

TARO, HANAKO = "U" + "1" * 32, "U" + "2" * 32
GIVEN = dict(zip(("name", "number", "telephone", "email"), FIRST_BOOKING, strict=True))


@dataclass
class Office:
    """An office in form mode, and people with telephones."""

    context: RequestContext
    web: Any
    events: int = 0
    line: FakeLine = field(init=False)

    def __post_init__(self) -> None:
        assert isinstance(self.context.line, FakeLine)
        self.line = self.context.line

    def says(self, text: str, user: str = TARO) -> "Office":
        return self._event(user, Sort.TEXT, text=text)

    def taps(self, label: str, user: str = TARO) -> "Office":
        button = {one["label"]: one for one in actions(self.line.replies[-1][1])}[label]
        if button["type"] == "message":
            return self.says(button["text"], user)
        return self._event(user, Sort.TAP, tap=Tap.decode(button["data"]))

    def _event(self, user: str, sort: Sort, **more: Any) -> "Office":
        self.events += 1
        now = self.context.clock.now()
        reply_to(self.context, Event(user, Incoming(sort, f"e{self.events}", now, **more), f"t{self.events}"))
        return self

    def asked(self, user: str = TARO) -> str:
        """Let somebody come to where the page is offered; give its path."""
        self.says("予約", user).taps("はい、すべて", user).taps("同意する", user)
        return self.link()

    def link(self) -> str:
        addresses = [one["uri"] for one in actions(self.line.replies[-1][1]) if one["type"] == "uri"]
        return str(addresses[0].removeprefix("https://madoguchi.example"))

    def opens(self, path: str) -> str:
        answer = self.web.get(path)
        self.status = answer.status_code
        return str(answer.get_data(as_text=True))

    def sends(self, path: str, secret: str | None = None, **fields: str) -> str:
        """Send the form as a browser would."""
        found = re.search(r'name="form_secret" value="([^"]+)"', self.opens(path))
        hidden = secret if secret is not None else (found[1] if found else "")
        answer = self.web.post(path, data={"form_secret": hidden, **GIVEN, **fields})
        self.status = answer.status_code
        return str(answer.get_data(as_text=True))

    def pushed(self) -> list[str]:
        """Let the sweep send what is due; give the texts of all pushes."""
        for claim in self.context.store.claim_replies(10):
            sweep_reply(self.context, claim)
        return [text_of(message) for _, messages, _ in self.line.pushes for message in messages]

    def answers(self, user: str = TARO) -> dict[str, str]:
        held = self.context.store.load(user, "").conversation.answers
        return {name: answer.value for name, answer in held.items() if name in GIVEN}


@pytest.fixture
def office(client) -> Office:
    made = context_on(client, details_on_page=True)
    return Office(made, create_app(made, ["secret"]).test_client())


def test_what_is_sent_goes_into_the_talk_and_the_next_question_comes_by_one_push(office):
    path = office.asked()
    office.sends(path)
    assert office.status == 303
    assert office.answers() == GIVEN
    assert office.pushed()[0] == "入力をお預かりしました。ありがとうございます。"
    assert "相談内容" in office.pushed()[1]
    assert len(office.line.pushes) == 1
    assert "入力を受け取りました" in office.opens(path)


def test_the_page_and_what_follows_speak_the_words_that_the_seeker_reads(office):
    easy = WORDS.in_style(easy=True)
    path = office.says("やさしい日本語").says("予約").says("1").says("1").link()
    page = office.opens(path)
    assert easy("details.page.about") in page
    assert re.search(r"午前1\d時(\d+分)?まで 送ることが できます", page)
    assert easy("details.page.empty_name") in office.sends(path, name="")
    office.sends(path)
    assert office.pushed()[0] == easy("details.received")
    assert WORDS("details.page.about") in office.opens(office.asked(HANAKO))


def test_a_day_that_was_closed_is_not_offered_after_the_form(office):
    path, store = office.asked(), office.context.store
    held = store.load(TARO, "")
    answers = {**held.conversation.answers, "purpose": Answer("consultation"), "support": Answer("none")}
    store.commit((), (KeepConversation(TARO, replace(held.conversation, answers=answers), held.version + 1),))
    thursday = tokyo("2026-11-26 00:00").date()
    store.commit((), (KeepSchedule(Schedule(1, (Closure("c1", thursday, thursday, "停電のため", by="s1"),))),))
    office.sends(path)
    listed = office.pushed()[-1]
    assert "11月27日（金）" in listed
    assert "11月26日（木）\n－ 休み" in listed


def test_looking_uses_nothing_up_and_shows_nothing(office):
    path = office.asked()
    pages = {office.opens(path) for _ in range(3)}
    assert len(pages) == 1
    assert not office.answers()
    assert office.web.head(path).status_code == 200
    office.sends(path)
    assert office.status == 303


def test_a_link_works_once(office):
    path = office.asked()
    office.sends(path)
    again = office.sends(path, name="鈴木 花子")
    assert "入力を受け取りました" in again
    assert office.answers() == GIVEN
    assert "山田" not in again + office.opens(path)
    office.pushed()
    assert len(office.line.pushes) == 1


def test_of_two_who_send_at_once_one_is_taken(office, monkeypatch):
    """Both have looked before either writes; without the guard both would be taken."""
    path, token = office.asked(), ""
    token = path.rpartition("/")[2]
    commit, others = office.context.store.commit, []

    def second(guards, writes):
        if not others:
            others.append("first")
            others.append(details_form.send(office.context, token, _read({**GIVEN, "name": "鈴木 花子"})).behind)
        return commit(guards, writes)

    monkeypatch.setattr(office.context.store, "commit", second)
    assert details_form.send(office.context, token, _read(GIVEN)).behind == "used"
    assert others == ["first", "used"]
    assert office.answers()["name"] == "鈴木 花子"
    office.pushed()
    assert len(office.line.pushes) == 1


def _read(given: dict[str, str]) -> dict[str, Any]:
    from bot.dialogue.questions.details_form import FIELDS, Given, read_field

    return {name: read_field(FIELDS[name], Given(text)) for name, text in given.items()}


def test_without_the_guards_two_would_be_taken(office):
    path = office.asked()
    token = path.rpartition("/")[2]
    link = office.context.store.details_link(token)
    loaded = office.context.store.load(TARO, "")
    for name in ("鈴木 花子", "山田 太郎"):
        writes = details_form._taken(office.context, token, link, loaded, _read({**GIVEN, "name": name})).writes
        office.context.store.commit((), writes)


def test_a_link_lives_for_half_an_hour(office):
    path = office.asked()
    office.context.clock.advance(29 * 60)
    assert "送る" in office.opens(path)
    office.context.clock.advance(61)
    assert "期限が過ぎました" in office.opens(path)
    assert office.status == 410
    assert "期限が過ぎました" in office.sends(path, secret="x")
    assert not office.answers()
    office.says("続きから")
    office.sends(office.link())
    assert office.answers() == GIVEN


@pytest.mark.parametrize("word", ["最初から", "やめる"])
def test_a_link_of_a_talk_that_began_anew_is_of_no_use(office, word):
    path = office.asked()
    office.says(word)
    assert "使えなくなりました" in office.opens(path)
    assert "使えなくなりました" in office.sends(path, secret="x")
    assert not office.answers()


def test_a_talk_that_begins_anew_while_the_form_is_sent_wins(office, monkeypatch):
    path = office.asked()
    secret = office.context.store.details_link(path.rpartition("/")[2]).secret
    commit, once = office.context.store.commit, []

    def late(guards, writes):
        if not once:
            once.append(1)
            office.says("やめる")
        return commit(guards, writes)

    monkeypatch.setattr(office.context.store, "commit", late)
    assert "使えなくなりました" in office.sends(path, secret=secret)
    assert not office.answers()


def test_each_link_fills_only_its_own_talk(office):
    taro, hanako = office.asked(TARO), office.asked(HANAKO)
    office.sends(taro)
    assert office.answers(TARO) == GIVEN
    assert office.answers(HANAKO) == {}
    office.sends(hanako, name="鈴木 花子", number="13010-22345678")
    assert office.answers(HANAKO)["name"] == "鈴木 花子"
    assert office.answers(TARO) == GIVEN


def test_what_is_wrong_stands_beside_its_field_and_all_is_kept(office):
    path = office.asked()
    page = office.sends(path, number="1234", email="taro@gmial.com")
    assert office.status == 400
    assert "2か所、確かめてください。" in page
    assert "求職番号の後ろの部分だけのようです" in page
    assert "taro@gmail.com ではありませんか" in page
    for kept in ("山田 太郎", "1234", "090-1234-5678", "taro@gmial.com"):
        assert f'value="{kept}"' in page
    assert re.search(
        r'id="number"[^>]*aria-describedby="number-hint number-error"[^>]*aria-invalid="true"', page, re.DOTALL
    )
    assert not office.answers()
    office.sends(path, email="taro@gmial.com", email_as_typed="1")
    assert office.answers()["email"] == "taro@gmial.com"


def test_who_has_no_number_or_mail_says_so_by_a_box(office):
    office.sends(office.asked(), number="", number_instead="unknown", email="", email_instead="none")
    held = office.context.store.load(TARO, "").conversation.answers
    assert (held["number"].mark, held["email"].mark) == ("number_unknown", "mail_none")


def test_a_my_number_is_not_shown_again(office):
    page = office.sends(office.asked(), number="123456789018")
    assert "マイナンバー" in page
    assert "123456789018" not in page


@pytest.mark.parametrize("secret", ["", "forged", "ん"])
def test_a_form_that_is_not_ours_is_not_taken(office, secret):
    path = office.asked()
    page = office.sends(path, secret=secret)
    assert office.status == 400
    assert "もう一度「送る」を押してください" in page
    assert 'value="山田 太郎"' in page
    assert not office.answers()


def test_a_forged_form_is_logged_without_what_it_held(office):
    path, logged = office.asked(), []
    watched = replace(office.context, log=lambda event, **told: logged.append((event, told)))
    web = create_app(watched, ["secret"]).test_client()
    assert web.post(path, data={"form_secret": "x", **GIVEN}).status_code == 400
    assert logged == [("details_refused", {"why": "form"})]


def test_a_form_sent_from_another_site_is_not_taken(office):
    path = office.asked()
    secret = office.context.store.details_link(path.rpartition("/")[2]).secret
    answer = office.web.post(path, data={"form_secret": secret, **GIVEN}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert not office.answers()
    ours = office.web.post(path, data={"form_secret": secret, **GIVEN}, headers={"Sec-Fetch-Site": "same-origin"})
    assert ours.status_code == 303


def test_a_correction_asks_only_for_what_it_is_about_and_shows_nothing_of_before(office):
    office.sends(office.asked())
    office.pushed()
    office.says("戻る")
    page = office.opens(office.link())
    assert re.findall(r'<input id="(\w+)"', page) == ["email"]
    assert "taro@example.com" not in page.replace(office.context.words("book.email.ask"), "")
    office.sends(office.link(), email="hanako@example.com")
    assert office.answers() == {**GIVEN, "email": "hanako@example.com"}


def test_no_more_is_taken_than_the_link_asks_for(office):
    office.sends(office.asked())
    office.says("戻る")
    office.sends(office.link(), name="だれか", email="hanako@example.com")
    assert office.answers()["name"] == "山田 太郎"


def test_a_push_that_line_does_not_take_is_tried_again_with_the_same_key(office):
    from bot.errors import SendError

    office.sends(office.asked())
    office.line.failures.append(SendError("http_500"))
    assert office.pushed() == []
    office.context.clock.advance(20)
    assert office.pushed()
    assert len(office.line.pushes) == 1


def test_the_token_itself_is_nowhere_in_redis(office, client):
    token = office.asked().rpartition("/")[2]
    assert len(token) >= 43
    office.sends(f"/details/{token}")
    for key in client.scan_iter():
        assert token not in key
        kind = client.type(key)
        held = {"hash": client.hgetall, "string": client.get}.get(kind, lambda key: "")(key)
        assert token not in str(held)


def test_every_answer_is_kept_by_nobody_and_tells_no_other_site_of_the_link(office):
    path = office.asked()
    for answer in (office.web.get(path), office.web.post(path, data={}), office.web.get("/details/unknown")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "<script" not in answer.get_data(as_text=True)
    assert "form-action 'self'" in office.web.get(path).headers["Content-Security-Policy"]


def test_in_chat_mode_there_is_no_link(client):
    made = context_on(client)
    office = Office(made, create_app(made, ["secret"]).test_client())
    office.says("予約").taps("はい、すべて").taps("同意する")
    assert "氏名（お名前）を入力してください" in text_of(office.line.replies[-1][1][-1])
    assert not client.keys("*:details:*")


def test_a_form_that_meets_another_event_goes_in_after_it(office, monkeypatch):
    path = office.asked()
    secret = office.context.store.details_link(path.rpartition("/")[2]).secret
    commit, once = office.context.store.commit, []

    def late(guards, writes):
        if not once:
            once.append(1)
            office.says("ヘルプ")
        return commit(guards, writes)

    monkeypatch.setattr(office.context.store, "commit", late)
    office.sends(path, secret=secret)
    assert office.answers() == GIVEN


def test_the_page_leads_back_to_the_waiting_list_too(office):
    office.says("キャンセル待ち").taps("はい、すべて").taps("同意する")
    office.sends(office.link())
    assert office.status == 303
    for answer in ("職業相談", "必要ない"):
        pushed = office.pushed()
        assert pushed
        office.says(answer)
    assert "待つ日" in text_of(office.line.replies[-1][1][-1])
    office.says("来週の午後ならいつでも")
    held = office.context.store.load(TARO, "").conversation
    assert held.flow == "wait"
    assert office.answers() == GIVEN


def test_an_address_of_the_web_is_no_name_on_the_page_either(office):
    path = office.asked()
    for _ in range(2):
        assert WORDS("book.name.retry.looks_like_url").partition("\n")[0] in office.sends(path, name="evil。example")
    assert not office.answers()


MOST_FORMS = 2


def loops(client: Any, store_type: type[RedisStore], times: int) -> Office:
    """Send the form, give up and begin anew so many times, as who would use up the month's messages."""
    clock = clock_at(client)
    few = with_limits(messages_in_10_seconds=10_000, daily=DailyLimits(forms=MOST_FORMS))
    made = context_of(store_type(client, KEYS, CIPHER, clock), details_on_page=True, office=few)
    office = Office(made, create_app(made, ["secret"]).test_client())
    for _ in range(times):
        office.sends(office.says("やめる").asked())
        office.pushed()
    return office


def test_who_sends_the_form_again_and_again_costs_no_more_messages_and_loses_nothing(client):
    office = loops(client, RedisStore, MOST_FORMS + 2)
    assert office.status == 303
    assert len(office.line.pushes) == MOST_FORMS
    assert office.answers() == GIVEN
    office.says("続きから")
    assert "相談内容" in text_of(office.line.replies[-1][1][-1])
    office.context.clock.move_to(tokyo("2026-11-26 09:00"))
    office.sends(office.says("やめる").asked())
    office.pushed()
    assert len(office.line.pushes) == MOST_FORMS + 1


def test_twin_without_the_limit_every_form_costs_a_message(client):
    office = loops(client, without(WithinADay), MOST_FORMS + 2)
    assert len(office.line.pushes) == MOST_FORMS + 2


def test_after_booking_the_page_corrects_what_is_named_and_the_talk_confirms_it(office):
    made = booking(user=TARO)
    office.context.store.commit((), (KeepBooking(made),))
    path = office.says("電話番号が変わりました。080-9999-2222です").link()
    assert "080-9999-2222" not in str(office.context.store.load(TARO, "").conversation)
    page = office.opens(path)
    assert 'name="telephone"' in page
    assert not [one for one in ("name", "number", "email") if f'name="{one}"' in page]
    office.sends(path, telephone="080-9999-2222")
    assert office.status == 303
    pushed = office.pushed()[-1]
    assert "この内容に変える" in pushed
    assert "080-9999-2222" not in pushed
    assert office.context.store.booking("b1").answers["telephone"].value == "090-1234-5678"
    office.says("この内容に変える")
    assert office.context.store.booking("b1").answers["telephone"].value == "080-9999-2222"


def test_a_page_of_a_correction_is_over_with_its_booking(office):
    made = booking(user=TARO)
    office.context.store.commit((), (KeepBooking(made),))
    path = office.says("電話番号が変わりました").link()
    gone = replace(made, state=State.CANCELLED_BY_OFFICE, version=2)
    office.context.store.commit((), (KeepBooking(gone),))
    office.sends(path, telephone="080-9999-2222")
    assert "予約はありません" in office.pushed()[-1]
    assert office.context.store.booking("b1").answers["telephone"].value == "090-1234-5678"


def test_the_page_names_the_office_and_leads_back_to_line(office):
    path = office.asked()
    for page in (office.opens(path), office.sends(path) and office.opens(path), office.opens("/details/none")):
        assert "<header><p>八幡新卒応援ハローワーク</p></header>" in page
        assert re.search(r"<title>[^<]+ - 八幡新卒応援ハローワーク</title>", page)
        assert '<a class="back" href="https://line.me/R/nv/chat">LINEに戻る</a>' in page


def test_with_the_accounts_id_the_way_back_leads_into_its_talk(client):
    made = context_on(client, details_on_page=True, office=with_limits(line_id="@123abcde"))
    page = create_app(made, ["secret"]).test_client().get("/details/none").get_data(as_text=True)
    assert 'href="https://line.me/R/oaMessage/%40123abcde/"' in page


def test_an_empty_field_says_so_beside_it_and_the_first_has_the_focus(office):
    page = office.sends(office.asked(), number="", email=" ")
    assert office.status == 400
    for name in ("number", "email"):
        assert WORDS(f"details.page.empty_{name}") in re.search(rf'id="{name}-error">(.+?)</p>', page)[1]
    focused = re.search(r'<input id="(\w+)"[^>]*autofocus', page, re.DOTALL)
    assert focused
    assert focused[1] == "number"
    assert page.count("autofocus") == 1
