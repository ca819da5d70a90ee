import difflib

import pytest

from bot.dialogue.reading import Retry, Value, read_email
from bot.dialogue.reading.contact.domains import ALIKE, COMMON


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("taro@example.com", "taro@example.com"),
        ("ｔａｒｏ＠ｄｏｃｏｍｏ．ｎｅ．ｊｐ", "taro@docomo.ne.jp"),
        ("メールはtaro@example.jpです。", "taro@example.jp"),
        ("私のアドレスは taro@gmail.com になります", "taro@gmail.com"),
        ("<taro@gmail.com>", "taro@gmail.com"),
        ("mailto:taro@gmail.com", "taro@gmail.com"),
        ("taro+job@gmail.com", "taro+job@gmail.com"),
        ("Taro@Gmail.com", "Taro@gmail.com"),
        ("taro@i.softbank.jp", "taro@i.softbank.jp"),
        ("taro@softbank.ne.jp", "taro@softbank.ne.jp"),
        ("taro@ymail.com", "taro@ymail.com"),
        ("taro@gmall.ac.jp", "taro@gmall.ac.jp"),
        ("taro@gmail.lg.jp", "taro@gmail.lg.jp"),
        ("taro@docomo.go.jp", "taro@docomo.go.jp"),
    ],
)
def test_an_address_is_found(typed: str, value: str) -> None:
    assert read_email(typed) == Value(value, value)


@pytest.mark.parametrize(
    ("typed", "plain", "quoted"),
    [
        ("ta..ro@docomo.ne.jp", "ta..ro@docomo.ne.jp", '"ta..ro"@docomo.ne.jp'),
        ("taro.@ezweb.ne.jp", "taro.@ezweb.ne.jp", '"taro."@ezweb.ne.jp'),
        ("t...o.@AU.com", "t...o.@au.com", '"t...o."@au.com'),
        ('"taro."@docomo.ne.jp', "taro.@docomo.ne.jp", '"taro."@docomo.ne.jp'),
    ],
)
def test_an_old_carrier_address_is_taken_with_a_warning(typed: str, plain: str, quoted: str) -> None:
    assert read_email(typed) == Value(plain, quoted, "mail_may_not_arrive")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("taro@gmail.co", "taro@gmail.com"),
        ("taro@gmail.con", "taro@gmail.com"),
        ("taro@gmail.co.jp", "taro@gmail.com"),
        ("taro@gmal.com", "taro@gmail.com"),
        ("taro@docomo.co.jp", "taro@docomo.ne.jp"),
        ("taro@docomo.ne.co.jp", "taro@docomo.ne.jp"),
        ("taro@ezweb.co.jp", "taro@ezweb.ne.jp"),
        ("taro@yahoo.co.j", "taro@yahoo.co.jp"),
        ("taro@icloud.co", "taro@icloud.com"),
        ("taro@docomo。ne。jp", "taro@docomo.ne.jp"),
        ("taro@gmail,com", "taro@gmail.com"),
        ("ta ro@gmail.com", "taro@gmail.com"),
        ("taroー1@gmail.com", "taro-1@gmail.com"),
    ],
)
def test_a_likely_slip_is_a_question(typed: str, meant: str) -> None:
    assert read_email(typed) == Retry("maybe_typo", meant)
    assert isinstance(read_email(meant), Value)


def test_the_question_is_not_asked_of_who_is_sure() -> None:
    assert read_email("taro@gmail.co", sure=True) == Value("taro@gmail.co", "taro@gmail.co")


@pytest.mark.parametrize(
    "typed", ["持っていません", "ありません", "メールはありません", "なし", "ないです", "特になし"]
)
def test_having_none_is_an_answer(typed: str) -> None:
    assert read_email(typed) == Value("", "", "mail_none")


@pytest.mark.parametrize(
    ("typed", "reason", "suggestion"),
    [
        ("", "no_at_sign", ""),
        ("taro.example.com", "no_at_sign", ""),
        ("taro@gmail", "not_an_address", ""),
        ("taro@@gmail.com", "not_an_address", ""),
        ("a..b@gmail.com", "not_an_address", ""),
        ("@", "not_an_address", ""),
        ("a@example.com b@example.com", "not_an_address", "a@example.com"),
        ("太郎@gmail.com", "japanese_characters", ""),
        ("taro@例え.jp", "japanese_characters", ""),
        ("山田taro@gmail.com", "japanese_characters", "taro@gmail.com"),
    ],
)
def test_what_is_no_address_gets_its_reason(typed: str, reason: str, suggestion: str) -> None:
    assert read_email(typed) == Retry(reason, suggestion)


@pytest.mark.parametrize("letter", ["d", "t", "k", "h", "c", "r", "s", "n", "q"])
def test_a_real_address_of_an_old_carrier_is_never_asked_about(letter: str) -> None:
    assert isinstance(read_email(f"taro@{letter}.vodafone.ne.jp"), Value)


def test_twin_by_likeness_alone_it_would_be_taken_for_a_slip() -> None:
    assert difflib.get_close_matches("k.vodafone.ne.jp", COMMON, 1, ALIKE) == ["vodafone.ne.jp"]
