"""Who may do what: the one table of roles and actions. What stands in no row is forbidden."""

from enum import StrEnum

from bot.booking.staff.staff import Role


class Action(StrEnum):
    """What a page or a button needs."""

    SEE = "see"  # bookings, with names
    REVEAL = "reveal"  # numbers, telephone, mail of one person; audited
    ANSWER = "answer"  # confirm, decline, cancel, send again
    OUTCOME = "outcome"  # arrived, attended, no-show and taking it back
    BOOK = "book"  # enter a booking for a seeker, correct what it holds
    ATTEND = "attend"  # settle what did not reach a seeker
    REFUSE = "refuse"  # refuse a person further consultations, and lift it
    RESEND_ACCEPTED = "resend_accepted"  # send again all that LINE accepted in a span
    ERASE = "erase"  # delete all that is held of a person
    EXPORT = "export"  # take a list with personal data out
    SCHEDULE = "schedule"  # close days, set hours and places
    TERMS = "terms"  # publish a version, see who consented to what
    FIGURES = "figures"  # counts without persons
    AUDIT = "audit"  # who saw and did what
    SETTINGS = "settings"  # what is on, what is missing
    ACCOUNTS = "accounts"  # make and close accounts
    OWN = "own"  # one's own password and sessions


_LEAD = frozenset(
    {
        *(Action.REFUSE, Action.RESEND_ACCEPTED, Action.ERASE, Action.EXPORT),
        *(Action.SCHEDULE, Action.TERMS, Action.FIGURES),
    }
)
_DESK = frozenset({Action.OWN, Action.SEE, Action.REVEAL, Action.ANSWER, Action.OUTCOME, Action.BOOK, Action.ATTEND})

TABLE: dict[Role, frozenset[Action]] = {
    Role.COUNSELLOR: _DESK,
    Role.RECEPTION: _DESK,
    Role.MANAGER: _DESK | _LEAD | {Action.SETTINGS},
    Role.AUDITOR: frozenset({Action.OWN, Action.AUDIT, Action.FIGURES}),
    Role.ADMINISTRATOR: frozenset({Action.OWN, Action.SETTINGS, Action.ACCOUNTS}),
}


def may(role: Role, action: Action) -> bool:
    """Say whether a role may do something."""
    return action in TABLE[role]
