"""Lets applications of one test process share what they compile: some hundreds of tests make one each.

Templates, and the functions that build the address of each route, took longer than most tests.
"""

from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


class CompiledTemplates(BytecodeCache):
    """Keeps what templates compile to; a changed template is told by its checksum."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


def compile_once() -> None:
    """Compile each template, and each kind of route, once from now on."""
    Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}
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
