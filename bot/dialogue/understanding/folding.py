"""One spelling for what is written in many: width, case, kana, the kanji that some write and others do not."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.booking.text import compatible
from bot.dialogue.reading.dialect import standard
from bot.dialogue.reading.text import visible

KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
SMALL = {ord(small): large for small, large in zip("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ", strict=True)}


def fold_kana(text: str) -> str:
    """Fold kana to large hiragana; what is written this way anywhere is compared this way everywhere."""
    return text.translate(KATAKANA).translate(SMALL)


BLANK = re.compile(r"\s")
LONG = re.compile(r"([ー~〜])[ー~〜]+|[〜~]+(?=$|[。?!])")
ENDS = re.compile(r"[。．.!！\n?？]")
FACE = re.compile(r"[mw]?\([^()0-9一-龥ぁ-んァ-ヶ]{1,10}\)[mw;]?|\((?:笑|汗|泣|涙|苦笑)\)")
APOLOGY = re.compile(
    fold_kana(
        r"(?:(?:誠に|本当に|ほんとうに|大変|どうも)?(?:す[みい]ません|申し訳(?:あり|ござい)ません|申し訳な[いく]|もうしわけありません|恐れ入りますが|ごめんなさい|ごめんね?))(?:です|でした)?(?:が|けど|、)?"
    )
)
DOTS = re.compile(r"[.。．・…]{2,30}|…")
PICTURES = frozenset({"So", "Sk", "Co", "Cs"})
JOINERS = frozenset({"\u200d", "\ufe0e", "\ufe0f"})
PLAIN_SIGNS = frozenset("^`´¨゛゜°")
LATELY = 32  # texts that are kept apart: several readers look at one, each for its own reason


@dataclass(frozen=True, eq=False)
class Spelling:
    """The spellings that are replaced by others before anything is compared."""

    table: Mapping[str, str]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, table: Mapping[str, str]) -> "Spelling":
        """Prepare a table: written so, compared as."""
        folded = {flat(before): flat(after) for before, after in table.items()}
        longest = sorted(folded, key=len, reverse=True)
        return cls(folded, re.compile("|".join(map(re.escape, longest)) or "(?!)"))

    def fold(self, text: str) -> str:
        """Give the text as it is compared: no blanks, one case, one kind of kana, one spelling."""
        return self.pattern.sub(lambda found: self.table[found.group()], flat(text))


def flat(text: str) -> str:
    """Give a text without blanks, in one width, case, kind of kana and form of its endings; its words as written."""
    plain = BLANK.sub("", compatible(text).casefold()).translate(KATAKANA)
    return standard(LONG.sub(r"\1", plain)).translate(SMALL)


def without_pictures(text: str) -> str:
    """Put a stop in place of emoji and faces, which end a sentence as a rule."""
    seen = "".join("。" if _is_picture(char) else char for char in text if char not in JOINERS)
    return FACE.sub("。", visible(seen))


@lru_cache(4096)
def _is_picture(char: str) -> bool:
    return unicodedata.category(char) in PICTURES and char not in PLAIN_SIGNS


@dataclass(frozen=True)
class Sentence:
    """One sentence, without its stop.

    typed     as it was typed
    folded    as it is compared
    said      the same without apologies, whose 「ません」 negates nothing
    has_mark  it ended with a question mark
    """

    typed: str
    folded: str
    said: str
    has_mark: bool = False

    @property
    def marked(self) -> str:
        """Give it as it is compared, with its question mark."""
        return f"{self.said}?" if self.has_mark else self.said


@lru_cache(LATELY)
def sentences_of(text: str, spelling: Spelling) -> tuple[Sentence, ...]:
    """Take a text apart into its sentences."""
    plain = DOTS.sub("。", without_pictures(_lines(text)))
    found, begin = [], 0
    for end in [*(stop.start() for stop in ENDS.finditer(plain) if not _inside(plain, stop.start())), len(plain)]:
        typed = plain[begin:end].strip()
        if typed:
            folded = spelling.fold(typed).strip("、,")
            found.append(Sentence(typed, folded, APOLOGY.sub("、", folded), plain[end : end + 1] in ("?", "？")))
        begin = end + 1
    return tuple(found)


def _lines(text: str) -> str:
    return "。".join(text.splitlines())


def _inside(plain: str, place: int) -> bool:
    """Say whether a stop stands in an address, a number or a quotation, and ends nothing."""
    before, after = plain[place - 1 : place], plain[place + 1 : place + 2]
    if plain[place] in ".．":
        return bool(after) and after.isascii() and before.isascii()
    opened, closed = plain.rfind("「", 0, place), plain.rfind("」", 0, place)
    return opened > closed and "」" in plain[place:]
