"""What can be wanted, and where the talk can stand."""

from enum import StrEnum


class Intention(StrEnum):
    """What a text wants. Its words stand in messages_ja/understanding/ under the same name."""

    BOOK = "book"
    BOOK_FOR_OTHER = "book_for_other"
    WAIT = "wait"
    LEAVE_LIST = "leave_list"
    STATUS = "status"
    WHEN_IS_IT = "when_is_it"
    ROOM = "room"
    WHEN_DECIDED = "when_decided"
    JOIN = "join"
    CANCEL = "cancel"
    MOVE = "move"
    KEEP = "keep"
    ABSENT = "absent"
    LATE = "late"
    IN_TIME = "in_time"
    TROUBLE = "trouble"
    EXCUSE = "excuse"
    HIRED = "hired"
    CORRECT = "correct"
    DETAIL = "detail"
    ANSWER = "answer"
    QUESTION = "question"
    AVAILABILITY = "availability"
    DAY = "day"
    DESPAIR = "despair"
    HUMAN = "human"
    YES = "yes"
    NO = "no"
    NONE = "none"
    THANKS = "thanks"
    GREETING = "greeting"
    EASY = "easy"
    QUIT = "quit"
    BACK = "back"
    UNKNOWN = "unknown"


class Sureness(StrEnum):
    """How sure a meaning is: what rules tell is sure; what is likely may be answered by words, unsure is asked.

    The candidates of a meaning that is likely or unsure tell what it may be.
    """

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"
    NOT_UNDERSTOOD = "not_understood"


class Stage(StrEnum):
    """Where the talk stands: outside of any flow, at a question (by its own name), or how the booking stands.

    The last cards of cancelling and moving, and a message for staff, have names of their own.
    """

    LOBBY = "lobby"
    ELIGIBLE = "eligible"
    CONSENT = "consent"
    NAME = "name"
    NUMBER = "number"
    TELEPHONE = "telephone"
    EMAIL = "email"
    PURPOSE = "purpose"
    SUPPORT = "support"
    LANGUAGE = "language"
    DAY = "day"
    TIME = "time"
    REVIEW = "review"
    KNOWN = "known"
    CANCELLING = "cancelling"
    MOVING = "moving"
    MESSAGE = "message"
    DAYS = "days"
    PARTS = "parts"
    REASON = "reason"
    FIELD = "field"
    REQUESTED = "requested"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    TODAY = "today"
    BEGUN = "begun"
    NO_SHOW = "no_show"
    WAITING = "waiting"


BOOKED = frozenset({Stage.REQUESTED, Stage.OFFERED, Stage.CONFIRMED, Stage.TODAY, Stage.BEGUN})
ON_THE_DAY = frozenset({Stage.TODAY, Stage.BEGUN})
OUTSIDE = frozenset({Stage.LOBBY, Stage.WAITING, Stage.NO_SHOW})
DETAILS = frozenset({Stage.NAME, Stage.NUMBER, Stage.TELEPHONE, Stage.EMAIL})
ASKING = frozenset(Stage) - BOOKED - OUTSIDE
# Who has no booking open any more stands in the lobby, too.
LOBBY = frozenset({Stage.LOBBY, Stage.NO_SHOW})
GROUPS = {
    "lobby": LOBBY,
    "booked": BOOKED,
    "day_itself": ON_THE_DAY,
    "outside": OUTSIDE,
    "details": DETAILS,
    "asking": ASKING,
    "taken_away": frozenset({Stage.REASON, Stage.CANCELLING, Stage.MOVING}),
}
# Questions to which "yes" is an answer; elsewhere 「了解です」 is a courtesy.
YES_OR_NO = frozenset(
    {Stage.ELIGIBLE, Stage.CONSENT, Stage.REVIEW, Stage.KNOWN, Stage.OFFERED, Stage.CANCELLING, Stage.MOVING}
)
# Questions at which 「大丈夫です」 declines.
NONE_NEEDED = frozenset({Stage.SUPPORT, Stage.NUMBER, Stage.TELEPHONE, Stage.EMAIL})

# What does or begins something, and so never comes of a negated, asked or reported word.
ACTING = frozenset(
    {
        Intention.BOOK,
        Intention.BOOK_FOR_OTHER,
        Intention.WAIT,
        Intention.LEAVE_LIST,
        Intention.CANCEL,
        Intention.MOVE,
        Intention.ABSENT,
        Intention.LATE,
        Intention.TROUBLE,
        Intention.HIRED,
        Intention.CORRECT,
        Intention.YES,
        Intention.EASY,
        Intention.QUIT,
        Intention.BACK,
    }
)
# Two of these at once are asked about.
RIVALS = frozenset({Intention.BOOK, Intention.WAIT, Intention.CANCEL, Intention.MOVE})
# Things that happen to somebody: a question in another clause of the sentence does not make them questions.
EVENTS = frozenset(
    {Intention.ABSENT, Intention.LATE, Intention.TROUBLE, Intention.EXCUSE, Intention.HIRED, Intention.CORRECT}
)
# What is done by asking: once carried out, they are told in the past.
TOLD_WHEN_DONE = frozenset({Intention.BOOK, Intention.BOOK_FOR_OTHER, Intention.WAIT, Intention.CANCEL, Intention.MOVE})
# What is a question by itself.
ASKS = frozenset(
    {
        Intention.QUESTION,
        Intention.AVAILABILITY,
        Intention.STATUS,
        Intention.WHEN_IS_IT,
        Intention.WHEN_DECIDED,
        Intention.ROOM,
        Intention.JOIN,
        Intention.HUMAN,
        Intention.DESPAIR,
    }
)

# Of several things said at once the first in this order is the main one.
ORDER = (
    Intention.DESPAIR,
    Intention.LEAVE_LIST,
    Intention.BOOK_FOR_OTHER,
    Intention.HIRED,
    Intention.KEEP,
    Intention.MOVE,
    Intention.CANCEL,
    Intention.EASY,
    Intention.CORRECT,
    Intention.ABSENT,
    Intention.LATE,
    Intention.TROUBLE,
    Intention.WAIT,
    Intention.HUMAN,
    Intention.ANSWER,
    Intention.NONE,
    Intention.ROOM,
    Intention.QUESTION,
    Intention.WHEN_DECIDED,
    Intention.WHEN_IS_IT,
    Intention.AVAILABILITY,
    Intention.STATUS,
    Intention.QUIT,
    Intention.BACK,
    Intention.BOOK,
    Intention.EXCUSE,
    Intention.IN_TIME,
    Intention.JOIN,
    Intention.DETAIL,
    Intention.DAY,
    Intention.NO,
    Intention.YES,
    Intention.GREETING,
    Intention.THANKS,
)
FIRST_ON_THE_DAY = (Intention.DESPAIR, Intention.TROUBLE, Intention.LATE, Intention.ABSENT)


def rank(intention: Intention, stage: Stage) -> int:
    """Give the place of an intention among others; lower is heard first."""
    if stage in ON_THE_DAY and intention in FIRST_ON_THE_DAY:
        return FIRST_ON_THE_DAY.index(intention) - len(FIRST_ON_THE_DAY)
    return ORDER.index(intention)
