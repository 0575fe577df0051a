"""An import contract: some libraries are known to one adapter only, and to nobody else."""

from collections.abc import Sequence
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.imports import Module


class KeptTo(Contract):
    """`libraries` are imported by `importers` (and what lies in them) alone.

    import-linter's own "protected" contract refuses a library that nothing imports yet; the point of
    naming `requests` here is that nothing ever does.
    """

    type_name = "kept_to"

    libraries = fields.ListField(subfield=fields.StringField())
    importers = fields.ListField(subfield=fields.ModuleField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        # What the fields hold by now; their declared type is the descriptor's.
        libraries = cast("Sequence[str]", self.libraries)
        importers = cast("Sequence[Module]", self.importers)
        strangers = sorted(
            (importer, library)
            for library in libraries
            if library in graph.modules
            for importer in graph.find_modules_that_directly_import(library)
            if not any(Module(importer).is_in_package(allowed) for allowed in importers)
        )
        return ContractCheck(kept=not strangers, metadata={"strangers": strangers})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, library in check.metadata["strangers"]:
            output.print_error(f"{importer} must not import {library}", bold=False)
