"""Six kinds of people book, on real processes; what each typed comes back as it was typed."""

import time

import pytest

from tests.e2e.town import Town, wait_until
from tests.faults.rows import fault

DASHES = ["ー", "ｰ", "‐", "‑", "‒", "–", "—", "―", "−", "─", "━", "〜", "～", "⁃", "➖", "﹘", "一", "の"]

PEOPLE = {
    "rare kanji": ("𠮷田 髙﨑 葛󠄀", "13010-10000001", "090-1234-0001", "a@example.com"),
    "half-width kana": ("ﾔﾏﾀﾞ ﾊﾅｺ", "13010-10000002", "080-1234-0002", "b@example.com"),
    "Latin with accents": ("José Núñez-Müller", "13010-10000003", "+81 90 1234 0003", "c.d@example.com"),
    "full-width digits": (
        "山田　太郎",
        "１３０１０－１００００００４",
        "０９０１２３４０００４",
        "ｅ＠ｅｘａｍｐｌｅ．ｃｏｍ",
    ),
    "with labels and politeness": (
        "名前は佐藤次郎です",
        "求職番号は13010の10000005です",
        "093-622-0005です",
        "f@example.com です",
    ),
}


@pytest.mark.parametrize("kind", PEOPLE)
def test_everybody_books_and_is_shown_as_typed(town: Town, kind):
    place = list(PEOPLE).index(kind)
    user = f"U{place + 1:032x}"
    name, *rest = PEOPLE[kind]
    number = town.books(user, name, *rest, day="12/4", time=f"{10 + place}時")
    answers = town.madoguchi("booking", "show", number)["answers"]
    assert answers["name"]["value"] == (name if "です" not in name else "佐藤次郎")
    assert answers["number"]["value"] == f"13010-1000000{place + 1}"
    assert answers["telephone"]["value"].replace("-", "").endswith(f"000{place + 1}")
    assert answers["email"]["value"].endswith("@example.com")
    assert not [one for one in answers.values() if one["mark"]]
    assert answers["name"]["value"] in "".join(town.texts(user))


def test_who_types_everything_and_taps_nothing_books(town: Town):
    user = f"U{6:032x}"
    town.answered(user, lambda: town.line.add_friend(user, "求職者"))
    town.says(user, "予約", "はい、すべて", "同意する")
    town.says(user, "ムハンマド", "わかりません", "090 1234 0006", "g@example.com")
    town.says(user, "職業相談", "必要ない", "12月7日の午後2時半でお願いします")
    assert "申し込みを受け付けました" in town.says(user, "申し込む")
    assert town.booking_of(user)["start"] == "2026-12-07T14:30:00+09:00"


def test_every_dash_is_read(town: Town):
    user = f"U{7:032x}"
    town.answered(user, lambda: town.line.add_friend(user, "求職者"))
    town.says(user, "予約", "1", "1", "山田")
    for dash in DASHES:
        assert "電話番号" in town.says(user, f"13010{dash}12345678"), dash
        town.says(user, "戻る")


@fault("F06", "F14", injected="a whole talk twice, in reverse, marked and unmarked")
def test_the_same_events_twice_shuffled_and_redelivered_make_one_booking(town: Town):
    user, other = f"U{8:032x}", f"U{9:032x}"
    town.line.postman.redelivery = town.line.postman.redelivery.__class__(tries=2, wait_seconds=0.1)
    number = town.books(user, "順番 守", "13010-10000008", "090-1234-0008", "h@example.com", day="12/8", time="10時")
    sent = [event for hook in town.line.postman._sent for event in hook.events]
    events = [event for event in sent if event["source"].get("userId") == user]
    before = len(town.from_bot(user))
    for event in reversed(events):
        town.line.redeliver(event["webhookEventId"])
        town.line.redeliver(event["webhookEventId"], as_redelivery=False)
    assert len(town.from_bot(user)) == before
    assert town.booking_of(user)["number"] == number
    town.answered(other, lambda: town.line.add_friend(other, "求職者"))
    told = ["予約", "はい、すべて", "同意する", "順番 乱", "13010-10000009", "090-1234-0009", "i@example.com"]
    for text in told:
        town.line.faults.add("webhook_out_of_order", times=None)
        town.line.say(other, text)
        time.sleep(0.01)  # LINE's times have milliseconds; nobody types two messages within one
    town.line.faults.clear()
    town.line.postman.release()
    wait_until(lambda: "相談内容" in town.texts(other)[-1], what="the question after all answers")
    town.says(other, "1", "1", "12/8 11時")
    assert "申し込みを受け付けました" in town.says(other, "申し込む")
