"""What is wanted of the bot, or told to it, that answers no open question: done where it is safe, else asked about."""

from bot.dialogue.events.at_question import APPLYING, FINAL, NOTHING, STOP, AtQuestion, Meant, title_of
from bot.dialogue.events.other_data import ask_anew
from bot.dialogue.outside_flows import answers, understood, welcome
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.outside_flows.stage import stage_of
from bot.dialogue.questions.kinds import Again
from bot.dialogue.route import Command
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention, Meaning, understand

COMMANDS = {Intention.EASY: Command.EASY, Intention.BACK: Command.BACK, Intention.WAIT: Command.WAIT}
OF_THE_BOOKING = {
    Intention.CANCEL: Command.CANCEL,
    Intention.MOVE: Command.CHANGE,
    Intention.ABSENT: Command.CANCEL,
    Intention.LATE: Command.LATE,
    Intention.HIRED: Command.CANCEL,
}
BEFORE_DATA = frozenset({"eligible", "consent"})  # questions before the first that is answered with data
TELL_STATUS = frozenset({Intention.STATUS, Intention.WHEN_IS_IT, Intention.WHEN_DECIDED, Intention.ROOM})
OF_THE_DAY = frozenset({Intention.TROUBLE, Intention.ABSENT, Intention.LATE, Intention.IN_TIME, Intention.EXCUSE})
ASKED_ABOUT = frozenset({"until_when_cancel", "until_when_move", "late", "waiting", "languages"})


def other_intention(said: AtQuestion) -> Meant | None:
    """Answer what is no answer to the open question; what is not meant as said only brings it back."""
    intention = said.meaning.intention
    wonders = said.meaning.intention is Intention.QUIT and said.meaning.asked and said.flow.name in APPLYING
    if (said.question.name in FINAL or wonders) and _may_stop(said.meaning):
        return STOP
    at_the_card = said.question.name == "review" and said.flow.name in APPLYING
    if intention is Intention.BOOK and said.meaning.asked and at_the_card:
        return Heard((answers.answer_to("applying", said.seen.facts),))
    if intention is Intention.BOOK_FOR_OTHER and not said.meaning.negated:
        return Heard((Say("heard.for_other"),))
    told = _told(said, intention)
    if told or not said.meaning.live:
        return told or _about_what_is_asked(said)
    if intention in OF_THE_BOOKING:
        return _of_the_booking(said)
    if intention is Intention.QUIT and said.meaning.about == "anew":
        return Again(welcome.offer_to_resume(), counts=False)
    if intention in (Intention.QUIT, Intention.LEAVE_LIST):
        return STOP
    return Heard(command=COMMANDS.get(intention))


def _may_stop(meaning: Meaning) -> bool:
    """Say whether somebody may not want to apply: he is asked: 「やめようかな」."""
    if meaning.intention is Intention.QUIT:
        return not meaning.negated and meaning.about != "anew"
    return meaning.intention is Intention.BOOK and meaning.negated


def _about_what_is_asked(said: AtQuestion) -> Heard:
    """Answer what is asked about something that could be done: 「あとからキャンセルできますか」."""
    topic = understood.ANSWERS.get(said.meaning.intention) if said.meaning.asked and not said.meaning.negated else None
    return Heard((answers.answer_to(topic, said.seen.facts),)) if topic in ASKED_ABOUT else NOTHING


def _told(said: AtQuestion, intention: Intention) -> Meant | None:
    """Answer what may be said at any time, by words alone or with a note for staff."""
    facts = said.seen.facts
    if intention is Intention.DESPAIR:
        return Heard((answers.to_despair(facts),), answers.note_of_despair(facts))
    if facts.booking and intention in OF_THE_DAY:
        return _of_the_day(said)
    if intention is Intention.HUMAN and said.meaning.about == "message":
        return Heard(command=Command.MESSAGE)
    if intention is Intention.HUMAN:
        return Heard(welcome.told(Command.PHONE, facts))
    if intention in TELL_STATUS:
        return status(said, intention)
    if intention in (Intention.JOIN, Intention.TROUBLE):
        return Heard(welcome.told(Command.JOIN, facts))
    time = said.flow.question("time") if said.question.name in BEFORE_DATA else None
    if time and intention is Intention.AVAILABILITY:
        return Heard((Say("heard.asked_later", {"title": title_of(time, said.seen)}),))
    return None


def status(said: AtQuestion, intention: Intention) -> Heard:
    """Tell how a booking stands, or that there is none yet, what the last word does and when it will be decided."""
    facts = said.seen.facts
    if facts.booking:
        return Heard(welcome.told(Command.STATUS, facts))
    if said.question.name == "review" and said.asks and intention is Intention.STATUS:
        return Heard((answers.answer_to("applying", facts),))
    if intention is Intention.WHEN_DECIDED:
        return Heard((Say("lobby.decided_soon"),))
    return Heard((Say("heard.not_yet_applied"),)) if said.flow.name in APPLYING else NOTHING


def _of_the_day(said: AtQuestion) -> Meant:
    """Note for staff what happens to the booking, as anywhere else."""
    facts = said.seen.facts
    return understood.heard(understand(said.text, stage_of(facts), facts.lexicon), facts) or NOTHING


def _of_the_booking(said: AtQuestion) -> Meant:
    """Begin to move or cancel what is booked; where nothing is, ask whether to stop, or for the other time."""
    intention = said.meaning.intention
    if said.seen.facts.booking:
        command = OF_THE_BOOKING[intention]
        same = command.value == said.flow.name
        return NOTHING if same else Heard(command=command)
    if intention is Intention.MOVE:
        return ask_anew(said, "time")
    return NOTHING if intention is Intention.LATE else STOP
