"""The people of the preview: one with usual answers, one with the longest that we take."""

from dataclasses import dataclass
from datetime import datetime

from bot.booking.model import Room
from bot.booking.schedule.opening import TOKYO


@dataclass(frozen=True)
class Person:
    """What somebody answers on the way to a booking, and what the office adds.

    answers  typed one after the other, from the first word to the review
    reason   of the office, when it cancels or declines
    """

    answers: tuple[str, ...]
    room: Room
    reason: str


NOW = datetime(2026, 11, 25, 10, 0, tzinfo=TOKYO)
START = datetime(2026, 12, 23, 14, 30, tzinfo=TOKYO)
WHEN, OTHER_TIME = "12/23 14:30", "12/22 10:00"

USUAL = Person(
    answers=(
        *("予約", "はい、すべて", "同意する", "山田 太郎", "12345-67890124", "093-123-4568"),
        *("taro@example.com", "職業相談", "必要ない", WHEN),
    ),
    room=Room("91234567890", "123456", "https://zoom.example/j/91234567890"),
    reason="担当者の急な都合のため",
)
LONGEST_PERSON = Person(
    answers=(
        *("予約", "はい、すべて", "同意する", "𠮷" * 60, "12345-67890124", "0995-12-3456"),
        *(f"{'a' * 60}@{'b' * 60}.example.com", "WEB面接の練習", "付き添い・介助の人", WHEN),
    ),
    room=Room("98765432109", "W" * 10, "https://zoom.example/j/" + "x" * 400),
    reason="担当者の急な都合のため、" * 12,
)

# What people type that isn't the answer, for every question alike.
ODD = (
    *("はてな", "7", "名前", "あ" * 61, "12345", "taro@example.com", "https://x.example", "13010-", "123456789018"),
    *("093-123-456789", "090-1", "0120-123-456", "0990-123-456", "0570-012-345", "110", "1234-567890-1", "12345678"),
    *("093-123-4567", "12345-67890123456789012", "taro", "taro@", "太郎@example.com", "taro@gmial.com"),
    *("taro..x@docomo.ne.jp", "わからない", "持っていない", "12/3(月)", "11/1", "12/3か12/4", "来年の1月15日"),
    *("12/3 9時", "11/25 15時", "12/3 14:10", "12/5 14時", "昨日の14時", "12/3", "氏名を変更"),
    *("名前は大丈夫", "いま出かけている", "13800138000", "(02) 2345 6789", "電話番号は093-111-2222"),
    *(
        "さっきの電話番号間違い 093-111-2223",
        "メールはtaro@example.com",
        "093-123-4567ではないです",
        "先ほどの回答が違います",
        "まだもらってないです",
    ),
    *("息子の代わりに予約したいです", "やっぱりやめます", "承知しました", "電話は持っていません", "耳が聞こえません"),
    *("面接の練習と履歴書", "早いほうがいい", "木曜以外", "12/2の10時か12/3の14時", "14時", "夕方5時", "4"),
)
ANYWHERE = (
    *(
        "予約",
        "確認",
        "変更",
        "キャンセル",
        "戻る",
        "ヘルプ",
        "電話",
        "私の記録",
        "やめる",
        "最初から",
        "続きから",
        "消去",
    ),
    "こんにちは",
)
WITH_A_BOOKING = (*ANYWHERE, "変更・取り消し", "遅れます", "困っています", "参加方法", "準備チェック")
