"""Who says of one condition of use alone that it holds is asked for the others; who has not reads what to do."""

import pytest

from tests.dialogue.talks import at


@pytest.mark.parametrize(
    "text",
    [
        *("求職登録はネットでやりました", "はい、しています", "しとるばい", "カードは持ってます", "登録なら済んでます"),
        *("受付票はもらいました", "スマホあります", "カメラもネットもあります", "遠くに住んでます", "もうやりました"),
    ],
)
def test_one_that_holds_is_acknowledged_and_the_others_are_asked_for(text):
    talk = at("eligible").says(text)
    assert "そのことは、それで大丈夫です" in talk.bot[-2]
    assert "はい、すべて" in talk.buttons()
    assert "eligible" not in talk.conversation.answers


@pytest.mark.parametrize("text", ["まだしてません", "これからする予定", "途中までやりました", "登録したか覚えてません"])
def test_who_is_not_registered_reads_where_to_do_so(text):
    talk = at("eligible").says(text)
    assert "先に登録をお願いします" in talk.bot[-1]
    assert talk.conversation.answers == {}


@pytest.mark.parametrize("text", ["カメラはないです", "登録は切れてるかも", "スマホしかありません", "登録してますか？"])
def test_what_is_denied_doubtful_or_asked_is_no_condition_that_holds(text):
    assert "それで大丈夫です" not in "".join(at("eligible").says(text).bot[-2:])


@pytest.mark.parametrize("text", ["はい", "全部してます", "すべて当てはまります"])
def test_a_yes_to_all_goes_on(text):
    assert at("eligible").says(text).conversation.answers["eligible"].value == "all"
