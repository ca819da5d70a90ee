"""Lets applications of one test process share what they compile: some hundreds of tests make one each.

Templates, and the functions that build the address of each route, took longer than most tests.
"""

from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from werkzeug.routing import Rule


class CompiledTemplates(FileSystemBytecodeCache):
    """Keeps what templates compile to, also for the other processes of a run; a changed one is told by its checksum."""

    def __init__(self) -> None:
        self.shared, self._compiled = False, dict[tuple[str, str], CodeType]()

    def share(self, folder: Path) -> None:
        """Share with the processes that are given the same folder, which is a run's own: filters may change as well."""
        super().__init__(str(folder))
        self.shared = True

    def load_bytecode(self, bucket: Bucket) -> None:
        key = (bucket.key, bucket.checksum)
        if key not in self._compiled and self.shared:
            super().load_bytecode(bucket)
        bucket.code = self._compiled.get(key, bucket.code)
        if bucket.code:
            self._compiled[key] = bucket.code

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._compiled[bucket.key, bucket.checksum] = bucket.code
        if self.shared:
            super().dump_bytecode(bucket)


TEMPLATES = CompiledTemplates()


def compile_once() -> None:
    """Compile each template, and each kind of route, once from now on."""
    Flask.jinja_options = {"bytecode_cache": TEMPLATES}
    compile_rule, compiled = Rule.compile, dict[tuple[Any, ...], dict[str, Any]]()

    def compile_kind(rule: Rule) -> None:
        kind = (rule.rule, rule.host, rule.subdomain, rule.merge_slashes, repr(rule.defaults), rule.map.host_matching)
        if kind not in compiled:
            compile_rule(rule)
            made = {name: vars(rule)[name] for name in ("_parts", "_trace", "_converters", "arguments")}
            compiled[kind] = made | {name: vars(rule)[name].__func__ for name in ("_build", "_build_unknown")}
        for name, one in compiled[kind].items():
            setattr(rule, name, one.__get__(rule) if name.startswith("_build") else one)

    Rule.compile = compile_kind  # type: ignore[method-assign]  # werkzeug has no hook for it; in tests alone
