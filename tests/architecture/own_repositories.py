"""An import-linter contract: a feature's repositories belong to that feature."""

from collections.abc import Iterator

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output


class OwnRepositories(Contract):
    """Breaks if a module imports a repository of another feature.

    A repository is a module `shared.<feature>...` with "repositor" in its name. It may be
    imported from within `shared.<feature>` and from `shared.wiring`. The common base in
    `shared.aws.repository` is free.
    """

    type_name = "own_repositories"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        found = sorted(_foreign_imports(graph))
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, repository in check.metadata["found"]:
            output.print_error(f"- {importer} -> {repository}", bold=False)


def _foreign_imports(graph: ImportGraph) -> Iterator[tuple[str, str]]:
    for repository in graph.modules:
        if not _is_repository(repository):
            continue
        feature = ".".join(repository.split(".")[:2])
        for importer in graph.find_modules_that_directly_import(repository):
            if not f"{importer}.".startswith((f"{feature}.", "shared.wiring.")):
                yield importer, repository


def _is_repository(module: str) -> bool:
    return (
        module.startswith("shared.")
        and not module.startswith("shared.aws.")
        and "repositor" in module.rsplit(".", 1)[-1]
    )
