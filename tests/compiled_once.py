"""Lets applications of one test process share what they compile: some hundreds of tests make one each.

Templates, and the functions that build the address of each route, took longer than most tests.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


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
    """Compile each template, and the functions of each kind of route, once from now on."""
    Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}
    compiled, builders = Rule._compile_builder, dict[tuple[Any, ...], Builder]()

    def compile_builder(rule: Rule, append_unknown: bool = True) -> Builder:
        kind = (rule.rule, rule.host, rule.subdomain, rule.merge_slashes, repr(rule.defaults), append_unknown)
        if kind not in builders:
            builders[kind] = compiled(rule, append_unknown)
        return builders[kind]

    Rule._compile_builder = compile_builder  # type: ignore[method-assign]  # for this test process alone
