"""Reads a TOML file as people save it; what can't be read is said in one line that names the line to mend."""

import re
import tomllib
from pathlib import Path
from typing import Any

from bot.errors import SettingsError

AT = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
BACKSLASH = "\\ は、文字の中では \\\\ と書いてください"
MISTAKES = (
    ("Expected '=' after a key", "「名前 = 値」の形にしてください（= は半角です）"),
    ("Cannot overwrite a value", "同じ名前が2度あります"),
    ("Duplicate inline table key", "{ } の中に同じ名前が2度あります"),
    ("Cannot declare", "同じ見出し [ ] が2度あります"),
    ("Cannot redefine", "同じ見出し [ ] が2度あります"),
    ("Cannot mutate", "{ } で書いたものに、あとから書き足せません。{ } の中に書いてください"),
    ("Expected ']", "見出しは [counter] のように [ ] で囲んでください"),
    ("Illegal character '\\n'", '文字を閉じる " がありません'),
    ("Unterminated string", '文字を閉じる " がありません'),
    ("Expected '\"", '文字を閉じる " がありません'),
    ("Unescaped", BACKSLASH),
    ("Invalid hex", BACKSLASH),
    ("Escaped character", BACKSLASH),
    ("Found invalid character", "使えない文字があります（全角の空白や引用符ではありませんか）"),
    ("Illegal character", "使えない文字があります（全角の空白や引用符ではありませんか）"),
    ("Invalid statement", "「名前 = 値」の形にしてください（全角の文字ではありませんか）"),
    ("Invalid value", '値を読めません（文字は半角の " で囲み、数は半角、時刻は 08:30:00 の形にしてください）'),
    (
        "Expected newline",
        '値のあとに余分なものがあります（時刻は 08:30:00 の形にし、電話番号などの文字は " で囲んでください）',
    ),
    ("Unclosed inline table", '{ } の中は { from = "12-29", to = "01-03" } のように書いてください'),
    ("Unclosed array", "[ ] が閉じていません（区切りは半角の , に、日付は 2027-03-10 の形にしてください）"),
    ("Invalid date", "ない日付か時刻です"),
    ("Invalid initial character", "名前に使えない文字があります（全角の文字ではありませんか）"),
)


def read_toml(path: Path) -> dict[str, Any]:
    """Read it; SettingsError says what to mend, OSError that there is no such file to read."""
    try:
        return tomllib.loads(read_utf8(path))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} を直してください: {_in_words(str(error))}") from None


def read_utf8(path: Path) -> str:
    """Give the text; a mark of the byte order at its head, and ends of lines of Windows, are taken."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise SettingsError(f"{path} を UTF-8 で保存し直してください（{_code(raw)}）") from None


def _code(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "いまは UTF-16 です"
    if b"\0" in raw:
        return "いまは Excel などのもので、文字のファイルではありません"
    try:
        raw.decode("cp932")
    except UnicodeDecodeError:
        return "いまの文字コードはわかりません"
    return "いまは Shift_JIS のようです"


def _in_words(said: str) -> str:
    """Say in Japanese what the reader of TOML says, and at which line."""
    at = AT.search(said)
    where = f"{at[1]}行目: " if at and at[1] else "最後の行: "
    return where + next((told for known, told in MISTAKES if known in said), f"書き方を確かめてください（{said}）")
