"""What a text with a slip of the finger or of the conversion was perhaps meant to say. It is only ever asked about."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.dialogue.understanding.folding import flat

LONGEST = 60  # characters of a text that are looked at
SHORT = 5  # characters; a shorter word begins as it should, or it would be like too many others
SHORTEST = 3  # characters of a word that may be spelt with a slip
TWICE = re.compile(r"([^0-9ー])\1+")
VOWELS = {"a": "あ", "i": "い", "u": "う", "e": "え", "o": "お"}
ROWS = {
    "k": "かきくけこ",
    "s": "さしすせそ",
    "t": "たちつてと",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "m": "まみむめも",
    "y": "やいゆえよ",
    "r": "らりるれろ",
    "w": "わいうえを",
    "g": "がぎぐげご",
    "z": "ざじずぜぞ",
    "d": "だぢづでど",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
    "j": "じじじじじ",
    "f": "ふふふふふ",
}
SYLLABLES = {
    **{row + vowel: kana for row, line in ROWS.items() for vowel, kana in zip("aiueo", line, strict=True)},
    **{row + kana: line["あいうえお".index(kana)] for row, line in ROWS.items() for kana in "あいうえお"},
    "shi": "し",
    "chi": "ち",
    "tsu": "つ",
    "sha": "しや",
    "shu": "しゆ",
    "sho": "しよ",
    "cha": "ちや",
    "chu": "ちゆ",
    "cho": "ちよ",
    "ja": "じや",
    "ju": "じゆ",
    "jo": "じよ",
    "nn": "ん",
    "n": "ん",
    "fa": "ふあ",
    "fe": "ふえ",
    **{
        row + "y" + vowel: line[1] + kana
        for row, line in ROWS.items()
        for vowel, kana in (("a", "や"), ("u", "ゆ"), ("o", "よ"))
    },
    **VOWELS,
}
SYLLABLE = re.compile("|".join(sorted(map(re.escape, SYLLABLES), key=len, reverse=True)))
DOUBLED = re.compile(r"([kstpcgzdbjmrhf])(?=\1)")
LETTER = re.compile("[a-z]")


@dataclass(frozen=True)
class Slips:
    """Words that people mean, by how they look with one character left out, and wrong conversions of them."""

    words: Mapping[str, tuple[str, ...]]
    wrong: Mapping[str, str]
    longest: int

    @classmethod
    def of(cls, table: Mapping[str, str]) -> "Slips":
        """Prepare a table: the word, its wrong forms with "|" between them."""
        wrong = {flat(form): flat(word) for word, forms in table.items() for form in forms.split("|") if form}
        words = defaultdict[str, list[str]](list)
        every = [flat(word) for word in table if len(flat(word)) >= SHORTEST]
        for word in every:
            for look in {word, *_shorter(word)}:
                words[look].append(word)
        return cls(
            {look: tuple(found) for look, found in words.items()}, wrong, max((len(one) for one in every), default=0)
        )

    def rewritten(self, text: str) -> Iterator[str]:
        """Give what may have been meant, each without one kind of slip."""
        typed = flat(text[:LONGEST])
        kana = in_kana(typed)
        if kana != typed:
            yield kana
        yield from self._without_wrong_forms(kana)
        once = TWICE.sub(r"\1", kana)
        if once != kana:
            yield once
        yield from dict.fromkeys(self._near(kana))

    def _without_wrong_forms(self, typed: str) -> Iterator[str]:
        for form, word in self.wrong.items():
            if form in typed:
                yield typed.replace(form, word)

    def _near(self, typed: str) -> Iterator[str]:
        """Put a word in place of each stretch that is it but for one character."""
        for start in range(len(typed)):
            for end in range(start + 2, min(len(typed), start + self.longest + 1) + 1):
                stretch = typed[start:end]
                for look in (stretch, *_shorter(stretch)):
                    for word in self.words.get(look, ()):
                        if is_one_slip(stretch, word):
                            yield typed[:start] + word + typed[end:]


def in_kana(typed: str) -> str:
    """Write what is typed in Latin letters as kana: all of it, or letters that were left among kana."""
    if not LETTER.search(typed):
        return typed
    return SYLLABLE.sub(lambda found: SYLLABLES[found.group()], DOUBLED.sub("つ", typed))


def is_one_slip(typed: str, word: str) -> bool:
    """Say whether a stretch is a word but for one character: another, none, one more, or two in the wrong order."""
    if typed == word or (len(word) < SHORT and typed[0] != word[0]):
        return False
    head = next((place for place, (one, two) in enumerate(zip(typed, word, strict=False)) if one != two), None)
    place = min(len(typed), len(word)) if head is None else head
    mine, its = typed[place:], word[place:]
    if len(typed) == len(word):
        return mine[1:] == its[1:] or (mine[:2] == its[1::-1] and mine[2:] == its[2:])
    return mine[1:] == its or mine == its[1:]


def _shorter(word: str) -> Iterator[str]:
    """Give a word with each of its characters left out."""
    return (word[:place] + word[place + 1 :] for place in range(len(word)))
