"""Texts of repeated pieces, in which a reader that looks back again and again would lose itself."""

from bot.booking.text import LONGEST_TEXT

MOST = 0.5  # seconds of CPU
# What readers look at, and what grows when it is folded.
PIECES = (
    *("-", "- ", " -", "ー", "～", "一", "ハイフン", "の", "/", "・"),
    *(" ", "\u3000", "\n", "\u1680", "…", "⁇", "ﷺ", "、", ",", "."),
    *("1", "12", "090", "１", "二〇", "十", "+81", "あ", "山田", "a", "@", "a@b.jp"),
    *("👨‍👩‍👧", "\u0301\u0323", "(", "「", "です", "と申します", "お願いします", "電話番号は", "氏名:"),
    *("年", "月", "12/3", "時", "午後", "来週", "火曜", "から"),
)


def repeated(piece: str, length: int = LONGEST_TEXT) -> str:
    return (piece * length)[:length]
