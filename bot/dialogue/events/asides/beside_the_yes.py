"""What is told in one text with a plain yes to the conditions or the terms: 「同意します。山田太郎です」."""

import re
from dataclasses import replace
from datetime import date

from bot.booking.text import compatible
from bot.dialogue.events.at_question import AtQuestion, title_of
from bot.dialogue.events.in_other_words.yes_or_no import UNREAD
from bot.dialogue.questions.kinds import Filled, Seen
from bot.dialogue.reading import say_day
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention
from bot.dialogue.understanding.holding_back import is_forbidden, is_undecided

# A bare 「はい」 in front of data may be no word on the terms: it is asked for again, and the data is held.
PLAIN_YES = {
    "consent": re.compile(
        r"(?:(?:利用)?規約(?:の内容)?(?:に|は|を)?、?)?(?:全部|すべて|全て)?(?:同意|どうい|承諾|了承)(?:を|は)?"
        r"(?:し(?:ます|ました)|(?:いた|致)します|する|です)(?!か|と|よう|前|場合|べき|つもり|の[はがに]|ん|気|わけ|時|とき)"
        r"|(?:^|(?<=[、。!！\s])|はい、?|うん、?|(?i:ok)、?|おっけー|オッケー)同意(?=[。!！\s])"
    ),
    "eligible": re.compile(
        r"(?:はい、?)?(?:全部|ぜんぶ|すべて|全て|5つとも|五つとも)(?:の条件)?(?:に|が|は)?、?"
        r"(?:(?:当ては?|あては?)まり?ま(?:す|した)|(?:当ては?|あては?)まる|該当(?:します|する|です)|はい(?:です)?|大丈夫(?:です)?|(?i:ok)(?:です)?)"
        r"(?!か|と|よう|場合|の[はが]|ん|気|わけ|かも)"
    ),
}
# Between the yes and what is told behind it.
LINK = re.compile(r"^(?:ので|んで|から|けれど|けど|が|し|ね|よ|で)?[、。,.!！\s]*")
ENDS = re.compile(r"[。!！\s]")
OF_THE_TERMS = re.compile(r"同意|承諾|了承|規約|当ては?ま|あてはま|該当|条件")
TAKES_BACK = frozenset({Intention.NO, Intention.QUIT, Intention.CANCEL, Intention.DESPAIR})
VALUE = {"consent": "agree", "eligible": "all"}


def beside_the_yes(said: AtQuestion) -> Filled | None:
    """Take the yes, and all that is told for certain with it; None where nothing is."""
    name, several = said.question.name, said.flow.several
    plain = compatible(said.text)
    found = PLAIN_YES[name].search(plain) if name in PLAIN_YES else None
    if not found or not several or UNREAD.search(plain) or is_undecided(plain) or is_forbidden(plain):
        return None
    if said.asks and not (ENDS.match(plain, found.end()) and _asks_for_a_time(said)):
        return None
    if any(one.intention in TAKES_BACK for one in (said.meaning, *said.meaning.also)):
        return None
    rest = f"{plain[: found.start()]}。{LINK.sub('', plain[found.end() :])}".strip("。、 ")
    taken = said.question.take(VALUE[name], said.seen)
    if OF_THE_TERMS.search(rest) or not isinstance(taken, Filled):
        return None
    seen = said.with_conversation(said.seen.conversation.answered(taken.answers))
    told = several.read(rest, seen, fewest=1) if rest else None
    if not isinstance(told, Filled):
        for_other = said.meaning.intention is Intention.BOOK_FOR_OTHER and said.meaning.live
        return replace(taken, echo=Say("heard.for_other")) if for_other else None
    return replace(taken, answers={**told.answers, **taken.answers}, echo=_said(said, told, seen), holds={**told.holds})


def _asks_for_a_time(said: AtQuestion) -> bool:
    """Say whether nothing is asked but whether a time is free, which is asked for later."""
    told = {one.intention for one in (said.meaning, *said.meaning.also)}
    return Intention.AVAILABILITY in told and Intention.QUESTION not in told


def _said(said: AtQuestion, told: Filled, seen: Seen) -> Say | None:
    """Say what of the day was heard; all else is shown behind the terms, or was named before them."""
    time, day = said.flow.question("time"), told.answers.get("day")
    if said.question.name != "consent":
        return told.echo
    if not time or "time" in told.answers:
        return None
    if day:
        return Say("heard.kept", {"title": title_of(time, seen), "value": say_day(date.fromisoformat(day.value))})
    return Say("heard.asked_later", {"title": title_of(time, seen)}) if told.holds else None
