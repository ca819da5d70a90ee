from datetime import datetime, time, timedelta, timezone

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.dialogue.reading import (
    clean,
    contains_my_number,
    half_width,
    read_choice,
    read_email,
    read_name,
    read_number,
    read_telephone,
    read_when,
)

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=timezone(timedelta(hours=9)))
ANY = st.text(st.characters(), max_size=80)
LIKELY = st.text(
    st.sampled_from(
        "0123456789０１２〇一二十-ー―・の年月日時分半火(（)@.。,:/ 午後来週かRr+٣²①\x00\ud800\u200b\U000e0100山田です"
    )
)


@settings(derandomize=True, deadline=None, max_examples=600)
@given(text=ANY | LIKELY)
@example(text="\ud800\x00")
@example(text="٣/٣ ٣:٣٠")
@example(text="9999年12月31日以降")
@example(text="2月30日の999週間後")
@example(text='"@docomo.ne.jp')
def test_no_text_crashes_a_reader(text: str) -> None:
    for reader in (read_name, read_number, read_telephone, read_email):
        read = reader(text)
        str(read).encode("utf-8")
    read_when(text, now=NOW, starts=(time(10), time(14)))
    read_when(text, now=NOW, starts=(), day=NOW.date())
    read_choice(text, [("a", text), ("b", "はい")])
    half_width(text)
    contains_my_number(text)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(text=ANY)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    clean(text).encode("utf-8")
