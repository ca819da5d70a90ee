"""Why a row of the ledger is where it is: by a decision of ours, or by what the other side answered. Pure."""

from enum import StrEnum
from typing import NewType


class Reason(StrEnum):
    """The reasons that we give; each is stored as it is written here."""

    NONE = ""
    BEGUN = "begun"  # a try is under way, or its process died in it
    CIRCUIT_OPEN = "resting"  # nothing is sent to LINE now; the stored word is older
    GATHERING = "gathering"  # it waits for other pushes to the group
    GOES_FIRST = "goes first"  # it goes alone, and the next ones wait
    GATHERED = "gathered"  # another row stands for it
    SUPERSEDED = "superseded"
    TOO_LATE = "too late"
    NOTHING_TO_CORRECT = "nothing to correct"
    HEARD_OF = "heard of"
    NEWER = "a newer one is due"
    BY_MAIL = "by mail instead"
    BY_REPLY = "by reply"  # it arrived with a reply, which is no push
    BY_PERSON = "told by a person"
    RESTORED = "restored"  # it may have gone out before a restore
    SET_ASIDE = "set_aside"  # it broke its job again and again; staff see it with others of that kind
    SENT_AGAIN = "sent again"
    # what keeps us from trying
    BY_TELEPHONE = "by_telephone"
    NOTHING_TO_TELL = "nothing_to_tell"
    NOT_REACHABLE = "not_reachable"
    NO_FRIEND = "no_friend"
    NO_MAIL = "no_mail"
    NO_MAIL_SERVER = "no_smtp_url"
    NO_STAFF_WEBHOOK = "no_staff_webhook"
    # what LINE answers that we act upon
    LINE_UNAUTHORIZED = "http_401"
    MONTH_USED_UP = "monthly_limit"


Failure = NewType("Failure", str)  # any other code of why LINE, a mail server or Zoom failed, e.g. "http_503"


def reason_of(code: str) -> Reason | Failure:
    """Give the reason that a code names."""
    return Reason(code) if code in KNOWN else Failure(code)


KNOWN = frozenset(Reason)
