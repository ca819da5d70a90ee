"""A primary, replicas and three sentinels on this machine, which make a replica the primary when that one dies."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

from bot.adapters.redis.embedded_server import find_binary
from bot.redis_url import in_brackets
from tests.e2e.town import wait_until

NAME = "office"
COUNT = 3
QUORUM = 2
DOWN_AFTER_MS = 400


@dataclass
class Group:
    """The running servers; `ports` of the sentinels."""

    folder: Path
    count: int = 1  # replicas
    host: str = "127.0.0.1"
    servers: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    primary: int = 0
    replicas: tuple[int, ...] = ()
    ports: tuple[int, ...] = ()

    @property
    def url(self) -> str:
        """Give the address for a client."""
        return f"redis+sentinel://{','.join(f'{in_brackets(self.host)}:{port}' for port in self.ports)}/{NAME}/0"

    @property
    def replica(self) -> int:
        """Give the port of the first replica."""
        return self.replicas[0]

    def client(self, port: int) -> redis.Redis:
        """Give a client of one server."""
        return redis.Redis(host=self.host, port=port, decode_responses=True)

    def start(self) -> None:
        """Start all, and wait until each sentinel knows the others and the replica."""
        self.primary, *ports = free_ports(1 + self.count + COUNT)
        self.replicas, self.ports = tuple(ports[: self.count]), tuple(ports[self.count :])
        self._serve(self.primary)
        for port in self.replicas:
            self._serve(port, "--replicaof", self.host, str(self.primary))
        for port in self.replicas:
            wait_until(lambda asked=port: self._follows(asked), what="the replica follows")
        for port in self.ports:
            self._watch(port)
        for port in self.ports:
            with self.client(port) as sentinel:
                wait_until(lambda asked=sentinel: _knows_all(asked, self.count), what="the sentinels know each other")

    def _follows(self, port: int) -> bool:
        with self.client(port) as replica:
            return bool(replica.info("replication")["master_link_status"] == "up")

    def kill_primary(self) -> None:
        """Let the primary's machine die."""
        self.servers[self.primary].kill()
        self.servers[self.primary].wait()

    def cut_off_replicas(self) -> None:
        """Let the replicas' machines fall out of the network at one moment; nothing that is written then gets there."""
        pids = [str(self.servers[port].pid) for port in self.replicas]
        subprocess.run(["kill", "-STOP", *pids], check=True)  # by one process: threads of ours would come in between
        with self.client(self.primary) as primary:
            primary.client_kill_filter(_type="replica")

    def bring_replicas_back(self) -> None:
        """Let them be there again."""
        for port in self.replicas:
            self.servers[port].send_signal(signal.SIGCONT)

    def is_taken_over(self) -> bool:
        """Say whether the first replica is the primary now."""
        with self.client(self.replica) as client:
            return bool(client.info("replication")["role"] == "master")

    def bring_primary_back(self) -> None:
        """Start the machine again that was lost, as a replica of the new primary."""
        self._serve(self.primary, "--replicaof", self.host, str(self.replica))

    def hand_over(self) -> None:
        """Make the replica the primary as an administrator does; the old primary goes on as its replica."""
        with self.client(self.ports[0]) as sentinel, self.client(self.primary) as old:
            sentinel.execute_command("SENTINEL", "FAILOVER", NAME)
            for port in self.ports:
                wait_until(lambda asked=port: self._names_new(asked), what="the sentinels name the new primary")
            old.replicaof(self.host, str(self.replica))  # as the sentinels do after some ten seconds

    def stop(self) -> None:
        """End all of them."""
        for server in self.servers.values():
            server.kill()
            server.wait()

    def _serve(self, port: int, *options: str) -> None:
        folder = self.folder / str(port)
        folder.mkdir(exist_ok=True)
        stored = ("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "always", "--save", "")
        self._run(port, *stored, "--repl-diskless-sync-delay", "0", *options)

    def _watch(self, port: int) -> None:
        file = self.folder / f"sentinel-{port}.conf"
        file.write_text(
            f"sentinel monitor {NAME} {self.host} {self.primary} {QUORUM}\n"
            f"sentinel down-after-milliseconds {NAME} {DOWN_AFTER_MS}\n"
            f"sentinel failover-timeout {NAME} 3000\n"
        )
        self._run(port, "--sentinel", first=str(file))

    def _names_new(self, port: int) -> bool:
        with self.client(port) as sentinel:
            return bool(sentinel.sentinel_masters()[NAME]["port"] == self.replica)

    def _run(self, port: int, *options: str, first: str = "") -> None:
        argv = [str(find_binary()), *([first] if first else []), "--port", str(port), "--bind", self.host, *options]
        self.servers[port] = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
        with self.client(port) as client:
            wait_until(lambda: _answers(client), what=f"{port} answers")


@contextmanager
def group(folder: Path, replicas: int = 1, host: str = "127.0.0.1") -> Iterator[Group]:
    """Let them run."""
    made = Group(folder, replicas, host)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def _knows_all(sentinel: redis.Redis, replicas: int) -> bool:
    state = sentinel.sentinel_masters()[NAME]
    return state["num-other-sentinels"] == COUNT - 1 and state["num-slaves"] == replicas


def free_ports(count: int) -> list[int]:
    """Give ports that nobody listens at."""
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports
