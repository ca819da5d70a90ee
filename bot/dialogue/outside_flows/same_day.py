"""Who wants to talk at once, or on a day that is closed already: he is told so, and what is nearest."""

import re

from bot.booking.text import compatible
from bot.dialogue.outside_flows import free_times
from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.reading.whole_message import pieces_in
from bot.dialogue.turn import Facts, Say
from bot.dialogue.understanding import Intention, Meaning

TODAY = r"(?:今日|本日|きょう)"
TALKS = r"(?:話|はなし|相談|そうだん|面談|聞い|きい|受け|うけ|対応|お願い|おねがい|でき|つな|空|あい)"
WISH_FOR_NOW = re.compile(
    rf"(?:今|いま)(?:から|すぐ)(?:すぐに?)?[^。予申]{{0,10}}?{TALKS}|(?:これから|このあと|この後)、?(?:すぐ|{TODAY})[^。]{{0,10}}?{TALKS}"
    rf"|(?:これから|このあと|この後)[^。の予申]{{0,8}}?{TALKS}[^。]{{0,8}}?(?:もらえ|くれ|いただけ|できますか|できる[?？]|せますか|せる[?？]|られますか|られる[?？]|だめ|無理)"
    rf"|{TODAY}の(?:午前|午後|夕方|[0-9]{{1,2}}時)[^。]{{0,6}}?(?:空い|あい|空き|あき)"
    rf"|{TODAY}(?:中|じゅう|のうち)[^。]{{0,10}}?{TALKS}|{TODAY}、?(?:これから|このあと|この後|今から|いまから|すぐ)[^。]{{0,10}}?{TALKS}"
)
OF_ELSE = re.compile(
    r"(?:すぐ|今日|本日|今から)(?:に)?(?:じゃ|では|で)な[くい]|急が|いそが|仕事を|就活を|面接を受|返事|返信|連絡|電話|求人|これからの|これからも|今後"
)
MAY_BE = frozenset({Intention.BOOK, Intention.AVAILABILITY, Intention.DAY, Intention.UNKNOWN})
WISHED_FOR = re.compile(
    r"(?:[日曜時半前後]|[0-9]分)(?:が(?:いい|よい|良い)|で(?:お願い|す?[。]?$)|を?希望|に(?:予約|したい|します))"
)
CLOSED = frozenset({"book.time.retry.too_soon", "book.time.retry.closed_day"})


def at_once(text: str, meaning: Meaning, facts: Facts) -> Say | None:
    """Say whether today is possible, with what is nearest; None for who does not want it at once."""
    plain = compatible(text)
    of_hours = meaning.intention is Intention.QUESTION and meaning.about == "hours"
    if not (of_hours or meaning.intention in MAY_BE) or meaning.negated or meaning.reported:
        return None
    wants_it = WISH_FOR_NOW.search(plain) and not OF_ELSE.search(plain)
    return free_times.told({"when": "今日"}, facts) if wants_it else None


def closed_already(text: str, meaning: Meaning, facts: Facts) -> Say | None:
    """Say that no consultation is to be had then, to who wishes for that day or time and tells nothing else."""
    told = said_of_days(text, facts)
    if meaning.intention not in MAY_BE or told.keys() != {"when"} or meaning.negated or meaning.reported:
        return None
    if meaning.intention is Intention.UNKNOWN and not WISHED_FOR.search(compatible(text)):
        return None
    said = None if pieces_in(text).found else free_times.told(told, facts)
    return said if said and said.key in CLOSED else None
