"""Imports have a direction; between the layers import-linter sees to it, within them this."""

from graphlib import TopologicalSorter

import grimp


def test_no_modules_import_one_another_in_a_circle():
    graph = grimp.build_graph("bot", "workers", cache_dir=None)
    imported = {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}
    assert len(imported) > 700
    TopologicalSorter(imported).prepare()
