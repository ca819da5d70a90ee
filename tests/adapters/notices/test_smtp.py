"""Mail, sent to real servers on this machine."""

import ipaddress
import smtplib
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.adapters.notices import smtp
from bot.adapters.notices.smtp import SmtpMail
from bot.booking.notices.calendar_file import CalendarFile
from bot.errors import SendError, SettingsError
from bot.proxies import is_loopback
from tests.adapters import postbox
from tests.adapters.postbox import Postbox
from tests.adapters.servers import Server, serving

serve = postbox.serve

SENDER = "desk@office.example"
STAFF = ("sato@office.example", "suzuki@office.example")


def far_away(_host: str) -> bool:
    """Look at this machine as at another one."""
    return False


def send(url: str, to: tuple[str, ...] = STAFF, **more: Any) -> None:
    SmtpMail(url, SENDER, **more).send(to, "【窓口】予約の申し込み 123456", "受付番号：123456\n", "5b0f-key")


def failure(url: str, to: tuple[str, ...] = STAFF, **more: Any) -> tuple[str, bool]:
    with pytest.raises(SendError) as failed:
        send(url, to, **more)
    return failed.value.reason, failed.value.permanent


def test_a_mail_arrives_as_it_was_written(serve):
    box = Postbox()
    send(f"smtp://{serve(box)}")
    (mail,), (envelope,) = box.mails, box.envelopes
    assert (mail["Subject"], mail["From"]) == ("【窓口】予約の申し込み 123456", SENDER)
    assert mail["To"] == ", ".join(STAFF)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"]
    assert mail.get_content().strip() == "受付番号：123456"
    assert (envelope.mail_from, tuple(envelope.rcpt_tos)) == (SENDER, STAFF)


def test_every_try_carries_the_same_message_id_so_that_a_double_is_known(serve):
    box = Postbox()
    url = f"smtp://{serve(box)}"
    send(url)
    send(url)
    assert [mail["Message-ID"] for mail in box.mails] == ["<5b0f-key@office.example>"] * 2


@pytest.mark.parametrize(
    ("command", "answer", "reason", "permanent"),
    [
        ("MAIL", "451 later", "smtp_451", False),
        ("MAIL", "550 never", "smtp_550", True),
        ("RCPT", "450 later", "smtp_recipients", False),
        ("RCPT", "550 unknown", "smtp_recipients", True),
        ("DATA", "452 full", "smtp_452", False),
        ("DATA", "554 refused", "smtp_554", True),
    ],
)
def test_the_server_says_whether_to_try_again(serve, command, answer, reason, permanent):
    box = Postbox(**{command: answer})
    assert failure(f"smtp://{serve(box)}") == (reason, permanent)
    assert box.mails == []


def test_one_good_recipient_is_enough(serve):
    box = Postbox(RCPT="550 unknown all")
    send(f"smtp://{serve(box)}")
    assert box.envelopes[0].rcpt_tos == ["suzuki@office.example"]


BAD = ["sato", "@", "sato@", "佐藤@office.example", "sato@office.example\r\nBcc: x@example.com", "(", ""]


@pytest.mark.parametrize("bad", BAD)
def test_an_address_that_is_none_keeps_nobody_else_from_getting_mail(serve, bad):
    box = Postbox()
    url = f"smtp://{serve(box)}"
    send(url, (bad, "suzuki@office.example"))
    assert [one.rcpt_tos for one in box.envelopes] == [["suzuki@office.example"]]
    assert failure(url, (bad,)) == ("unmailable", True)


class Choosy(Postbox):
    """Refuses the whole mail when one of its recipients is Sato."""

    def __init__(self, answer: str) -> None:
        super().__init__()
        self.answer, self.tries = answer, 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.tries += 1
        refused = any("sato" in one for one in envelope.rcpt_tos)
        return self.answer if refused else await super().handle_DATA(server, session, envelope)


@pytest.mark.parametrize("answer", ["554 one of them is unknown", "451 later", "421 too much"])
def test_a_mail_refused_for_all_because_of_one_goes_to_each_by_himself(serve, answer):
    box = Choosy(answer)
    send(f"smtp://{serve(box)}", (*STAFF, "tanaka@office.example"))
    assert [one.rcpt_tos for one in box.envelopes] == [["suzuki@office.example"], ["tanaka@office.example"]]


def test_a_recipient_for_whom_the_server_hangs_up_keeps_nobody_else_from_getting_mail(serve):
    box = Postbox(RCPT="421 go away all")
    send(f"smtp://{serve(box)}")
    assert [one.rcpt_tos for one in box.envelopes] == [["suzuki@office.example"]]


def test_a_mail_that_is_refused_for_each_is_tried_no_more_often_than_there_are_people(serve):
    box = Choosy("554 never")
    assert failure(f"smtp://{serve(box)}", ("sato@office.example", "sato2@office.example")) == ("smtp_554", True)
    assert box.tries == 3


GREETINGS = [b"554 no service for you\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"421 busy\r\n", b"\xff\xfe\r\n"]
TLS_REFUSED = b"220 hello\r\n250-me\r\n250 STARTTLS\r\n", b"554 no TLS today\r\n"


@pytest.mark.parametrize("said", [*((one,) for one in GREETINGS), TLS_REFUSED])
def test_what_a_server_says_before_it_knows_the_mail_does_not_end_it(said):
    def handle(server: Server, connection: socket.socket) -> None:
        for one in said:
            connection.sendall(one)
            connection.recv(1000)

    with serving(handle) as server, pytest.raises(SendError) as failed:
        SmtpMail(f"smtp://127.0.0.1:{server.port}", SENDER, 5.0).send(STAFF, "x", "y", "k")
    assert (failed.value.permanent, failed.value.refused) == (False, True)


def refused(url: str) -> bool:
    with pytest.raises(SendError) as failed:
        SmtpMail(url, SENDER, 2.0).send(STAFF[:1], "x", "y", "k")
    return failed.value.refused


def test_what_the_server_never_took_or_refused_was_certainly_not_sent(serve):
    assert refused("smtp://127.0.0.1:9")
    for command, answer in (("MAIL", "451 later"), ("RCPT", "450 later"), ("DATA", "452 full")):
        assert refused(f"smtp://{serve(Postbox(**{command: answer}))}")


def test_an_accepted_mail_counts_whatever_the_server_says_at_parting(serve):
    box = Postbox(QUIT="421 going down")
    send(f"smtp://{serve(box)}")
    assert len(box.mails) == 1


def test_a_calendar_file_goes_along(serve):
    box = Postbox()
    calendar = CalendarFile(b"BEGIN:VCALENDAR\r\n", "CANCEL")
    SmtpMail(f"smtp://{serve(box)}", SENDER).send(("taro@example.com",), "確定", "本文", "k", calendar)
    (file,) = box.mails[0].iter_attachments()
    assert (file.get_content_type(), file.get_param("method"), file.get_filename()) == (
        "text/calendar",
        "CANCEL",
        "yoyaku.ics",
    )
    assert file.get_content().startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("reply_to", "address"), [("soudan@office.example", "soudan@office.example"), ("", "desk@office.example")]
)
def test_answers_go_to_the_address_for_them(serve, reply_to, address):
    box = Postbox()
    mail = SmtpMail(f"smtp://{serve(box)}", "窓口 <desk@office.example>", reply_to=reply_to)
    mail.send(("taro@example.com",), "確定", "本文", "k")
    assert box.mails[0]["Reply-To"] == (reply_to or None)
    assert mail.address == address


@pytest.mark.parametrize("address", ['"ta..ro"@docomo.ne.jp', '"taro."@ezweb.ne.jp', '".taro"@au.com'])
def test_an_old_carrier_address_goes_over_the_wire_with_its_quotes(serve, monkeypatch, address):
    commands: list[str] = []
    put = smtplib.SMTP.putcmd

    def spy(self: Any, command: str, told: str = "") -> None:
        commands.append(f"{command} {told}")
        put(self, command, told)

    monkeypatch.setattr(smtplib.SMTP, "putcmd", spy)  # the server's own parser drops the quotes
    send(f"smtp://{serve(Postbox())}", (address,))
    assert [one.split()[1] for one in commands if one.startswith("rcpt")] == [f"TO:<{address}>"]


INJECTED = "\r\nBcc: everybody@example.com"


@pytest.mark.parametrize(
    ("to", "subject", "message_id"),
    [
        (f"taro@example.com{INJECTED}", "確定", "k"),
        ("taro@example.com", f"確定{INJECTED}", "k"),
        ("taro@example.com", "確定", f"k{INJECTED}"),
    ],
)
def test_no_value_can_add_a_header(serve, to, subject, message_id):
    box = Postbox()
    with pytest.raises(SendError) as failed:
        SmtpMail(f"smtp://{serve(box)}", SENDER).send((to,), subject, "本文", message_id)
    assert (failed.value.reason, failed.value.permanent) == ("unmailable", True)
    assert box.mails == []


def test_twin_a_mail_put_together_by_hand_lets_a_header_in(serve):
    box, subject = Postbox(), "x\r\nReply-To: thief@example.com"
    by_hand = f"From: {SENDER}\r\nTo: taro@example.com\r\nSubject: {subject}\r\n\r\ny"
    host, _, port = serve(box).partition(":")
    with smtplib.SMTP(host, int(port)) as server:
        server.sendmail(SENDER, "taro@example.com", by_hand)
    assert box.mails[0]["Reply-To"] == "thief@example.com"


def test_nobody_at_the_address_is_tried_again():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert failure(f"smtp://127.0.0.1:{closed.getsockname()[1]}") == ("ConnectionRefusedError", False)


def test_a_server_that_never_answers_is_given_up(monkeypatch):
    monkeypatch.setattr(smtp, "READ_SECONDS", 0.3)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        assert failure(f"smtp://127.0.0.1:{deaf.getsockname()[1]}") == ("SMTPServerDisconnected", False)


# --- who we are, and that nobody listens ---


def let_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, told: Any) -> AuthResult:
    return AuthResult(success=(told.login, told.password) == (b"desk", b"p@ss:word"), handled=False)


@pytest.fixture
def certificate(tmp_path: Path) -> SimpleNamespace:
    """A certificate for this machine, signed by nobody but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "cert.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return SimpleNamespace(file=file, context=context)


def test_where_the_server_offers_tls_it_is_used_and_then_the_password_given(serve, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    box = Postbox()
    url = serve(box, tls_context=certificate.context, authenticator=let_in, auth_required=True)
    send(f"smtp://desk:p%40ss%3Aword@{url}")
    assert box.secure == [True]


def test_a_certificate_that_nobody_vouches_for_is_refused(serve, certificate):
    box = Postbox()
    assert failure(f"smtp://{serve(box, tls_context=certificate.context)}") == ("tls_issuer", False)
    assert box.mails == []


def test_a_wrong_password_is_mended_by_a_person_so_the_mail_waits(serve, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    box = Postbox()
    url = serve(box, tls_context=certificate.context, authenticator=let_in, auth_required=True)
    assert failure(f"smtp://desk:wrong@{url}") == ("smtp_535", False)


@pytest.mark.parametrize("login", ["desk:p%40ss%3Aword@", ""], ids=["password", "none"])
def test_neither_password_nor_mail_crosses_a_network_in_clear(serve, login):
    box = Postbox()
    address = serve(box, authenticator=let_in, auth_require_tls=False)
    assert failure(f"smtp://{login}{address}", near=far_away) == ("smtp_no_tls", False)
    assert box.mails == []


def test_twin_as_on_this_machine_the_same_mail_goes_in_clear(serve):
    box = Postbox()
    send(f"smtp://{serve(box)}")
    assert [box.secure, len(box.mails)] == [[False], 1]


def test_on_this_machine_itself_a_password_may_go_in_clear(serve):
    box = Postbox()
    send(f"smtp://desk:p%40ss%3Aword@{serve(box, authenticator=let_in, auth_require_tls=False)}")
    assert len(box.mails) == 1


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        *(("127.0.0.1", True), ("127.8.9.1", True), ("localhost", True), ("::1", True)),
        *(("::ffff:127.0.0.1", True), ("::ffff:192.0.2.1", False)),  # as a server on `::` tells IPv4
        *(("10.0.0.1", False), ("mail.example", False), ("localhost.example", False)),
    ],
)
def test_only_this_machine_is_this_machine(host, loopback):
    assert is_loopback(host) is loopback


def test_no_error_shows_password_or_recipients(serve, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    url = serve(Postbox(), tls_context=certificate.context, authenticator=let_in, auth_required=True)
    with pytest.raises(SendError) as failed:
        send(f"smtp://desk:geheim@{url}")
    assert not [secret for secret in ("geheim", *STAFF) if secret in f"{failed.value!r}"]


@pytest.mark.parametrize(
    ("url", "sender", "named"),
    [
        ("mail.example", SENDER, "SMTP_URL"),
        ("http://mail.example", SENDER, "SMTP_URL"),
        ("smtp://", SENDER, "SMTP_URL"),
        ("smtp://:25", SENDER, "SMTP_URL"),
        ("smtp://mail.example:99999", SENDER, "SMTP_URL"),
        ("smtp://mail.example:zero", SENDER, "SMTP_URL"),
        ("smtp://mail.example:0", SENDER, "SMTP_URL"),
        ("smtp://[::1", SENDER, "SMTP_URL"),
        ("smtp://mail.example", "", "MAIL_FROM"),
        ("smtp://mail.example", "desk", "MAIL_FROM"),
    ],
)
def test_an_unusable_setting_is_named_at_the_start(url, sender, named):
    with pytest.raises(SettingsError, match=named):
        SmtpMail(url, sender)
