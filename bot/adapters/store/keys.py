"""Every key in Redis, spelled once. `who` is the keyed hash of a LINE user, never the user id."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Keys:
    """The keys of one office; they share a hash tag, so that one script may touch them all."""

    office: str

    @cached_property
    def prefix(self) -> str:
        """Give what every key begins with; no key has this name alone."""
        return f"{{madoguchi:{self.office}}}:"

    def _key(self, *parts: str) -> str:
        return self.prefix + ":".join(parts)

    @cached_property
    def queues(self) -> str:
        """Give what RQ's own keys begin with, in whichever server they are; it takes few signs only."""
        office = re.sub(r"[^A-Za-z0-9_.-]", lambda found: f"_{ord(found[0]):x}_", self.office)
        return f"rq:{{madoguchi:{office}}}"

    @cached_property
    def owner(self) -> str:
        """Hash: name of the office and user id of the LINE account whose data this is; nothing personal."""
        return self._key("owner")

    def conversation(self, who: str) -> str:
        """Hash: v, sealed. 24 h."""
        return self._key("conversation", who)

    def event(self, event_id: str) -> str:
        """String, 7 days."""
        return self._key("event", event_id)

    def deaths(self, name: str) -> str:
        """Counter, 7 days: how often a process hung or ended with an event in hand, by the event's name there."""
        return self._key("deaths", name)

    def burst(self, who: str) -> str:
        """Counter, 10 s."""
        return self._key("burst", who)

    def done_on_day(self, hashed: str) -> str:
        """Hash: act to how often, until an hour after the day: under the keyed hash of a day with a user or number."""
        return self._key("done-on-day", hashed)

    def slowed(self, who: str) -> str:
        """String, 60 s: was asked to slow down."""
        return self._key("slowed", who)

    def open_by_user(self, who: str) -> str:
        """String "end-in-ms id": the open booking of a LINE user."""
        return self._key("open", "user", who)

    def open_by_number(self, hashed: str) -> str:
        """String "end-in-ms id": the open booking of a job-seeker number."""
        return self._key("open", "number", hashed)

    def open_erasure(self, hashed: str) -> str:
        """String: id of the erasure of a LINE user, or of a booking without one, until it is done."""
        return self._key("open", "erasure", hashed)

    def booking(self, booking: str) -> str:
        """Hash: v, edition, open (JSON), sealed."""
        return self._key("booking", booking)

    def notices_of(self, booking: str) -> str:
        """Set of the ids of a booking's notices that stand by themselves."""
        return self._key("notices", booking)

    def notice(self, notice: str) -> str:
        """Hash: one field for each of a notice."""
        return self._key("notice", notice)

    def settled(self, booking: str) -> str:
        """Hash: the rest of the id of each settled notice of a booking to what it says (settled_rows.py)."""
        return self._key("settled", booking)

    def reply(self, event_id: str) -> str:
        """Hash: step, sealed, lease. 24 h."""
        return self._key("reply", event_id)

    def replies_of(self, who: str) -> str:
        """Sorted set, 24 h: id of each pending reply of a LINE user that newer ones wait for, as they came."""
        return self._key("replies", who)

    def details(self, hashed: str) -> str:
        """Hash: state, sealed. 1 h: a link to the page for personal details, under the keyed hash of its token."""
        return self._key("details", hashed)

    def erasure(self, erasure: str) -> str:
        """Hash: sealed, lease. Until it is done."""
        return self._key("erasure", erasure)

    def due(self, work: str) -> str:
        """Sorted set: id of each row of one kind of work (bot.ports.work.Work), by when it is looked at, in ms."""
        return self._key("due", work)

    def ready(self, work: str) -> str:
        """Sorted set: id of each row of the ledger that is due and waits to be claimed, by when it is wanted, in ms."""
        return self._key("ready", work)

    def process(self, name: str) -> str:
        """String, 4 s: a process that carries out rows is alive."""
        return self._key("process", name)

    @cached_property
    def in_progress(self) -> str:
        """Hash "work id" to "process lease": the rows for LINE that a process has in hand; it or a sweep ends it."""
        return self._key("in-progress")

    @cached_property
    def wake(self) -> str:
        """Channel, no key: something is due within seconds, so that a sleeping sweep had better look."""
        return self._key("wake")

    def record(self, work: str, name: str) -> str:
        """Hash: the record that a row of one kind of work is about; beside its own fields `lease` and `begun`."""
        return RECORDS.get(work, Keys.notice)(self, name)

    @cached_property
    def aside(self) -> str:
        """Hash "work id" to record (JSON): each row that broke its job again and again; until it is put back."""
        return self._key("aside")

    @cached_property
    def due_erasures(self) -> str:
        """Sorted set: id of each erasure, by when it is to be tried next, in ms."""
        return self._key("due", "erasures")

    def heartbeat(self, queue: str) -> str:
        """String, 30 s: the worker of a queue is alive."""
        return self._key("heartbeat", queue)

    @cached_property
    def processes(self) -> str:
        """Sorted set: "queue@machine" of each process, by when it was heard last, in s; until its end, or a day."""
        return self._key("processes")

    def swept(self, queue: str) -> str:
        """String, a day: the sweep of a queue's process came to its end; how long ago follows from its lifetime."""
        return self._key("swept", queue)

    @cached_property
    def replicated(self) -> str:
        """String, 1 s: written before replicas are waited for."""
        return self._key("replicated")

    @cached_property
    def backed_up(self) -> str:
        """String "made" or "awaited", 400 days: a good backup, or the first; how long ago follows from its lifetime."""
        return self._key("backed-up")

    @cached_property
    def proof(self) -> str:
        """String, 1 s: the health page found that the store can be written."""
        return self._key("proof")

    def done(self, name: str) -> str:
        """String with a lifetime: something that is done once in a while was done."""
        return self._key("done", name)

    def staff(self, staff: str) -> str:
        """Hash: v, open (JSON), sealed."""
        return self._key("staff", staff)

    def staff_failures(self, staff: str) -> str:
        """Hash: v, open (JSON): how often in a row signing in to an account failed; it stays."""
        return self._key("staff-failures", staff)

    def session(self, hashed: str) -> str:
        """String, sealed, up to 9 h: a session of the console, under the hash of its name."""
        return self._key("session", hashed)

    def history(self, booking: str) -> str:
        """List of the audit entries about a booking: places in the log, earlier ones JSON; 90 days after the newest."""
        return self._key("history", booking)

    def held(self, booking: str) -> str:
        """String, minutes: the id of who works on a booking."""
        return self._key("held", booking)

    def found(self, hashed: str) -> str:
        """Set of the ids of the bookings that are found under a word, unless they are few (`found_few`)."""
        return self._key("found", hashed)

    @cached_property
    def found_few(self) -> str:
        """Hash: beginning of a word's hash to the few bookings that are found under it, with spaces between.

        When it has grown it is parted by the next digit: into hashes under its name with that digit behind, which hold
        the rest of each beginning. It itself holds only ">" then.
        """
        return self._key("found", "few", "")

    def counsellor(self, counsellor: str) -> str:
        """Sorted set: id ("…/2", "…/3" of further offered times) of what a counsellor holds, by start, in ms."""
        return self._key("counsellor", counsellor)

    def own_counsellor(self, hashed: str) -> str:
        """Hash: v, sealed: the own counsellor of a LINE user or a number; 400 days after it was set."""
        return self._key("own-counsellor", hashed)

    @cached_property
    def counsellors_last(self) -> str:
        """Hash: the id of each counsellor to when one was given a booking last, in ms."""
        return self._key("counsellors-last")

    def host(self, hashed: str) -> str:
        """Hash "booking start-in-ms" to "start end": the times of a host, or of a typed meeting, that bookings hold."""
        return self._key("host", hashed)

    def zoom_day(self, hashed: str, day: str) -> str:
        """Counter, 2 days: how many rooms of a host were opened or changed on a UTC day."""
        return self._key("zoom-day", hashed, day)

    def zoom_rule(self, hashed: str) -> str:
        """String (JSON), 1 h: what Zoom said of a host's rule for passcodes, or why it said nothing."""
        return self._key("zoom-rule", hashed)

    def zoom_aside(self, hashed: str) -> str:
        """String (JSON), 24 h: a host whom Zoom refuses: since when, why, until when he is not asked."""
        return self._key("zoom-aside", hashed)

    @cached_property
    def zoom_token(self) -> str:
        """String, sealed, as long as it holds: the token for Zoom's API."""
        return self._key("zoom-token")

    @cached_property
    def zoom_renewing(self) -> str:
        """String, 15 s: a process fetches a new token."""
        return self._key("zoom-token", "renewing")

    @cached_property
    def meetings(self) -> str:
        """Hash: hashed id of each room that we opened at Zoom to the booking's id."""
        return self._key("meetings")

    @cached_property
    def due_rooms(self) -> str:
        """Sorted set: id of each ledger row about a room to be looked at, by when, in ms."""
        return self._key("due", "rooms")

    @cached_property
    def schedule(self) -> str:
        """Hash: v, open (JSON), sealed: what differs from the office's file, the counsellors among it."""
        return self._key("schedule")

    @cached_property
    def terms_heads(self) -> str:
        """Hash: version to the head (JSON) of each version of the terms that was published."""
        return self._key("editions")

    @cached_property
    def terms_texts(self) -> str:
        """Hash: version to the text of each version that was published."""
        return self._key("edition-texts")

    def menu(self, who: str) -> str:
        """String, 40 days: the id of the rich menu that a LINE user was shown last, "" for that of everybody."""
        return self._key("menu", who)

    def style(self, who: str) -> str:
        """String "easy", 400 days: a LINE user reads やさしい日本語."""
        return self._key("style", who)

    def menu_reader(self, who: str) -> str:
        """String, sealed: a LINE user's id, whose rich menu follows his style; 400 days, after the way back one."""
        return self._key("menu-reader", who)

    @cached_property
    def menu_readers(self) -> str:
        """Sorted set: keyed hash of each user who has a menu-reader, by when that ends, in ms."""
        return self._key("menu-readers")

    def wish(self, wish: str) -> str:
        """Hash: v, open (JSON), sealed: a wish on the waiting list; until its days are over, then a day."""
        return self._key("wish", wish)

    def waits_by_user(self, who: str) -> str:
        """String: the id of the wish of a LINE user; as long as the wish."""
        return self._key("waits", "user", who)

    def waits_by_number(self, hashed: str) -> str:
        """String: the id of the wish of a job-seeker number; as long as the wish."""
        return self._key("waits", "number", hashed)

    def refusal(self, refusal: str) -> str:
        """Hash: v, open (JSON), sealed: a person who may not book; until 30 days after it ended."""
        return self._key("refusal", refusal)

    def refused(self, hashed: str) -> str:
        """String "end-in-ms id": the refusal of a LINE user or of a job-seeker number; as long as it holds."""
        return self._key("refused", hashed)

    @cached_property
    def refusals(self) -> str:
        """Sorted set: id of each refusal, by since when, in ms."""
        return self._key("refusals")

    def staff_message(self, message: str) -> str:
        """Hash: v, open (JSON), sealed: a message for staff; 30 days after it is settled, 90 when it never is."""
        return self._key("staff-message", message)

    def staff_messages_of(self, who: str) -> str:
        """Sorted set: id of each message for staff of a LINE user, by since when, in ms; as long as the messages."""
        return self._key("staff-messages", "of", who)

    def open_staff_messages_of(self, who: str) -> str:
        """Sorted set: the same of those that wait for an answer."""
        return self._key("staff-messages", "open-of", who)

    @cached_property
    def staff_messages(self) -> str:
        """Sorted set: id of each message for staff, by since when, in ms."""
        return self._key("staff-messages")

    @cached_property
    def open_staff_messages(self) -> str:
        """Sorted set: the same of those that wait for an answer."""
        return self._key("staff-messages", "open")

    @cached_property
    def wishes(self) -> str:
        """Sorted set: id of each wish on the waiting list, by since when, in ms."""
        return self._key("wishes")

    @cached_property
    def due_wishes(self) -> str:
        """Sorted set: id of each wish on the waiting list, by when its offer or its days run out, in ms."""
        return self._key("due", "wishes")

    @cached_property
    def released_places(self) -> str:
        """Hash: id to record (JSON) of each place that fell free and is not on sale yet; the sweep empties it."""
        return self._key("rests")

    @cached_property
    def staff_names(self) -> str:
        """Hash: hashed name to id."""
        return self._key("staff-names")

    @cached_property
    def confirmed(self) -> str:
        """Sorted set: id of each confirmed booking, by its start in ms."""
        return self._key("confirmed")

    @cached_property
    def day_notes(self) -> str:
        """Sorted set: id of each live booking with a word of the day that staff did not see to, by its start in ms."""
        return self._key("day-notes")

    @cached_property
    def to_arrange(self) -> str:
        """Sorted set: id of each confirmed booking for which staff have to order help, by its start in ms."""
        return self._key("to-arrange")

    @cached_property
    def to_call(self) -> str:
        """Sorted set: id of each live booking whose seeker staff are to telephone, by its start in ms."""
        return self._key("to-call")

    @cached_property
    def troubles(self) -> str:
        """Sorted set: id of each notice that did not arrive, by when it was planned for, in ms."""
        return self._key("troubles")

    @cached_property
    def gathering(self) -> str:
        """Hash: v, last: which push to the staff's group was the last one, and when, in ms of the office's clock."""
        return self._key("gathering")

    @cached_property
    def gathering_rows(self) -> str:
        """Set: id of each notice that waits for the next push to the staff's group, until it goes."""
        return self._key("gathering", "rows")

    @cached_property
    def slots(self) -> str:
        """Sorted set of who holds a place, by its start in ms: a booking's id; "id/2", "id/3" for further ones."""
        return self._key("slots")

    @cached_property
    def changed_slots(self) -> str:
        """List: the start in ms of each of the newest 500 changes of who holds a place, the newest last."""
        return self._key("changed-slots")

    @cached_property
    def fresh_slots(self) -> str:
        """Sorted set: id of each booking with a place that is marked as fresh, by the start of its place in ms."""
        return self._key("fresh-slots")

    @cached_property
    def offered(self) -> str:
        """Sorted set: id of each request that waits for the seeker to take an offered time, by its end in ms."""
        return self._key("offered")

    @cached_property
    def bookings(self) -> str:
        """Sorted set: id of every booking, by its start in ms."""
        return self._key("bookings")

    @cached_property
    def numbers(self) -> str:
        """Hash: booking number to id."""
        return self._key("numbers")

    @cached_property
    def due_notices(self) -> str:
        """Sorted set: id of each notice to be looked at, by when, in ms."""
        return self._key("due", "notices")

    @cached_property
    def due_mail(self) -> str:
        """Sorted set: the same for mail, which is slower and has a queue of its own."""
        return self._key("due", "mail")

    @cached_property
    def planned(self) -> str:
        """Sorted set: id of each notice that is not settled, by when it was planned for, in ms."""
        return self._key("planned")

    @cached_property
    def due_replies(self) -> str:
        """Sorted set: id of each pending reply, by when the sweep takes it, in ms."""
        return self._key("due", "replies")

    @cached_property
    def expiring(self) -> str:
        """Sorted set: id of each unanswered request, by its end in ms."""
        return self._key("due", "expiring")

    @cached_property
    def audit(self) -> str:
        """List of "chain nonce.signature entry", oldest first; the first ones may be "chain entry"."""
        return self._key("audit")

    @cached_property
    def audit_head(self) -> str:
        """String: the chain value of the newest audit entry."""
        return self._key("audit", "head")

    @cached_property
    def audit_times(self) -> str:
        """Sorted set: place in the list of each audit entry that no mark leads to, by its moment in ms.

        So are all of before the first mark, and those whose moment is before that of an entry above them.
        """
        return self._key("audit", "times")

    @cached_property
    def audit_marks(self) -> str:
        """Sorted set: place of some others, by the moment: what is between two is of a moment between theirs."""
        return self._key("audit", "marks")

    @cached_property
    def audit_newest(self) -> str:
        """String: the latest moment of any entry in ms, since there are marks."""
        return self._key("audit", "newest")

    @cached_property
    def audit_seal(self) -> str:
        """Hash: entries, head, at, signature: how far the audit log was sealed."""
        return self._key("audit", "seal")

    @cached_property
    def store(self) -> str:
        """Hash: epoch, seq, former, signature: which store this is; stopped, known, seen if it changed; places; format.

        places     how often it changed who holds a place
        format     the number of the data's form, 1 where it is missing; migrating: on the way to which, and where
        """
        return self._key("store")

    @cached_property
    def counters(self) -> str:
        """Hash: counters of the metrics."""
        return self._key("counters")

    @cached_property
    def lookup_key(self) -> str:
        """String: the sealed key of the keyed hashes."""
        return self._key("lookup-key")

    @cached_property
    def line_circuit(self) -> str:
        """Hash, 24 h after the last failure: failures in a row, since when it is open, the last reason."""
        return self._key("line", "circuit")

    @cached_property
    def line_bucket(self) -> str:
        """String, 60 s: the moment of the last call to LINE that was let out of the bucket, in microseconds."""
        return self._key("line", "bucket")

    @cached_property
    def clock_seen(self) -> str:
        """Hash: store, office: the newest moment of the store's clock and of the office's that a sweep saw, in ms."""
        return self._key("clock", "seen")

    @cached_property
    def clock_offset(self) -> str:
        """String: seconds by which the playground's clock is ahead."""
        return self._key("clock", "offset")


RECORDS: dict[str, Callable[[Keys, str], str]] = {
    "replies": Keys.reply,
    "expiring": Keys.booking,
    "erasures": Keys.erasure,
    "wishes": Keys.wish,
}
