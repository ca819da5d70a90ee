"""Who names the help he needs where the purpose is asked has it kept, and is asked for the purpose."""

import pytest

from tests.dialogue.talks import at, last, value

HELPS = {
    "手話をお願いします": "sign_language",
    "手話通訳をお願いします": "sign_language",
    "筆談でお願いします": "writing",
    "通訳をお願いします": "interpreter",
    "付き添いがいます": "companion",
}


@pytest.mark.parametrize("text", HELPS)
def test_it_is_kept_and_the_purpose_is_asked_for(text: str) -> None:
    talk = at("purpose").says(text)
    assert (value(talk, "support"), value(talk, "purpose")) == (HELPS[text], "")
    assert "相談内容を選んでください" in last(talk, 1)


def test_both_are_kept_from_one_message() -> None:
    talk = at("purpose").says("手話で面接の練習")
    assert (value(talk, "support"), value(talk, "purpose")) == ("sign_language", "interview")


@pytest.mark.parametrize("question", ["purpose", "support"])
def test_a_language_is_kept_with_the_wish_for_an_interpreter(question: str) -> None:
    talk = at(question).says("ベトナム語の通訳")
    assert (value(talk, "support"), value(talk, "language")) == ("interpreter", "vietnamese")


@pytest.mark.parametrize("text", ["通訳は大丈夫です", "通訳はいりません", "手助けなしで", "通訳も介助も不要"])
def test_who_needs_none_says_so(text: str) -> None:
    assert value(at("support").says(text), "support") == "none"


WISHED = (
    "12月3日 10時 仕事の探し方",
    "12月3日10時 仕事の相談",
    "12月3日 10時 パートを探しています",
    "12月3日10時 働きたいです",
)


@pytest.mark.parametrize("text", WISHED)
def test_work_that_is_to_be_talked_of_makes_nobody_busy(text: str) -> None:
    assert value(at("day").says(text), "time").startswith("2026-12-03T10:00")


@pytest.mark.parametrize(
    "text", ["12月3日は仕事です", "12月3日は面接の予定が入っています", "12月3日は仕事のシフトが入っています"]
)
def test_work_that_is_done_then_does(text: str) -> None:
    talk = at("day").says(text)
    assert not value(talk, "day")
    assert "ご都合の悪いときを除いた" in last(talk, 1)


@pytest.mark.parametrize(("question", "when"), [("day", ""), ("time", "2026-12-03")])
def test_the_day_of_an_interview_elsewhere_is_not_wished_for(question: str, when: str) -> None:
    assert value(at(question).says("面接が明日なんです"), "day") == when
