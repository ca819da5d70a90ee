"""A cluster of several shards on this machine, each a primary with or without a replica; slots move as by hand."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import redis
from redis.crc import key_slot

from bot.adapters.redis.embedded_server import find_binary
from bot.redis_url import in_brackets
from tests.adapters.sentinels import free_ports
from tests.e2e.town import wait_until

SLOTS = 16384
NODE_TIMEOUT_MS = 2000
OPTIONS = (
    *("--save", "", "--appendonly", "yes", "--appendfsync", "always"),
    *("--cluster-enabled", "yes", "--cluster-node-timeout", str(NODE_TIMEOUT_MS)),
    *("--cluster-require-full-coverage", "no", "--repl-diskless-sync-delay", "0"),
)


@dataclass
class Shards:
    """The running servers by port; `primaries` as they began, `replicas` in the same order."""

    folder: Path
    has_replicas: bool = False
    host: str = "127.0.0.1"
    servers: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    primaries: tuple[int, ...] = ()
    replicas: tuple[int, ...] = ()
    _buses: dict[int, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Give the address for a client."""
        return f"redis+cluster://{','.join(f'{in_brackets(self.host)}:{port}' for port in self.primaries)}"

    def client(self, port: int) -> redis.Redis:
        """Give a client of one server."""
        return redis.Redis(host=self.host, port=port, decode_responses=True)

    def asked(self, port: int, *command: object) -> str:
        """Ask one server something about the cluster."""
        with self.client(port) as client:
            return str(client.execute_command("CLUSTER", *command))

    def start(self, count: int) -> None:
        """Start all, and wait until each knows who has which slots."""
        every = count * (2 if self.has_replicas else 1)
        ports = free_ports(every * 2)
        self._buses = dict(zip(ports[:every], ports[every:], strict=True))
        self.primaries, self.replicas = tuple(ports[:count]), tuple(ports[count:every])
        for port in self._buses:
            self.serve(port)
        for place, port in enumerate(self.primaries):
            self.asked(port, "ADDSLOTSRANGE", place * SLOTS // count, (place + 1) * SLOTS // count - 1)
        for place, port in enumerate(self._buses):
            self.asked(port, "SET-CONFIG-EPOCH", place + 1)
            self.asked(port, "MEET", self.host, self.primaries[0], self._buses[self.primaries[0]])
        for port in self._buses:
            wait_until(lambda asked=port: self._is_whole(asked, every), what="the nodes know each other")
        for primary, port in zip(self.primaries, self.replicas, strict=False):
            self.asked(port, "REPLICATE", self.id(primary))
            wait_until(lambda asked=port: self.follows(asked), what="the replica follows")

    def follows(self, port: int) -> bool:
        """Say whether a replica has all that its primary has."""
        with self.client(port) as replica:
            return replica.info("replication").get("master_link_status") == "up"

    def id(self, port: int) -> str:
        """Give the name of a node."""
        return self.asked(port, "MYID")

    def owner(self, key: str) -> int:
        """Give the port of the server that says that it has a key's slot, 0 for none."""
        slot = key_slot(key.encode())
        for port in self.servers:
            with suppress(redis.RedisError), self.client(port) as client:
                for first, last, (_, owner, *_), *_ in client.execute_command("CLUSTER SLOTS"):
                    if first <= slot <= last and owner == port and self.is_primary(port):
                        return int(owner)
        return 0

    def is_primary(self, port: int) -> bool:
        """Say whether a living server takes writes."""
        with suppress(redis.RedisError), self.client(port) as client:
            return bool(client.info("replication")["role"] == "master")
        return False

    def replica_of(self, port: int) -> int:
        """Give the server that follows another one."""
        return dict(zip((*self.primaries, *self.replicas), (*self.replicas, *self.primaries), strict=True))[port]

    def other(self, port: int) -> int:
        """Give a primary of another shard."""
        mine = {port, self.replica_of(port)} if self.replicas else {port}
        return next(one for one in (*self.primaries, *self.replicas) if one not in mine and self.is_primary(one))

    def begin_move(self, key: str, to: int) -> int:
        """Let a key's slot begin to move to another server; give the one that has it."""
        slot, source = key_slot(key.encode()), self.owner(key)
        self.asked(to, "SETSLOT", slot, "IMPORTING", self.id(source))
        self.asked(source, "SETSLOT", slot, "MIGRATING", self.id(to))
        return source

    def carry(self, key: str, source: int, to: int, *names: str, most: int = 10) -> int:
        """Carry keys of its slot to the other server; without names some that are left. Give how many."""
        with self.client(source) as client:
            left = names or client.execute_command("CLUSTER", "GETKEYSINSLOT", key_slot(key.encode()), most)
            if left:
                client.execute_command("MIGRATE", self.host, to, "", 0, 5000, "KEYS", *left)
        return len(left)

    def end_move(self, key: str, source: int, to: int) -> None:
        """Let the slot be the other server's: that one is told first; further ones hear of it."""
        for port in (to, source):
            self.asked(port, "SETSLOT", key_slot(key.encode()), "NODE", self.id(to))

    def move(self, key: str, to: int, pause: float = 0.0) -> None:
        """Move a slot with all keys that are in it, with so many seconds between two steps."""
        source = self.begin_move(key, to)
        while self.carry(key, source, to):
            time.sleep(pause)
        self.end_move(key, source, to)

    def hand_over(self, key: str, to: int) -> None:
        """Move a slot as a whole, as Valkey 9 does."""
        slot = key_slot(key.encode())
        self.asked(self.owner(key), "MIGRATESLOTS", "SLOTSRANGE", slot, slot, "NODE", self.id(to))
        wait_until(lambda: self.owner(key) == to, what="the other server has it")

    def kill(self, port: int) -> None:
        """Let a server's machine die."""
        self.servers[port].kill()
        self.servers[port].wait()

    def cut_off(self, primary: int, replica: int) -> None:
        """Let a replica's machine fall out of the network; nothing that is written then gets there."""
        self.servers[replica].send_signal(signal.SIGSTOP)
        with self.client(primary) as client:
            client.client_kill_filter(_type="replica")

    def bring_back(self, replica: int) -> None:
        """Let it be there again."""
        self.servers[replica].send_signal(signal.SIGCONT)

    def serve(self, port: int) -> None:
        """Start a server; one that was there before knows its cluster."""
        folder = self.folder / str(port)
        folder.mkdir(exist_ok=True)
        argv = [str(find_binary()), "--port", str(port), "--cluster-port", str(self._buses[port])]
        argv += ["--bind", self.host]
        self.servers[port] = subprocess.Popen([*argv, "--dir", str(folder), *OPTIONS], stdout=subprocess.DEVNULL)
        wait_until(lambda: self._answers(port), what=f"{port} answers")

    def stop(self) -> None:
        """End all of them."""
        for server in self.servers.values():
            server.kill()
            server.wait()

    def _answers(self, port: int) -> bool:
        with suppress(redis.ConnectionError), self.client(port) as client:
            return bool(client.ping())
        return False

    def _is_whole(self, port: int, count: int) -> bool:
        told = self.asked(port, "INFO")
        return "cluster_state:ok" in told and f"cluster_known_nodes:{count}" in told


@contextmanager
def shards(folder: Path, *, has_replicas: bool = False, count: int = 3, host: str = "127.0.0.1") -> Iterator[Shards]:
    """Let them run."""
    made = Shards(folder, has_replicas, host)
    try:
        made.start(count)
        yield made
    finally:
        made.stop()
