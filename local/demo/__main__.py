"""`python -m local.demo [--photos DIR] [--out DIR]`; exit code 0 only if everything held."""

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path

from local.config import LocalCloudError
from local.demo import report
from local.demo.client import Client
from local.demo.errors import DemoError
from local.demo.inbox import Inbox
from local.demo.photos import Photo, run_name
from local.demo.progress import Board, make_display
from local.demo.run import Run
from local.demo.stack import Stack, read_stack, stack_file
from local.demo.stages import play
from local.demo.timing import StageClock
from local.demo.wire import Wire

_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    chosen = _parse(arguments)
    try:
        return asyncio.run(_run(chosen.photos, chosen.out))
    except KeyboardInterrupt:
        print("\nStopped. What has been made so far stays in the laptop cloud.", file=sys.stderr)
        return _INTERRUPTED
    except (DemoError, LocalCloudError) as error:
        return _failed(error, f"error: {error}")
    except Exception as error:
        told = f"{type(error).__name__}: {error}".rstrip(": ")
        return _failed(error, f"error: the demo broke ({told}); SARTIQ_DEBUG=1 shows where.")


async def _run(folder: Path | None, out: Path) -> int:
    path = stack_file()
    stack = read_stack(path)
    clock = StageClock()
    asyncio.get_running_loop().set_exception_handler(_ignore_unless_debugging)
    async with Client(Wire(stack.api_url, stack.demo)) as client:
        run = Run(run_name(time.time()), out, client, Inbox(), Board(), clock)
        display = make_display(sys.stdout, time.monotonic)
        photos = await play(run, folder, stack.ws_url, display)
    return _report(run, photos, stack, path)


def _report(run: Run, photos: list[Photo], stack: Stack, path: Path) -> int:
    print(f"\n{report.table(run, photos, stack.demo.email)}\n")
    print(report.next_steps(run, stack, path))
    if not run.setbacks:
        return 0
    sys.stdout.flush()
    print(f"\nerror: not everything held:\n{report.setbacks(run)}", file=sys.stderr)
    return 1


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make demo", description="Play the main job on the laptop cloud."
    )
    parser.add_argument(
        "--photos", type=Path, metavar="DIR", help="photographs, one product a file"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", default=Path("out/demo"), help="where results go"
    )
    return parser.parse_args(arguments)


def _failed(error: Exception, sentence: str) -> int:
    if _debugging():
        raise error
    sys.stdout.flush()
    print(f"\n{sentence}", file=sys.stderr)
    return 1


def _ignore_unless_debugging(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Work that was given up with the first error has nothing more to say than that error."""
    if _debugging():
        loop.default_exception_handler(context)


def _debugging() -> bool:
    return os.environ.get("SARTIQ_DEBUG") == "1"


if __name__ == "__main__":
    raise SystemExit(main())
