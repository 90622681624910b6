"""Imports run one way: no module imports, by whatever way round, one that imports it back."""

from graphlib import CycleError, TopologicalSorter

import grimp


def test_no_module_imports_one_that_imports_it_back():
    graph = grimp.build_graph("oversight", "boards", "recommendations", cache_dir=None)
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imported) > 300
    try:
        TopologicalSorter(imported).prepare()
    except CycleError as found:
        raise AssertionError(" imports ".join(reversed(found.args[1]))) from None
