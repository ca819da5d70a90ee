"""What a notice is about. Pure."""

from enum import StrEnum


class SubjectKind(StrEnum):
    """The kinds of things that notices tell of."""

    BOOKING = "booking"
    WISH = "wish"  # on the waiting list
    TERMS = "terms"  # a version of them
    REFUSAL = "refusal"
    STAFF_MESSAGE = "staff_message"
    ALARM = "alarm"  # something about our own account at LINE, by the kind of the notice
