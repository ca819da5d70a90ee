import pytest

from bot.dialogue.reading import Retry, Value, read_name

REAL = [
    "山田太郎",
    "山田　太郎",
    "𠮷田",
    "髙橋",
    "山﨑",
    "\ufa19田",
    "葛\U000e0100城",
    "\ufa10本",
    "李",
    "ﾔﾏﾀﾞ ﾀﾛｳ",
    "José Ñandú",
    "Nguyễn Thị Hồng",
    "O'Brien-Smith Jr.",
    "マリア・シルバ",
    "김철수",
    "أحمد",
    "私市太郎",
    "名張太郎",
    "\U00031350",
    *(
        "ジョン・F・ケネディ",
        "約翰·肯尼迪",
        "J. R. Smith",
        "J.R. Smith",
        "J.R.R.Tolkien",
        "Ma. Teresa",
        "Ma.Teresa Cruz",
    ),
    *(
        "MA.TERESA CRUZ",
        "St. John",
        "St.John",
        "Nguyễn Thị Hoa",
        "Mohd.Ali",
        "J.Kim",
        "Dr.李",
        "田中．太郎",
        "น.ส.สมหญิง ใจดี",
    ),
    *("1.山田太郎", "Caroline Dot", "Netty Com", "Tel Aviv", "ルイ14世"),
    "あ" * 60,
]
ADDRESSES = (
    *(
        "https://example.com",
        "hxxps://example",
        "www.example",
        "example.com",
        "ｅｘａｍｐｌｅ．ｃｏｍ",
        "example。com",
        "example｡com",
    ),
    *(
        "line.me/ti/p/x",
        "lin.ee/abc",
        "bit.ly",
        "t.co",
        "T.CO",
        "x.app",
        "Evil.Com",
        "EVIL.COM",
        "山田 evil.com 様",
        "例え.jp",
    ),
    *(
        "例え。jp",
        "だれか.みんな",
        "例え。コム",
        "中文.公司",
        "한글.닷컴",
        "пример.рф",
        "evil.соm",
        "xn--abc",
        "1.2.3.4",
        "１．２．３．４",
    ),
    *(
        "[::1]",
        "2001:db8::1",
        "localhost:8000",
        "a(at)b(dot)com",
        "example dot com",
        "exampleドットコム",
        "example[.]com",
    ),
    *(
        "example . com",
        "example. com",
        "evil・com",
        "exam\ufe00ple.\ufe00com",
        "exam\u200bple.\u200bcom",
        "evil․com",
        "evil﹒com",
    ),
    *(
        "𝐞𝐯𝐢𝐥.𝐜𝐨𝐦",
        "ⓔⓥⓘⓛ.ⓒⓞⓜ",
        "evil\u06d4com",
        "//evil.com",
        "LINE ID:abc",
        "line:abc",
        "mailto:a",
        "evil.c-om",
        "taro.yamada",
    ),
)


@pytest.mark.parametrize("name", REAL)
def test_a_real_name_comes_out_just_as_it_went_in(name: str) -> None:
    read = read_name(name)
    assert isinstance(read, Value)
    assert read.value == name


@pytest.mark.parametrize("name", REAL[:-1])
def test_label_and_tail_are_no_part_of_the_name(name: str) -> None:
    assert read_name(f"氏名：{name}です。") == read_name(name)
    assert read_name(f"私の名前は{name}と申します") == read_name(name)


def test_names_are_compared_without_width_case_and_spaces() -> None:
    first, second = read_name("ﾔﾏﾀﾞ　ＴＡＲＯ"), read_name("ヤマダ taro")
    assert isinstance(first, Value)
    assert isinstance(second, Value)
    assert first.key == second.key == "ヤマダtaro"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("\u200b", "empty"),
        ("\u3164", "empty"),
        ("氏名：", "empty"),
        ("お名前は", "empty"),
        ("あ" * 61, "too_long"),
        ("12345", "no_letter"),
        ("🙂", "no_letter"),
        ("・・", "no_letter"),
    ],
)
def test_what_cannot_be_a_name_is_asked_again(typed: str, reason: str) -> None:
    assert read_name(typed) == Retry(reason)


@pytest.mark.parametrize("typed", ADDRESSES)
def test_an_address_of_the_web_is_never_a_name(typed: str) -> None:
    refused = Retry("looks_like_url", final=True)
    assert read_name(typed) == read_name(f"氏名：{typed} です。") == read_name(f"山田 太郎 {typed}") == refused


@pytest.mark.parametrize("typed", ["taro@example.com", "taro＠example.com", "@taro", "taro﹫example.com"])
def test_a_mail_address_or_an_account_of_line_is_never_a_name(typed: str) -> None:
    assert read_name(typed) == Retry("looks_like_mail", final=True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("山田太郎です。はじめて利用します", "山田太郎"),
        ("グエン ティ ランです。ベトナムから来ました", "グエン ティ ラン"),
        ("リン・メイです。台湾出身です", "リン・メイ"),
        ("佐藤花子と申します。初めてです。", "佐藤花子"),
    ],
)
def test_what_somebody_adds_about_who_he_is_is_no_part_of_the_name(text: str, name: str) -> None:
    assert read_name(text) == Value(name, name.replace(" ", ""))


@pytest.mark.parametrize(
    "text",
    ["はじめてです", "外国人です。ベトナムから来ました", "学生です。北九州市に住んでいます", "無職です。はじめてです"],
)
def test_what_tells_no_name_gives_none_whatever_is_added(text: str) -> None:
    assert isinstance(read_name(text), Retry)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("わしは古賀源太ち言うけ", "古賀源太"),
        ("わしゃ古賀源太っちゃ", "古賀源太"),
        ("古賀源太ちいいます", "古賀源太"),
        ("古賀やけど", "古賀"),
        ("田中美咲って言います", "田中美咲"),
        ("私、山田太郎左衛門と申します。年は六十二でございます。", "山田太郎左衛門"),
        ("グエンともうします ベトナムから きました", "グエン"),
    ],
)
def test_a_name_is_taken_out_of_the_sentence_that_tells_it(text: str, name: str) -> None:
    assert read_name(text) == Value(name, name)


@pytest.mark.parametrize(
    "text", ["めんせつの れんしゅう", "手話などは不要でございます。", "通訳はいりません", "よやくします"]
)
def test_what_somebody_wants_is_no_name(text: str) -> None:
    assert isinstance(read_name(text), Retry)
