"""Mails how long the audit log is and how it ends to where who holds Redis and this machine can't rewrite it."""

from bot.booking.notices.notice import retry_key_of
from bot.dialogue.words.dates import say_when
from bot.ports.context import RequestContext
from bot.service.once import undone_on_failure

AFTER_NEWS = 3600  # seconds between two mails while the log grows
IN_SILENCE = 24 * 3600  # seconds between two while it does not, so that a day without a mail is a sign
MAILED, SENT, SENT_IN_SILENCE = "audit head mailed", "audit head mail", "audit head daily"
KEPT_SECONDS = 400 * 24 * 3600  # seconds
NO_HEAD = "0" * 40  # of a log without entries


def mail_audit_head(context: RequestContext) -> bool:
    """Mail the newest sealed head, once an hour when it changed and else once a day; say whether it was sent now."""
    seal = context.store.audit_seal()
    if not context.mail or not context.staff.audit_head_to or not seal:
        return False
    head = f"{seal.entries}:{seal.head or NO_HEAD}"
    is_news = context.store.noted(MAILED) != head
    if not context.store.once_in(SENT, AFTER_NEWS):
        return False
    if not context.store.once_in(SENT_IN_SILENCE, IN_SILENCE) and not is_news:
        return False
    values = {"head": head, "count": str(seal.entries), "when": say_when(seal.at), "office": context.office.name}
    subject, body = context.words("day.audit_head.subject", values), context.words("day.audit_head.body", values)
    with undone_on_failure(context.store, SENT, SENT_IN_SILENCE):
        key = retry_key_of(f"audit head {head} {context.clock.now():%F %H}")
        context.mail.send(context.staff.audit_head_to, subject, body, key)
    context.store.note(MAILED, head, KEPT_SECONDS)
    return True
