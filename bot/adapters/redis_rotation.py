"""Seals everything anew with the first of DATA_KEYS. May be broken off and begun again: what is done is passed over."""

from collections.abc import Iterator
from enum import StrEnum

from bot.adapters.cipher import Cipher
from bot.adapters.redis_client import Client, store_errors
from bot.adapters.redis_keys import Keys
from bot.adapters.redis_traces import all_keys, sealed_in
from bot.errors import SealError

# KEYS: the key. ARGV: field or "" for a string, what stood there, what shall stand there. A lifetime stays as it is.
SWAP = """
if ARGV[1] == '' then
  if redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
  redis.call('SET', KEYS[1], ARGV[3], 'KEEPTTL')
else
  if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
return 1
"""


class Sealing(StrEnum):
    """What became of one sealed value."""

    RENEWED = "renewed"
    CURRENT = "current"
    UNREADABLE = "unreadable"
    CHANGED = "changed"  # by somebody else meanwhile, who sealed it with the first key


def rotate(client: Client, keys: Keys, cipher: Cipher) -> Iterator[Sealing]:
    """Give what became of each sealed value, one after the other."""
    with store_errors():
        swap = client.register_script(SWAP)
        for key in all_keys(client, keys):
            for field, sealed in sealed_in(client, key):
                if cipher.is_current(sealed):
                    yield Sealing.CURRENT
                    continue
                again = _again(cipher, key.removeprefix(keys.prefix), sealed)
                if again is None:
                    yield Sealing.UNREADABLE
                else:
                    yield Sealing.RENEWED if swap([key], [field, sealed, again]) else Sealing.CHANGED


def _again(cipher: Cipher, name: str, sealed: str) -> str | None:
    try:
        return cipher.seal(name, cipher.open(name, sealed))
    except SealError:
        return None
