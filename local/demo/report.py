"""The last page: what happened, how long each stage took, and what to do next."""

from pathlib import Path

from local.demo.photos import Photo
from local.demo.run import Run
from local.demo.stack import Stack


def table(run: Run, photos: list[Photo], email: str) -> str:
    """One line per stage, in the order in which they began, and the whole."""
    counts = run.counts
    said = {
        "login": email,
        "photos": f"{len(photos)} photographs",
        "upload": f"{counts.validated} of {len(photos)} validated",
        "products": f"{counts.validated} products with their images",
        "shooting": f"one shooting: Demo {run.name}",
        "looks": f"{counts.looks} looks",
        "generate": f"{counts.generated} generations, {counts.predictions} predictions",
        "review": f"{counts.approved} shots approved, the best by quality",
        "export": f"{counts.delivered} JPG at 2048 pixels, sRGB",
        "download": f"ZIP of {counts.zip_bytes / 1e6:.1f} MB, checked and unpacked",
        "contact sheet": "source, predictions, approved",
    }
    rows = [(stage.name, said.get(stage.name, ""), stage.seconds) for stage in run.clock.stages()]
    rows.append(("all of it", _socket_line(run), run.clock.total_seconds()))
    wide = max(len(what) for _, what, _ in rows)
    lines = [f"  {'stage':<14} {'what':<{wide}} {'seconds':>8}"]
    lines += [f"  {name:<14} {what:<{wide}} {seconds:>8.1f}" for name, what, seconds in rows]
    lines.append("  (The stages overlap: each product goes on as soon as it can.)")
    return "\n".join(lines)


def setbacks(run: Run) -> str:
    """What did not hold, one line each; empty when everything did."""
    return "\n".join(f"  {setback.subject}: {setback.reason}" for setback in run.setbacks)


def next_steps(run: Run, stack: Stack, stack_file: Path) -> str:
    pictures, archive = _shown(run.out / "pictures"), _shown(run.out / "export.zip")
    return "\n".join(
        [
            "Next",
            f"  look         {_shown(run.out / 'contact_sheet.jpg')}",
            f"  pictures     {pictures}/  and  {archive}",
            f"  API          {stack.api_url}/api/v1/docs",
            f"  login        {stack.demo.email}, the password is in {_shown(stack_file)}",
            "  your photos  make demo PHOTOS=folder  (one product a file)",
            "  stop         make down  (the data stays)",
        ]
    )


def _socket_line(run: Run) -> str:
    return f"{run.inbox.events} events over the socket, asked {run.inbox.asked} times"


def _shown(path: Path) -> str:
    """As short as it can be written from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
