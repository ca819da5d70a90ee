"""What is said at a list of days or times and names none of them: that the day is of no use, or not known yet."""

import re

from bot.dialogue.events.at_question import NOTHING, WHEN, AtQuestion, Meant
from bot.dialogue.outside_flows import answers
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.kinds import Again
from bot.dialogue.questions.named_choice import named_choice
from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention
from bot.dialogue.understanding.days import without_reasons

# Who is free only when nobody consults.
ONLY_WEEKENDS = re.compile(
    r"(?:土日|土曜日?|日曜日?|週末|祝日|休日)(?:[とや・か](?:日曜日?|祝日|土曜日?))?(?:の(?:どちらか|午前|午後))?"
    r"(?:しか|だけ(?:しか|が|です|なん)|のみ|(?:が|で|に|を)(?:いい|良い|希望|お願い))"
)
A_WORKDAY = re.compile(r"平日|[月火水木金]曜|\d")
SATURDAY = 5  # as weekdays are counted
KNOWN = r"(?:わか|分か|解ら|決ま|決め|きま|はっきり|言え|なんとも|何とも|読め)"
NOT_KNOWN = re.compile(
    r"(?:行|い|来|こ|参加|出席)(?:け|ら|れ|でき)[^、。]{0,4}?か(?:どうか)?(?:は|も|が)?、?(?:まだ|ちょっと|正直|今は|いまは|全然)*、?"
    r"(?:わから|分から|決ま(?:ら|って(?:い)?な)|未定|微妙|あやし|怪し)"
    r"|(?:まだ|すぐには?|今は|いまは)[^、。]{0,4}?(?:決められ|決めれ|きめられ|選べ|えらべ)(?:な|ま)"
)
# The day on which somebody will know: 「来週末にならないとわからない」.
KNOWN_THEN = re.compile(
    rf"(?P<day>[^、。]{{1,8}}?)(?:に|と)?(?:なら(?:ないと|んと|な)|なって(?:から|みない)|ならなければ)[^、。]{{0,6}}?{KNOWN}(?:ら|り|って|られ|ません|ない)"
    rf"|(?P<by>[^、。]{{1,8}}?)に?(?:出|で|わか|分か|決ま)(?:る|ます|ない)(?:んで|ので|から|し|まで|と)[、。]?[^、。0-9]{{0,8}}?{KNOWN}(?:ら|り|って|られ|ません|ない)(?:ない|なく|なくて|ません|です|んです|ので|けど)*[。…]*$"
    rf"|(?:出|で|来|き|決ま[らっ]|聞か|きか|見|確認し)(?:ないと|なければ|んと|てから(?:じゃ|で)?ないと|てみないと)[^、。]{{0,6}}?{KNOWN}(?:ら|り|って|られ|ません|ない)"
)
THIS_DAY_NOT = re.compile(
    r"(?:この|その)(?:日(?:にち|程)?|曜日)(?:じゃ|では?|だと|は|が|も)?、?(?:やっぱり?|やはり|ちょっと|もう|全部|どの時間も|予定が|用事が|仕事が)*、?"
    r"(?:だめ|ダメ|駄目|無理|むり|ムリ|都合[がは]?(?:悪|わる|つか)|(?:行|い)け(?:な|ま|ん)|(?:来|こ)(?:ら)?れ(?:な|ま)|(?:出|で)(?:ら)?れ(?:な|ま)"
    r"|予定|用事|仕事|難し|むずかし|厳し|きびし|いや|嫌|やめ)"
)
STILL = re.compile(r"(?:なら|だけ|以外|なければ)|[?？]")
# What somebody wants to do in the consultation.
WISHES_PURPOSE = re.compile(
    r"(?:面接|めんせつ|書類|履歴書|経歴書|職務経歴|応募書類|志望動機)[^。]{0,20}?(?:練習|対策|添削|見て|みて|相談|教え|直して)[^、。]{0,8}?(?:たい|ほしい|欲しい|お願い|もら)"
)

# Why another day is wished for, told before the day is: 「仕事の都合でちょっと」.
REASON = re.compile(
    r"(?:都合|事情|仕事|面接|授業|試験|研修|出張|葬式|法事|バイト|シフト|会議|用事|予定|体調|具合|気分|熱|風邪|病院|通院|入院|家庭|家族|子ども|子供|介護|親|母|父|急に|急な|急遽)[^、。?？]{0,14}?"
    r"(?:て|で|ので|んで|から|ちょっと|ため|けん|まして|ました|ちゃいました)(?:です|ね|、|。|…|ー|〜|すみません)*$"
)

WHETHER_NOT = re.compile(
    r"[はって、](?:やっぱり?|さすがに)?(?:無理|むり|だめ|ダメ|駄目|でき(?:ない|ません)|取れ(?:ない|ません))"
)
HEARD_FIRST = frozenset({Intention.DESPAIR, Intention.QUIT, Intention.CANCEL, Intention.WAIT, Intention.HUMAN})


def at_a_list(said: AtQuestion) -> Meant | None:
    """Answer it; None for what names a day or a time that is wished for, or asks."""
    if said.question.name not in WHEN:
        return None
    if any(one.intention in HEARD_FIRST for one in (said.meaning, *said.meaning.also)):
        return None
    told = said_of_days(without_reasons(said.text), said.seen.facts)
    if _only_on_weekends(said):
        return Heard((answers.answer_to("saturday", said.seen.facts),))
    if said.asks:
        return _whether_not(said)
    if _is_not_known(said.text, told.get("when", "")):
        return Heard((answers.answer_to("later", said.seen.facts),))
    if "when" in told:
        return None
    if said.question.name == "time" and THIS_DAY_NOT.search(said.text) and not STILL.search(said.text):
        return said.question.take("other_day", said.seen)
    return _purpose(said) or (NOTHING if not told and REASON.search(said.text) else None)


def _whether_not(said: AtQuestion) -> Again | None:
    """Say why a time can't be had of which somebody asks whether it can't: 「10時15分は無理？」."""
    when = said.meaning.values.get("when", "") if WHETHER_NOT.search(said.text) else ""
    result = said.question.read(when, said.seen) if when else None
    return result if isinstance(result, Again) and not result.say.key.endswith(".unclear") else None


def _only_on_weekends(said: AtQuestion) -> bool:
    """Say whether only days are wished for on which nobody consults, none of them by its date."""
    named = ONLY_WEEKENDS.search(said.text) and not A_WORKDAY.search(said.text)
    return bool(named) and all(day.weekday() < SATURDAY for day in said.seen.facts.free_days)


def _is_not_known(text: str, when: str) -> bool:
    """Say whether nobody knows yet, and no day is named but that on which it will be known."""
    then = KNOWN_THEN.search(text)
    if then:
        day = then["day"] or then["by"]
        return not when or bool(day and all(one in day for one in when.split("、")))
    return not when and bool(NOT_KNOWN.search(text))


def _purpose(said: AtQuestion) -> Heard | None:
    """Say how what is wished for beside the purpose that was chosen comes about: 「面接が来週あるので練習したい」."""
    booking = said.seen.facts.booking
    chosen = (booking or said.seen.conversation).answers.get("purpose")
    if not chosen or not WISHES_PURPOSE.search(said.text) or "相談内容" in said.text:
        return None
    value = named_choice(said.text, "purpose", said.seen.facts.lexicon)
    return NOTHING if value == chosen.value else Heard((Say("heard.purpose_besides"),))
