"""The name beside another thing that is asked or told in one text: 「高木一郎です、電話はありません」."""

import re
from dataclasses import replace

from bot.dialogue.events.at_question import AtQuestion, title_of
from bot.dialogue.outside_flows import understood
from bot.dialogue.outside_flows.answers import answer_to
from bot.dialogue.questions.details_link import DETAILS, on_page
from bot.dialogue.questions.kinds import Filled
from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.reading import clean
from bot.dialogue.reading.contact.name_in_text import NO_NAME, name_in
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention, Sureness, understand
from bot.dialogue.understanding.intentions import Stage
from bot.dialogue.understanding.scope import is_question

PARTS = re.compile(r"(?<=[、。,.?？!！])\s*|\n+")
SAYS_ITS_NAME = re.compile(r"(?:です|と申します|ともうします|といいます|と言います)(?:けれど|けど|が|よ)?[、。！!\s]*$")
EDGES = " \u3000、。,.!！"
# Without a stop between: 「高木一郎 電話はありません」.
AT_A_BLANK = re.compile(r"(?P<name>[一-龥々ヶ]{1,4}[ \u3000]?[一-龥々ヶ]{1,4})[ \u3000]+(?P<rest>[^ \u3000]{4,})")
READING = re.compile(
    r"(?:お?名前の)?(?:読み方?|よみ(?:かた)?|(?:ふり|フリ|読み)(?:がな|ガナ|仮名))は?[、\s]?[ぁ-んァ-ヶー\s\u3000]{2,20}"
)
NO_FAMILY_NAME = re.compile(r"(?:名字|苗字|みょうじ|姓|ミドルネーム)[はも]?、?(?:ありま|な[いし]|無[いし])")
OF_ITS_SIGNS = re.compile(r"(?:どの|どんな|何の|なんの)(?:漢)?字")
ASKS_TO_BOOK = re.compile(
    r"(?:ご?予約|相談|申し?込み?)(?:は|を|って)?(?:できますか|お願いできますか|したいんですが|したいです(?:が|けど)?)"
)
NONE = re.compile(
    r"な(?:い|し|く)|無[いしく]|ません|ありま|わから|分から|知ら|覚えて|使え|使って(?:い)?な|持って(?:い)?な|解約|止ま|壊れ|これから|まだ"
)
OF_WHAT = {
    "email": re.compile(r"メール|メアド|アドレス|(?i:mail)"),
    "telephone": re.compile(r"電話|携帯|けいたい|ケータイ|スマホ"),
    "number": re.compile(r"番号|求職|カード|受付票"),
}


def name_with_more(said: AtQuestion) -> Filled | None:
    """Take the name, and answer what else is said; None where either is not certain."""
    if said.question.name != "name" or on_page(said.seen.facts) or said.pieces.found.keys() - {"name"}:
        return None
    for told, rest in _parted(said.text.strip()):
        name = _name(told, said)
        if OF_ITS_SIGNS.search(rest):
            return None
        if name and said_of_days(rest, said.seen.facts).keys() & {"when", "except"}:
            time = said.flow.question("time")
            return replace(name, echo=Say("heard.asked_later", {"title": title_of(time, said.seen)})) if time else name
        if name and (READING.match(rest) or NO_FAMILY_NAME.match(rest) or ASKS_TO_BOOK.fullmatch(rest.strip(EDGES))):
            return name
        echo = name and (_to_a_question(rest, said) or _what_is_lacking(rest, said))
        if name and echo:
            return replace(name, echo=echo)
    return None


def _parted(text: str) -> list[tuple[str, str]]:
    """Give each way in which a text may be a name and another thing."""
    parts = [one for one in PARTS.split(text) if one.strip(EDGES)]
    found = [(parts[0], "".join(parts[1:])), (parts[-1], "".join(parts[:-1]))] if len(parts) > 1 else []
    blank = AT_A_BLANK.fullmatch(text)
    return [*found, (blank["name"], blank["rest"])] if blank else found


def _name(told: str, said: AtQuestion) -> Filled | None:
    """Read a part as a name: where it is said to be one, or hardly is anything else."""
    plain = told.strip(EDGES)
    certain = SAYS_ITS_NAME.search(told) or name_in(plain) == clean(plain)
    result = said.question.read(clean(plain), said.seen) if certain else None
    return result if isinstance(result, Filled) and not NO_NAME & {*result.answers["name"].value} else None


def _to_a_question(rest: str, said: AtQuestion) -> Say | None:
    """Answer what is asked beside it, as at the question that comes next."""
    facts = said.seen.facts
    if not is_question(rest, facts.lexicon.spelling):
        return None
    for stage in (Stage.NAME, Stage.NUMBER):
        meaning = understand(rest, stage, facts.lexicon)
        topics = [one.about for one in (meaning, *meaning.also) if one.intention is Intention.QUESTION]
        if topics and not meaning.negated:
            return replace(answer_to(topics[0], facts), options=())
        likely = understood.informed(meaning, facts) if meaning.sureness is Sureness.LIKELY else None
        if likely and likely.says:
            return replace(likely.says[0], options=())
    return Say("heard.ask_office")


def _what_is_lacking(rest: str, said: AtQuestion) -> Say | None:
    """Say of what somebody has not, or does not know, that it is asked for in its turn."""
    if not NONE.search(rest):
        return None
    named = next((name for name, words in OF_WHAT.items() if words.search(rest)), "")
    asked = said.flow.question(named) if named in DETAILS else None
    return Say("heard.asked_later", {"title": title_of(asked, said.seen)}) if asked else None
