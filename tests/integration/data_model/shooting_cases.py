"""Products, the library, shootings, looks and shots."""

from collections.abc import Mapping
from uuid import UUID

from shared.library.repositories import (
    GuidelineRepository,
    ShotTypeRepository,
    StyleRepository,
    SubjectRepository,
)
from shared.products.repository import ProductRepository
from shared.shooting import repositories
from shared.shooting.vocabulary import ShootingStatus
from tests.integration.data_model.stage import Case, Kind, Proof, Stage
from tests.scenes.shooting_scene import (
    add_predictions,
    make_product,
    make_shooting,
    make_shot_type,
)

_RULE = {"kind": "min_resolution", "longest_edge_px": 1000}
PRODUCT = Kind("product", ProductRepository, lambda s: make_product(s.client, s.org))
SUBJECT = Kind("subject", SubjectRepository, lambda s: s.post("/subjects", name="Ada"))
STYLE = Kind("style", StyleRepository, lambda s: s.post("/styles", name="Clean"))
GUIDELINE = Kind(
    "guideline",
    GuidelineRepository,
    lambda s: s.post("/guidelines", name="Large", rules=[_RULE], severity="blocking"),
)
SHOT_TYPE = Kind("shot_type", ShotTypeRepository, lambda s: make_shot_type(s.client, s.org))
SHOOTING = Kind(
    "shooting", repositories.ShootingRepository, lambda s: make_shooting(s.client, s.org)
)
LOOK = Kind("look", repositories.LookRepository, lambda s: s.scene().look_id)
SHOT = Kind("shot", repositories.ShotRepository, lambda s: s.scene().shot_ids[0])


def sku(stage: Stage) -> Proof:
    """Both organizations use the same SKU."""
    product_id = make_product(stage.client, stage.org, sku="ABC-1")
    read = ProductRepository(stage.table).id_of_sku
    return Proof(
        {"org": stage.owner, "sku": "ABC-1"},
        (product_id,),
        lambda: read(stage.owner, "ABC-1"),
        by="product_id",
    )


def shootings_in_status(stage: Stage) -> Proof:
    older, newer, moved = (SHOOTING.make(stage) for _ in range(3))
    change = {"status": ShootingStatus.ARCHIVED}
    path = f"/api/v1/shootings/{moved}"
    assert stage.client.patch(path, json=change, headers=stage.org.headers).status_code == 200
    status, read = ShootingStatus.DRAFT, repositories.ShootingRepository(stage.table).list_by_status
    return Proof(
        {"org": stage.owner, "status": status},
        (newer, older),
        lambda: read(stage.owner, status, limit=50, cursor=None),
    )


def looks_of_shooting(stage: Stage) -> Proof:
    """The predictions of the shooting are in the same partition of the index."""
    scene, _ = stage.scene(), stage.scene()
    add_predictions(stage.org, scene.shot_ids[0])
    read = repositories.LookRepository(stage.table).list_of_shooting
    return Proof(
        {"org": stage.owner, "shooting": scene.shooting_id},
        (scene.look_id,),
        lambda: read(stage.owner, UUID(scene.shooting_id), limit=50, cursor=None),
    )


def shots_of_look(stage: Stage) -> Proof:
    scene, _ = stage.scene(), stage.scene()
    read = repositories.ShotRepository(stage.table).list_of_look
    return Proof(
        {"org": stage.owner, "look": scene.look_id},
        scene.shot_ids,
        lambda: read(stage.owner, UUID(scene.look_id), limit=50, cursor=None),
    )


def shots_of_shooting(stage: Stage) -> Proof:
    scene, _ = stage.scene(), stage.scene()
    read = repositories.ShotRepository(stage.table).every_of_shooting
    return Proof(
        {"org": stage.owner, "shooting": scene.shooting_id},
        scene.shot_ids,
        lambda: list(read(stage.owner, UUID(scene.shooting_id))),
    )


CASES: Mapping[str, Case] = {
    "AP20": PRODUCT.by_id,
    "AP21": PRODUCT.by_ids,
    "AP22": PRODUCT.newest_first,
    "AP23": sku,
    "AP30": SUBJECT.by_id,
    "AP31": SUBJECT.by_ids,
    "AP32": SUBJECT.newest_first,
    "AP33": STYLE.by_id,
    "AP34": STYLE.newest_first,
    "AP35": GUIDELINE.by_id,
    "AP36": GUIDELINE.by_ids,
    "AP37": GUIDELINE.newest_first,
    "AP38": SHOT_TYPE.by_id,
    "AP39": SHOT_TYPE.by_ids,
    "AP40": SHOT_TYPE.newest_first,
    "AP41": SHOOTING.by_id,
    "AP42": SHOOTING.by_ids,
    "AP43": SHOOTING.newest_first,
    "AP44": shootings_in_status,
    "AP45": LOOK.by_id,
    "AP46": LOOK.by_ids,
    "AP47": LOOK.newest_first,
    "AP48": looks_of_shooting,
    "AP49": SHOT.by_id,
    "AP50": SHOT.by_ids,
    "AP51": shots_of_look,
    "AP52": shots_of_shooting,
}
