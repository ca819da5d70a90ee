"""What keeps `madoguchi check` from a place outside, in words; the reasons are those of SendError."""

WHY = {
    "no_connection": "つながりません",
    "ConnectionRefusedError": "つながりません",
    "timeout": "時間内に答えません",
    "TimeoutError": "時間内に答えません",
    "dns": "名前を引けません。このマシンの DNS か、名前のつづりが違います",
    "tls": "TLS で話せません",
    "tls_expired": "証明書の期限が切れています。このマシンの時計が違うか、先方のものが古くなっています",
    "tls_early": "証明書がまだ有効ではありません。このマシンの時計が遅れています",
    "tls_name": "証明書が別の名前のものです",
    "tls_issuer": "証明書をこのマシンは信じていません。自己署名か、通信の途中の機器のものです",
    "proxy": "プロキシがつなぎません",
}


def why(reason: str) -> str:
    """Say it, with the code that stands in logs; the code alone where we have no words."""
    return f"{WHY[reason]}: {reason}" if reason in WHY else reason
