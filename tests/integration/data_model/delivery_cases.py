"""Exports and their images."""

from collections.abc import Mapping
from uuid import UUID

from shared.delivery.repository import ExportRepository
from tests.integration.data_model.stage import Case, Kind, Proof, Stage
from tests.scenes.delivery_scene import machine_input, prepare

EXPORT = Kind("export", ExportRepository, lambda s: s.export())


def export_images(stage: Stage) -> Proof:
    export_id = _prepared_export(stage)
    stored = ExportRepository(stage.table)
    export = stored.get(stage.owner, export_id)
    return Proof(
        {"org": stage.owner, "export": export_id}, (1, 2), lambda: stored.images(export), by="n"
    )


def export_image(stage: Stage) -> Proof:
    export_id = _prepared_export(stage)
    return Proof(
        {"org": stage.owner, "export": export_id},
        (1,),
        lambda: ExportRepository(stage.table).get_image(stage.owner, export_id, 1),
        by="n",
    )


def _prepared_export(stage: Stage) -> UUID:
    export_id = stage.export()
    prepare(machine_input(export_id))
    return UUID(export_id)


CASES: Mapping[str, Case] = {
    "AP80": EXPORT.by_id,
    "AP81": EXPORT.newest_first,
    "AP82": export_images,
    "AP83": export_image,
}
