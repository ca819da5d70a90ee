"""Who waits for a place and speaks of other days reads for which he waits, and how he comes to wait for others."""

import pytest

from tests.dialogue.talks import waiting


@pytest.mark.parametrize(
    "text",
    [
        *(
            "水曜はだめになりました",
            "金曜の午前も追加したい",
            "木曜は外してください",
            "午前でもいいです",
            "火曜だけにして",
        ),
        *("12月3日以外でもかまいません", "日にちを変えたい", "来週じゃなくて再来週にしたい"),
    ],
)
def test_the_days_are_told_and_nothing_is_changed(text):
    talk = waiting()
    wish, before = talk.wish, len(talk.effects)
    talk.says(text)
    assert "いまのまま続いています" in talk.bot[-1]
    assert "待つ日：11月30日（月）～12月4日（金）" in talk.bot[-1]
    assert {"予約する", "待つのをやめる"} <= set(talk.every_button())
    assert (talk.wish, len(talk.effects)) == (wish, before)


def test_who_asks_for_free_times_is_told_first_that_none_is():
    talk = waiting().says("ほかの日なら空いてますか")
    assert "空きはありません" in talk.bot[-1]
    assert "いまのまま続いています" in talk.bot[-1]


def test_who_asks_how_long_reads_that_he_waits():
    assert "キャンセル待ちをしています" in waiting().says("いつまで待てばいい？").bot[-1]


def test_a_time_that_is_free_is_offered():
    talk = waiting()
    talk.taken = {}
    assert "11月27日（金） 10:00" in talk.says("金曜の午前でもいいです").buttons()


def test_how_many_wait_is_not_told():
    assert "人数は、お知らせしていません" in "".join(waiting().says("あと何人待ち？").bot[-2:])
