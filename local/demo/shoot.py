"""From a product to reviewed shots: cast the look, generate, approve the best."""

import asyncio
from datetime import UTC, datetime

from local.demo.answers import Generation, Look, Named, Prediction, ShotType
from local.demo.errors import ApiProblemError, DemoError
from local.demo.inbox import Sign
from local.demo.photos import Photo
from local.demo.progress import Row
from local.demo.run import PREDICTIONS_PER_SHOT, Casting, ReviewedShot, Run

SHOT_TYPES = ("full_body", "packshot")
_END = {"completed": True, "failed": False}


async def open_shooting(run: Run) -> Casting:
    """One shooting, and everything there is to choose from; without it nothing can go on."""
    try:
        with run.clock.span("shooting"):
            shooting, styles, subjects, shot_types = await asyncio.gather(
                run.client.create_shooting({"name": f"Demo {run.name}", "season": _season()}),
                run.client.styles(),
                run.client.subjects(),
                run.client.shot_types(),
            )
    except ApiProblemError as problem:
        raise DemoError(str(problem)) from problem
    if not shot_types:
        raise DemoError("The organization has no shot types; `make reset`, then `make demo`.")
    return Casting(shooting, styles, subjects, choose_shot_types(shot_types))


def choose_shot_types(offered: tuple[ShotType, ...]) -> tuple[ShotType, ...]:
    """The two that the demo shows, or the first two where they are called otherwise."""
    by_name = {shot_type.name: shot_type for shot_type in offered}
    wanted = tuple(by_name[name] for name in SHOT_TYPES if name in by_name)
    return wanted if len(wanted) == len(SHOT_TYPES) else offered[: len(SHOT_TYPES)]


def choose_style(casting: Casting, photo: Photo, index: int) -> Named | None:
    """The one that suits the product, else each in turn, so that the sheet is varied."""
    suiting = [style for style in casting.styles if style.name == photo.style]
    turn = casting.styles[index % len(casting.styles)] if casting.styles else None
    return suiting[0] if suiting else turn


def choose_subject(casting: Casting, index: int) -> Named | None:
    return casting.subjects[index % len(casting.subjects)] if casting.subjects else None


def choose_best(predictions: tuple[Prediction, ...]) -> Prediction:
    """The highest quality score; of equal ones the first."""
    return max(predictions, key=lambda found: (found.quality_score or 0.0, -found.index))


async def shoot(
    run: Run, casting: Casting, photo: Photo, index: int, product: Named, row: Row
) -> list[ReviewedShot]:
    """One look of the product; a shot that fails is a setback and leaves the others be."""
    style, subject = choose_style(casting, photo, index), choose_subject(casting, index)
    with run.clock.span("looks"):
        look = await run.client.create_look(
            {
                "shooting_id": casting.shooting.id,
                "main_product_id": product.id,
                "shot_type_ids": [shot_type.id for shot_type in casting.shot_types],
                **({"style_id": style.id} if style else {}),
                **({"subject_id": subject.id} if subject else {}),
            }
        )
        run.counts.looks += 1
    row.phase = "generating"
    style_name = style.name if style else ""
    shots = await asyncio.gather(
        *(_shot(run, photo, style_name, look, kind, row) for kind in casting.shot_types)
    )
    reviewed = [shot for shot in shots if shot]
    if len(reviewed) == len(shots):
        row.phase = f"{len(reviewed)} shots approved"
    else:
        row.fail(f"{len(reviewed)} of {len(shots)} shots approved")
    return reviewed


async def _shot(
    run: Run, photo: Photo, style: str, look: Look, shot_type: ShotType, row: Row
) -> ReviewedShot | None:
    try:
        with run.clock.span("generate"):
            generation = await _generate(run, look, shot_type, row)
            predictions = await _predictions(run, generation)
        with run.clock.span("review"):
            best = choose_best(predictions)
            await run.client.approve(generation.shot_id, best.id)
            run.counts.approved += 1
    except (GenerationFailedError, ApiProblemError) as error:
        run.set_back(f"{photo.name}, {shot_type.name}", str(error))
        return None
    if len(predictions) < PREDICTIONS_PER_SHOT:
        found = f"only {len(predictions)} of {PREDICTIONS_PER_SHOT} predictions"
        run.set_back(f"{photo.name}, {shot_type.name}", await _explained(run, generation, found))
    return ReviewedShot(
        photo=photo,
        shot_type=shot_type,
        style=style,
        shot_id=generation.shot_id,
        predictions=predictions,
        approved=best,
        pictures=tuple(asyncio.create_task(run.client.picture(p.url)) for p in predictions),
    )


class GenerationFailedError(DemoError):
    """It ended without a picture to choose; the message says why."""


async def _generate(run: Run, look: Look, shot_type: ShotType, row: Row) -> Generation:
    started = await run.client.start_generation(look.id, shot_type.id, PREDICTIONS_PER_SHOT)

    async def ask() -> Sign:
        now = await run.client.generation(started.id)
        return Sign(now.progress.percent, _END.get(now.status))

    end = await run.inbox.end_of(
        started.id, ask, lambda percent: row.advance(shot_type.name, percent)
    )
    if not end.ok:
        raise GenerationFailedError(await _explained(run, started, "the generation failed"))
    run.counts.generated += 1
    return started


async def _predictions(run: Run, generation: Generation) -> tuple[Prediction, ...]:
    found = await run.client.predictions(generation.shot_id)
    if not found:
        raise GenerationFailedError("the generation completed without a prediction")
    run.counts.predictions += len(found)
    return tuple(sorted(found, key=lambda prediction: prediction.index))


async def _explained(run: Run, generation: Generation, what: str) -> str:
    now = await run.client.generation(generation.id)
    return f"{what} ({now.error_code}: {now.error_message})" if now.error_code else what


def _season() -> str:
    today = datetime.now(UTC)
    return f"{'SS' if today.month <= 6 else 'FW'} {today.year}"
