"""Form mode in the pure core: the talk neither asks, shows nor keeps personal details."""

from dataclasses import dataclass, replace

import pytest

from bot.booking.model import Answer
from bot.dialogue.conversation import Conversation
from bot.dialogue.engine import go_on
from bot.dialogue.incoming import Incoming, Sort, Tap
from bot.dialogue.questions.details_form import FIELDS, Given, Problem, read_field
from bot.dialogue.questions.details_link import DETAILS, link_in
from bot.dialogue.turn import Facts
from bot.messages.line import render
from tests.make import WORDS
from tests.talk import FIRST_BOOKING, Talk, text_of

URL = "https://madoguchi.example/details/one-time"
GIVEN = dict(zip(DETAILS, FIRST_BOOKING, strict=True))
PERSONAL = ("山田", "太郎", "13010", "12345678", "090", "taro@example.com")


@dataclass
class FormTalk(Talk):
    """A talk in which details are asked on our own page."""

    def facts(self) -> Facts:
        return replace(super().facts(), details_url=URL)

    def sends_the_form(self, **texts: str) -> "FormTalk":
        """Fill in what the page asks, as its link says, and let the chat go on."""
        link = link_in(self.last.says, self.conversation, self.facts())
        assert link
        assert link.conversation == self.conversation.id
        read = {name: read_field(FIELDS[name], Given({**GIVEN, **texts}[name])) for name in link.fields}
        assert all(isinstance(one, Answer) for one in read.values())
        turn = go_on(self.conversation, Incoming(Sort.TEXT, "form", self.now), self.facts(), read)
        self.conversation, self.last = turn.conversation, turn
        self.messages = render(turn.says, WORDS)
        self.bot += [text_of(message) for message in self.messages]
        return self

    def take(self, incoming: Incoming):
        self.last = super().take(incoming)
        return self.last


def asked() -> FormTalk:
    talk = FormTalk()
    return talk.sends(Sort.FOLLOW).taps("予約する", "はい、すべて", "同意する")


def reviewed() -> FormTalk:
    return asked().sends_the_form().taps("職業相談", "必要ない", "12月3日（木）", "14:00")


def test_after_the_consent_the_page_is_offered_instead_of_the_questions():
    talk = asked()
    assert "氏名・求職番号・電話番号・メールアドレスは、LINEのトークではなく" in talk.bot[-1]
    assert talk.buttons()["入力ページを開く"] == {"type": "uri", "label": "入力ページを開く", "uri": URL}


def test_the_chat_goes_on_after_the_page():
    talk = asked().sends_the_form()
    assert talk.bot[-2] == "入力をお預かりしました。ありがとうございます。"
    assert "相談内容を選んでください" in talk.bot[-1]


def test_the_whole_talk_books_and_says_nothing_personal():
    talk = reviewed()
    assert talk.bot[-1].count("入力済み") == 4
    talk.taps("申し込む")
    assert "申し込みを受け付けました" in talk.bot[-1]
    assert {name: answer.value for name, answer in talk.booking.answers.items() if name in GIVEN} == GIVEN
    assert not [part for part in PERSONAL for text in talk.bot if part in text.replace("090-1234-5678", "")]


def test_a_detail_is_corrected_by_a_new_link_that_asks_only_for_it():
    talk = reviewed().taps("氏名を変更")
    assert "氏名は、LINEのトークではなく" in talk.bot[-1]
    assert link_in(talk.last.says, talk.conversation, talk.facts()).fields == ("name",)
    talk.sends_the_form(name="山田 花子").taps("申し込む")
    assert talk.booking.answers["name"].value == "山田 花子"
    assert talk.booking.answers["telephone"].value == GIVEN["telephone"]


@pytest.mark.parametrize("typed", ["山田 太郎", "taro@example.com", "090-1234-5678", "13010-12345678"])
def test_what_is_typed_into_the_talk_all_the_same_is_not_kept(typed):
    talk = asked().says(typed)
    assert "このトークに書かないでください" in talk.bot[-2]
    assert "入力ページを開く" in talk.buttons()
    assert typed not in repr(talk.conversation)


@pytest.mark.parametrize("typed", ["鈴木 一郎です", "090-9999-5678"])
def test_nor_where_another_question_is_open(typed):
    talk = asked().sends_the_form().says(typed)
    assert typed not in repr(talk.conversation)


def test_nor_beside_an_answer():
    talk = asked().sends_the_form().taps("職業相談", "必要ない").says("12月3日の14時")
    assert "time" in talk.conversation.answers
    assert "12月3日の14時" not in repr(talk.conversation)


def test_in_chat_mode_the_talk_keeps_it():
    talk = Talk().sends(Sort.FOLLOW).taps("予約する", "はい、すべて", "同意する").says("山田 太郎")
    assert "山田 太郎" in repr(talk.conversation)


def test_a_my_number_is_named_as_such():
    talk = asked().says("123456789018")
    assert "マイナンバー" in talk.bot[-2]
    assert "123456789018" not in repr(talk.conversation)


def test_a_button_of_the_chat_mode_does_not_answer_a_detail():
    talk = asked()
    talk.sends(Sort.TAP, tap=Tap(talk.conversation.id, "name", "unknown"))
    assert "name" not in talk.conversation.answers
    assert "入力ページを開く" in talk.buttons()


def test_a_tap_that_comes_late_does_not_lose_what_the_page_brought():
    talk = asked().sends_the_form()
    late = talk.events[-1]
    talk.take(replace(late, event_id="late", redelivered=True))
    assert set(DETAILS) <= set(talk.conversation.answers)


def test_going_back_asks_for_the_page_again():
    talk = asked().sends_the_form().says("戻る")
    assert link_in(talk.last.says, talk.conversation, talk.facts()).fields == ("email",)


def test_a_talk_that_is_resumed_offers_a_fresh_link():
    talk = asked().waits(hours=2).says("続きから")
    assert "入力ページを開く" in talk.buttons()


# --- the fields ---


def test_a_field_gives_the_same_answer_as_the_chat():
    typed = Talk().sends(Sort.FOLLOW).taps("予約する", "はい、すべて", "同意する").says(*FIRST_BOOKING)
    for name, text in GIVEN.items():
        assert read_field(FIELDS[name], Given(text)) == replace(typed.conversation.answers[name], message_id="")


@pytest.mark.parametrize(
    ("name", "text", "reason", "may_insist"),
    [
        ("name", "123", "no_letter", True),
        ("number", "1234", "lower_part_only", True),
        ("telephone", "110", "emergency", True),
        ("telephone", "090", "too_short", True),
        ("email", "taro", "no_at_sign", True),
        ("email", "taro@gmial.com", "maybe_typo", True),
    ],
)
def test_a_field_is_asked_again_in_the_words_of_the_chat(name, text, reason, may_insist):
    problem = read_field(FIELDS[name], Given(text))
    assert isinstance(problem, Problem)
    assert problem.say.key == f"book.{name}.retry.{reason}"
    assert problem.may_insist is may_insist
    assert WORDS(problem.say.key, problem.say.values)


@pytest.mark.parametrize("style", [WORDS, WORDS.in_style(easy=True)], ids=["ordinary", "easy"])
@pytest.mark.parametrize("name", DETAILS)
def test_an_empty_field_says_so_and_what_to_do_who_has_no_such_thing(name, style):
    problem = read_field(FIELDS[name], Given(" "))
    assert isinstance(problem, Problem)
    assert not problem.may_insist
    said = style(problem.say.key)
    assert ("入力されていません" in said) or ("ありません" in said)
    assert ("四角" in said) is bool(FIELDS[name].instead)


@pytest.mark.parametrize("name", DETAILS)
def test_a_my_number_is_not_even_shown_again(name):
    problem = read_field(FIELDS[name], Given("1234 5678 9018", insists=True))
    assert isinstance(problem, Problem)
    assert problem.forgets or problem.say.key.endswith("my_number")


@pytest.mark.parametrize(
    ("name", "given", "value", "mark"),
    [
        ("number", Given("", "unknown"), "", "number_unknown"),
        ("email", Given("", "none"), "", "mail_none"),
        ("email", Given("taro@gmial.com", insists=True), "taro@gmial.com", ""),
        ("email", Given("taro@example.com", "none"), "taro@example.com", ""),
        ("telephone", Given("090-12", insists=True), "090-12", "unchecked"),
    ],
)
def test_boxes_say_what_a_text_cannot(name, given, value, mark):
    answer = read_field(FIELDS[name], given)
    assert isinstance(answer, Answer), answer
    assert (answer.value, answer.mark) == (value, mark)


def test_what_may_never_be_taken_as_it_is_is_not_taken_by_a_box():
    assert isinstance(read_field(FIELDS["number"], Given("123456789018", insists=True)), Problem)
    assert isinstance(read_field(FIELDS["name"], Given("", insists=True)), Problem)


def test_a_link_belongs_to_its_run():
    assert link_in((), Conversation(), Talk().facts()) is None
