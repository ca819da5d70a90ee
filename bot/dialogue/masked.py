"""What the talk shows of personal data that is held."""


def masked(name: str, value: str) -> str:
    """Give enough of an answer for its owner to know it, and too little for others."""
    if name == "name":
        return f"{value[0]}＊＊" if value else ""
    if name == "email" and "@" in value:
        return f"{value[0]}…@{value.rpartition('@')[2]}"
    return f"…{value[-4:]}" if value else ""
