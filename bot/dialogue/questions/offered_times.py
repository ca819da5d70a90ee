"""What a typed text says of the times that staff offered. Only a plain choice chooses: what doubts or asks does not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.booking.opening import TOKYO, start_times
from bot.booking.text import compatible
from bot.dialogue.reading import AskWhen, At, OnDay, read_when
from bot.dialogue.turn import Facts
from bot.dialogue.understanding import Intention, Stage, understand
from bot.dialogue.understanding.days import Phrase, phrases_in
from bot.dialogue.understanding.folding import sentences_of

# What may stand around a day and time that is chosen, longer pieces first.
BESIDE_A_CHOICE = re.compile(
    r"お願い(?:いた|致)?し(?:ます|たい)|おねがい(?:いた)?します|よろしく|はい|ええ|では|じゃあ|それでは"
    r"|希望(?:し|です)?|いい|良い|よい|です|ます|する|します|いたします|し?てください|選び|選択|行け|いけ|行き|伺い|参加し|参加でき|大丈夫|ok"
    r"|ありがとうございます|すみません(?!か)|と思います|なら(?=.{0,4}(?:行け|いけ|大丈夫|ok|参加でき))"
    r"|[\s、。,.!~ーをでにはがの]"
)
EACH = r"(?:どれも|どの日も|どの時間も|どちらも|全部|ぜんぶ|すべて|全て|全日|みんな|[23]つとも|[二三]つとも|いずれも)"
FITS_NOT = (
    r"(?:(?:都合|予定|具合)?[がはもに、]?(?:悪い|わるい|悪く|つかない|つきません|合わない|合いません|あわない|あいません)"
    r"|無理|むり|だめ|ダメ|駄目|ng|(?:行|い)け(?:ない|ません)|参加できません|参加できない|難しい|厳しい|いや|不可)"
)
NONE_FITS = re.compile(
    rf"(?:すみません|すいません|申し訳(?:ない|ありません|ございません)|ごめんなさい|残念)*(?:ですが|が|、|。)*"
    rf"{EACH}(?:ちょっと|[、がは])*{FITS_NOT}(?:です|でした|ます|なので|ので|ため|て|。|、|!|すみません)*"
)
WEEKDAY = re.compile(r"\(?([月火水木金土日])(?:曜日?)?\)?")
HALVES = {"am": re.compile("午前中?|ごぜん|朝"), "pm": re.compile("午後|ごご|夕方|昼")}
NOON = 12


@dataclass(frozen=True)
class SaidOfTimes:
    """The times that are named, those that are ruled out, and whether nothing but a choice is said."""

    meant: tuple[datetime, ...] = ()
    ruled_out: tuple[datetime, ...] = ()
    is_plain: bool = False


def said_of(times: Sequence[datetime], text: str, facts: Facts) -> SaidOfTimes:
    """Tell what a text says of these times."""
    phrases = tuple(_phrases(text, facts))
    out = tuple(start for start in times if any(_names(one.text, start, facts) for one in phrases if one.out))
    named = tuple(start for start in times if any(_names(one.text, start, facts) for one in phrases if not one.out))
    whole = tuple(start for start in times if _means(text, start, facts))
    is_plain = len(whole) == 1 and not out and _is_plain(text, phrases)
    return SaidOfTimes(whole if is_plain else named, out, is_plain)


def names_a_time(text: str, facts: Facts) -> bool:
    """Say whether a text names any day or time."""
    return any(_phrases(text, facts))


def says_that_none_fits(text: str) -> bool:
    """Say whether a text says plainly that none of them fits, and nothing else."""
    return bool(NONE_FITS.fullmatch(compatible(text).casefold().replace(" ", "")))


def is_plain_yes(text: str, facts: Facts) -> bool:
    """Say whether a text is a yes and nothing else."""
    meaning = understand(text, Stage.OFFERED, facts.lexicon)
    return meaning.live and meaning.intention is Intention.YES and not meaning.about and not meaning.also


def says_that_he_cannot(text: str, facts: Facts) -> bool:
    """Say whether a text refuses, without a word on which of them."""
    meaning = understand(text, Stage.OFFERED, facts.lexicon)
    return meaning.intention in (Intention.NO, Intention.ABSENT) and not (meaning.negated or meaning.asked)


def _phrases(text: str, facts: Facts) -> Iterator[Phrase]:
    for sentence in sentences_of(text, facts.lexicon.spelling):
        yield from phrases_in(sentence)


def _is_plain(text: str, phrases: Sequence[Phrase]) -> bool:
    rest = compatible(text).casefold()
    for phrase in phrases:
        rest = rest.replace(phrase.text.casefold(), "", 1)
    return not BESIDE_A_CHOICE.sub("", rest)


def _names(phrase: str, start: datetime, facts: Facts) -> bool:
    """Say whether a phrase fits a time, which may be one of several: 「金曜」, 「午前」, 「7日」."""
    here = start.astimezone(TOKYO)
    weekday = WEEKDAY.fullmatch(phrase)
    if weekday:
        return "月火水木金土日"[here.weekday()] == weekday[1]
    half = next((name for name, words in HALVES.items() if words.fullmatch(phrase)), "")
    return (here.hour < NOON) == (half == "am") if half else _means(phrase, start, facts)


def _means(text: str, start: datetime, facts: Facts) -> bool:
    day: date = start.astimezone(TOKYO).date()
    match read_when(text, now=facts.now.astimezone(TOKYO), starts=start_times(facts.office), day=None):
        case At(moment):
            return moment == start
        case OnDay(wanted, part=""):
            return wanted == day
        case AskWhen("which_day", (), times):
            return start.astimezone(TOKYO).time() in times and len(times) == 1
        case _:
            return False
