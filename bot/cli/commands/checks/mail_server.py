"""What `madoguchi check` asks the mail server: whether it lets us in, and, on request, whether a mail goes out."""

import secrets

from bot.adapters.notices.smtp import SmtpMail
from bot.booking.office import Office
from bot.cli.commands.checks.asked import Asked
from bot.cli.commands.checks.unreached import why
from bot.errors import SendError

SUBJECT = "【{office}】メールの試し送り"
BODY = "このメールは、{office}のオンライン相談の予約から試しに送ったものです。届いていれば、設定はできています。\n"
WHY = {
    "smtp_no_tls": "メールのサーバーが暗号化（STARTTLS）を受け付けません。SMTP_URL を smtps:// にしてください",
    "smtp_535": "メールのサーバーが利用者名かパスワードを受け付けません。SMTP_URL を確かめてください",
    "smtp_recipients": "メールのサーバーが {to} への送信を断りました。宛先と、MAIL_FROM から送れるかを確かめてください",
    "unmailable": "{to} は宛先になりません。--mail-to を確かめてください",
}
OTHERWISE = "メールのサーバーと話せません（{reason}）。SMTP_URL とネットワークを確かめてください"
SENT = "{to} へ試しに送りました。届いたかを見てください"
SIGNED_IN = "よし（送ってはいません。--mail-to で送れます）"


def ask_mail_server(mail: SmtpMail, office: Office, to: str) -> Asked:
    """Sign in; with an address in `to`, send a mail there."""
    values = {"office": office.name}
    try:
        if to:
            mail.send([to], SUBJECT.format(**values), BODY.format(**values), f"check-{secrets.token_hex(8)}")
        else:
            mail.prove()
    except SendError as error:
        return Asked(faults=[WHY.get(error.reason, OTHERWISE).format(to=to, reason=why(error.reason))])
    return Asked([f"メールのサーバー: {SENT.format(to=to) if to else SIGNED_IN}"])
