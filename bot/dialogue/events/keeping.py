"""Words that leave a booking as it is while it is being cancelled or moved, and words that agree to it."""

import re

from bot.dialogue.events.agreeing import agrees
from bot.dialogue.events.at_question import APPLYING, FINAL, LAST_CARDS, STOP, WHEN, AtQuestion, Meant, stage_at
from bot.dialogue.flows.flow import Flow
from bot.dialogue.outside_flows.answers import answer_to
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.questions.offered_times import said_of
from bot.dialogue.questions.start_times import chosen_start
from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.route import Command
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention, understand
from bot.dialogue.understanding.holding_back import is_forbidden, is_undecided

# Who is called away in the middle: 「ちょっと待って、子どもが」.
INTERRUPTED = re.compile(
    r"(?:ちょっと|ちょい|少し|少々|しばらく|すこし)(?:だけ)?、?(?:お?待|お?まっ)(?!.*(?:ますか|できま))|(?:席|場)を外|手が離せな"
)
WEARY = "weary"  # a topic
WISHES = frozenset({Intention.CANCEL, Intention.MOVE})
LEAVES = frozenset({Intention.KEEP, Intention.QUIT})

# Whose word is waited for before the last one is said.
ASKS_OTHERS = re.compile(r"(?:家族|夫|妻|母|父|主人|嫁|上司|会社|職場)に(?:確認|相談|聞)")
HESITATES = re.compile(
    r"(?:迷って|迷い|悩んで|悩み).{0,12}(?:時間|待|少し|ちょっと)"
    r"|(?:返事|返信|連絡|シフト)(?:[がをも])?(?:来|き|出|もら|わか|決ま).{0,4}てから|聞いてみないと"
    r"|(?:少し|ちょっと|しばらく)(?:だけ)?時間[をが]?(?:くださ|下さ|もら|ほし|欲し|いただ)"
)
# What lets a booking go, or another take its place; and what sends an application off.
TAKES_AWAY = re.compile(r"取り?消|とりけ|(?i:キャンセル)|消[さしすそ]|けさ|変更|変え|かえ|ずら|移[さしすそ]|動か")
APPLIES = re.compile(r"申し?込|送信|送[らりるっ]|予約|確定|進め")
NOT_YET = re.compile(r"まだ|待って|あとで|後で|今は|いまは|もう少し")
LETS_IT_BE = re.compile(r"やめ|そのまま|元の|行き|取り?消さ|変更し(?:な|ませ)|変え(?:な|ませ)")
ASKS_FOR_IT = re.compile(r"お願い|おねがい|いい|良い|ok|OK|はい|大丈夫")
RESTORES = re.compile(r"(?:元|もと)の(?:日|時間|日時|予約)?(?:[0-9]|で(?:いい|お願い)|が(?:いい|よか)|に(?:戻|もど))")


def is_last_word(text: str, flow: Flow, seen: Seen) -> bool:
    """Say whether a text is plainly the last word at the open card: 「取り消す」, which elsewhere begins something."""
    question = flow.open_question(seen.conversation)
    stage = stage_at(flow, question)
    if question.name == "reason":
        return agrees(text, flow.name)
    if stage is None or stage not in LAST_CARDS.values():
        return False
    meaning = understand(text, stage, seen.facts.lexicon)
    return meaning.live and meaning.intention is Intention.YES and stage.value in meaning.about.split("|")


def held_back(said: AtQuestion) -> Meant | None:
    """Do nothing for who forbids it or has not decided: 「同意するか迷う」; None for who does neither."""
    if any(char.isdecimal() for char in said.text):
        return None
    if said.question.name in WHEN and "when" in said_of_days(said.text, said.seen.facts):
        return None  # what isn't decided is not what is wished for: 「来週はまだわからないので再来週で」
    if any(one.intention is Intention.DESPAIR or one.about == WEARY for one in (said.meaning, *said.meaning.also)):
        return None  # is heard first
    forbids = is_forbidden(said.text)
    if not forbids and not is_undecided(said.text):
        waits = INTERRUPTED.search(said.text) and said.flow.name in APPLYING
        return Heard((answer_to("later", said.seen.facts),)) if waits else None
    if forbids and said.flow.name in LAST_CARDS and TAKES_AWAY.search(said.text):
        return Heard(command=Command.QUIT)
    is_last = said.question.name in FINAL
    if forbids and is_last and APPLIES.search(said.text) and not NOT_YET.search(said.text):
        return STOP
    return Heard((Say("heard.no_hurry"),))


def waits(said: AtQuestion) -> Heard | None:
    """Say that nothing was changed yet, to who wants some time at the last card and does not leave it."""
    is_last = said.flow.name in LAST_CARDS and said.question.name == "review"
    hesitates = is_last and HESITATES.search(said.text) and not LETS_IT_BE.search(said.text)
    return Heard((Say("heard.no_hurry"),)) if hesitates else None


def kept(said: AtQuestion) -> Meant | None:
    """Leave the booking as it is; None for what says nothing of the kind."""
    if said.flow.name not in LAST_CARDS or said.asks:
        return None
    meaning, is_last = said.meaning, said.question.name == "review"
    names_a_day = not is_last and said.flow.name == "change" and any(char.isdecimal() for char in said.text)
    keeps = meaning.intention in LEAVES and meaning.live and not names_a_day
    denied = meaning.negated and meaning.intention in WISHES
    restores = said.flow.name == "change" and not names_a_day and RESTORES.search(said.text)
    is_no = is_last and meaning.live and meaning.intention is Intention.NO
    return Heard(command=Command.QUIT) if keeps or denied or is_no or restores else None


def agreed(said: AtQuestion) -> Meant | None:
    """Do what is plainly agreed to at the last card, go on to it at the question before; None for anything else."""
    if said.flow.name not in LAST_CARDS:
        return None
    if said.question.name == "reason":
        return said.question.take("untold", said.seen) if agrees(said.text, said.flow.name) else None
    if said.question.name != "review":
        return None
    if agrees(said.text, said.flow.name) or _names_the_time_of_the_card(said):
        return said.question.take("apply", said.seen)
    return Heard((Say("heard.no_hurry"),)) if ASKS_OTHERS.search(said.text) else None


def _names_the_time_of_the_card(said: AtQuestion) -> bool:
    """Say whether the time on the card is plainly asked for once more: 「10日の10時でお願いします」."""
    if said.flow.name != "change" or not ASKS_FOR_IT.search(said.text):
        return False
    start = chosen_start(said.seen.conversation.answers["time"])
    return said_of((start,), said.text, said.seen.facts).is_plain
