"""What a typed text says of the times that staff offered. Only a plain choice chooses: what doubts or asks does not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.booking.schedule.opening import TOKYO, start_times
from bot.booking.text import compatible
from bot.dialogue.questions.when_said.days_said import OR, starts_named, weekdays_in
from bot.dialogue.reading import AskWhen, At, OnDay, read_when
from bot.dialogue.turn import Facts
from bot.dialogue.understanding import Intention, Stage, understand
from bot.dialogue.understanding.courtesy import NONE_FITS
from bot.dialogue.understanding.days import Phrase, phrases_in, values_of
from bot.dialogue.understanding.folding import BLANK, sentences_of
from bot.dialogue.understanding.scope import is_question

# What may stand around a day and time that is chosen, longer pieces first.
BESIDE_A_CHOICE = re.compile(
    r"お願い(?:いた|致)?し(?:ます|たい)|おねがい(?:いた)?します|よろしく|はい|ええ|では|じゃあ|それでは"
    r"|希望(?:し|です)?|いい|良い|よい|です|ます|する|します|いたします|し?てください|選び|選択|行け|いけ|行き|伺い|参加し|参加でき|大丈夫|ok"
    r"|ありがとうございます|すみません(?!か)|と思います|なら(?=.{0,4}(?:行け|いけ|大丈夫|ok|参加でき))"
    r"|[\s、。,.!~ーをでにはがの]"
)
FIRST_OF_ALL = re.compile("最初の|一番上|いちばん上|はじめの|上の|[1一]番目|[1一]つ目")
SECOND = re.compile("[2２二]番目|[2２二]つ目|真ん中|まんなか")
# All of them, and what is said against all of them: 「3つとも仕事です」.
NONE_OF_THEM = re.compile(
    r"(?:どれも|いずれも|どの(?:日|時間|日時|候補)も|全部|ぜんぶ|すべて|全て|[23２３二三]つ(?:とも|全部|ぜんぶ)|みっつとも)[^、。]{0,12}?"
    r"(?:無理|むり|だめ|ダメ|駄目|あか[んへ]|アカン|合(?:い)?ませ|合わ[なん]|[行い]け(?:な|ませ|ん|へん|そうに)|[行い]かれん|都合(?:が|は|も)?(?:悪|わる|つか|つき)"
    r"|(?:仕事|しごと|シフト|バイト|用事|予定)(?:が|は|も)?(?:です|や|だ|ある|あり|入|はい|$|。)|埋ま|厳し|難し|出ら?れ[なまん]|来ら?れ[なま])"
)
NOT_NONE = re.compile(r"わけ|じゃな|ではな|以外|空いて|大丈夫|かどうか|なら|たら|ないか|ますか")
LAST_OF_ALL = re.compile("最後の|下の|一番下|いちばん下|一番遅|いちばん遅|遅いほう|遅い方")
WEEKDAY = re.compile(r"\(?([月火水木金土日])(?:曜日?)?\)?")
HALVES = {"am": re.compile("午前中?|ごぜん|朝"), "pm": re.compile("午後|ごご|夕方|昼")}
NOON = 12
LATER = "later"  # the topic of who wants to think it over, at any place of the talk
OF_THE_OFFER = "offer_"  # begins the topics about the times that staff offered


@dataclass(frozen=True)
class SaidOfTimes:
    """The times that are named, those that are ruled out, and whether nothing but a choice is said."""

    meant: tuple[datetime, ...] = ()
    ruled_out: tuple[datetime, ...] = ()
    is_plain: bool = False


def said_of(times: Sequence[datetime], text: str, facts: Facts) -> SaidOfTimes:
    """Tell what a text says of these times."""
    phrases = tuple(_phrases(text, facts))
    out = tuple(start for start in times if any(_fits(one.text, start, facts) for one in phrases if one.out))
    named = tuple(start for start in times if any(_fits(one.text, start, facts) for one in phrases if not one.out))
    whole = tuple(start for start in times if _means(text, start, facts))
    is_plain = len(whole) == 1 and not out and _is_plain(text, phrases)
    return SaidOfTimes(whole if is_plain else named, out, is_plain)


def names_a_time(text: str, facts: Facts) -> bool:
    """Say whether a text names any day or time."""
    return any(_phrases(text, facts))


def at_an_edge(times: Sequence[datetime], text: str, facts: Facts) -> datetime | None:
    """Give the first, second or last of the times to who wants that, or leaves it to us."""
    told = {name for sentence in sentences_of(text, facts.lexicon.spelling) for name in values_of((sentence,))}
    if not times or is_question(text, facts.lexicon.spelling) or "except" in told or names_a_time(text, facts):
        return None
    if told & {"earliest", "any"} or FIRST_OF_ALL.search(text):
        return min(times)
    if SECOND.search(text) and len(times) > 1:
        return sorted(times)[1]
    return max(times) if LAST_OF_ALL.search(text) else None


def says_that_none_fits(text: str, facts: Facts) -> bool:
    """Say whether a text says plainly that none of them fits, and nothing else."""
    plain = BLANK.sub("", compatible(text))
    if NONE_OF_THEM.search(plain):
        return not NOT_NONE.search(plain) and not is_question(text, facts.lexicon.spelling)
    meaning = understand(text, Stage.OFFERED, facts.lexicon)
    return meaning.intention is Intention.NO and meaning.about == NONE_FITS


def asked_about(text: str, facts: Facts) -> str:
    """Give what is asked about the offer itself: "until", "why", "then", "later"; "" for nothing of the kind."""
    meaning = understand(text, Stage.OFFERED, facts.lexicon)
    told = [one.about for one in (meaning, *meaning.also) if one.intention is Intention.QUESTION]
    return next((one.removeprefix(OF_THE_OFFER) for one in told if one.startswith((OF_THE_OFFER, LATER))), "")


def agrees(text: str, facts: Facts) -> bool:
    """Say whether a text is a yes, however it is said and whatever it may be of."""
    meaning = understand(text, Stage.OFFERED, facts.lexicon)
    return meaning.live and meaning.intention is Intention.YES


def is_plain_yes(text: str, facts: Facts) -> bool:
    """Say whether a text is a yes and nothing else."""
    meaning = understand(text, Stage.OFFERED, facts.lexicon)
    return meaning.live and meaning.intention is Intention.YES and not meaning.about and not meaning.also


def says_that_he_cannot(text: str, facts: Facts) -> bool:
    """Say whether a text refuses, without a word on which of them."""
    meaning = understand(text, Stage.OFFERED, facts.lexicon)
    return meaning.intention in (Intention.NO, Intention.ABSENT) and not (meaning.negated or meaning.asked)


def _phrases(text: str, facts: Facts) -> Iterator[Phrase]:
    """Give the phrases of a text, each of several between which it leaves the choice apart: 「7日か8日」."""
    for sentence in sentences_of(text, facts.lexicon.spelling):
        for phrase in phrases_in(sentence):
            yield from (replace(phrase, text=piece) for piece in OR.split(phrase.text) if piece)


def _is_plain(text: str, phrases: Sequence[Phrase]) -> bool:
    rest = compatible(text).casefold()
    for phrase in phrases:
        rest = rest.replace(phrase.text.casefold(), "", 1)
    return not BESIDE_A_CHOICE.sub("", rest)


def is_named_by(phrase: str, start: datetime, facts: Facts) -> bool:
    """Say whether a phrase fits a time, which may be one of several: 「金曜」, 「午前」, 「7日」."""
    here = start.astimezone(TOKYO)
    weekday = WEEKDAY.fullmatch(phrase)
    if weekday:
        return "月火水木金土日"[here.weekday()] == weekday[1]
    half = next((name for name, words in HALVES.items() if words.fullmatch(phrase)), "")
    if half:
        return (here.hour < NOON) == (half == "am")
    return _means(phrase, start, facts)


def _fits(phrase: str, start: datetime, facts: Facts) -> bool:
    """Say whether a phrase fits an offered time, its weekday in whatever week: 「金曜の10時」, 「4日の午前」."""
    narrows = bool(weekdays_in(phrase)) or any(words.search(phrase) for words in HALVES.values())
    return is_named_by(phrase, start, facts) or (narrows and start in (starts_named(phrase, (start,), facts) or ()))


def days_beside(when: str, start: datetime, facts: Facts) -> str:
    """Give what is named in phrases of days and times, without those that name this time."""
    return "、".join(one for one in when.split("、") if one and not is_named_by(one, start, facts))


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
