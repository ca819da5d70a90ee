"""Why TLS with another machine failed, as a short code: what OpenSSL says, told apart by who has to mend it."""

WORDS = (
    ("certificate has expired", "tls_expired"),
    ("certificate is not yet valid", "tls_early"),
    ("mismatch", "tls_name"),
    ("self-signed certificate", "tls_issuer"),
    ("unable to get local issuer certificate", "tls_issuer"),
)
OF_A_CERTIFICATE = frozenset(reason for _, reason in WORDS)


def tls_reason(said: str) -> str:
    """Give the code; "tls" for what is none of a certificate's faults."""
    return next((reason for words, reason in WORDS if words in said), "tls")
