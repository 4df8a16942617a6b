"""The laptop cloud: `python -m local.cloud up|down|status|logs|reset`."""

import json
import shutil
import sys
import time
from collections.abc import Callable

from local import deployment, emulator, seed
from local.config import REGION, LocalCloud, LocalCloudError
from local.processes import Process, demand_free_port, wait_until

# Templates and linked layers stay: they follow from the sources alone.
_STATE = ("state", "s3", "stack.json", "outputs.json", "deployed.sha256", "bootstrapped")


def up(cloud: LocalCloud) -> None:
    """Idempotent: each step is skipped where it holds already."""
    cloud.home.mkdir(parents=True, exist_ok=True)
    if _edge(cloud).pid() is None:
        demand_free_port(cloud.edge_port, "SARTIQ_EDGE_PORT")
    _step("emulator", lambda: emulator.start(cloud), "already running")
    _step("stacks", lambda: deployment.deploy(cloud), "unchanged")
    _step("edge", lambda: _start_edge(cloud), "already running")
    _step("demo organization", lambda: _seed(cloud), "already there")
    print(f"\nSartiq is up: {cloud.edge_url}   (API docs: {cloud.edge_url}/api/v1/docs)")
    print(f"Login and addresses: {_shown(cloud)}. Stop with `make down`.")


def down(cloud: LocalCloud) -> None:
    """Stop both processes; the emulator writes its state first."""
    edge_ran = _edge(cloud).stop()
    emulator_ran = emulator.stop(cloud)
    print("stopped; the data stays" if edge_ran or emulator_ran else "was not running")


def reset(cloud: LocalCloud) -> None:
    down(cloud)
    for name in _STATE:
        path = cloud.home / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    print("emptied; `make up` starts afresh")


def status(cloud: LocalCloud) -> None:
    """Exit code 1 unless everything is up."""
    healthy = emulator.is_healthy(cloud)
    _line("emulator", emulator.process(cloud).pid(), cloud.endpoint_url if healthy else "down")
    edge_pid = _edge(cloud).pid()
    _line("edge", edge_pid, cloud.edge_url if edge_pid else "down")
    if not (healthy and edge_pid):
        raise LocalCloudError("The laptop cloud is not up; start it with `make up`.")


def logs(cloud: LocalCloud) -> None:
    """Follow what the processes and the functions write."""
    from local.logs import follow  # boto3 costs half a second that `up` need not pay

    follow(cloud)


def _edge(cloud: LocalCloud) -> Process:
    return Process("edge", cloud.home, [sys.executable, "-m", "local.edge"])


def _start_edge(cloud: LocalCloud) -> bool:
    edge, outputs = _edge(cloud), deployment.outputs(cloud)
    if edge.pid() is not None:
        return False
    socket_api = f"{outputs['SocketApiId']}/{outputs['SocketStageName']}"
    sockets = f"ws://localhost:{cloud.emulator_port}/_aws/execute-api/{socket_api}"
    api = f"{cloud.endpoint_url}/_aws/execute-api/{outputs['ApiId']}/$default"
    edge.start(
        {
            **cloud.aws_environment(),
            "SARTIQ_API_ORIGIN": api,
            "SARTIQ_SOCKET_ORIGIN": sockets,
            "SARTIQ_MEDIA_ORIGIN": cloud.endpoint_url,
            "SARTIQ_MEDIA_BUCKET": outputs["MediaBucket"],
        }
    )
    hint = f"The edge does not come up. Its log says why: {edge.log}"
    wait_until(lambda: seed.answers(f"{cloud.edge_url}/health"), 20, hint)
    return True


def _seed(cloud: LocalCloud) -> bool:
    created, demo = seed.ensure_demo_organization(cloud.edge_url)
    stack = {
        "api_url": cloud.edge_url,
        "ws_url": f"ws://localhost:{cloud.edge_port}/ws",
        "aws_endpoint_url": cloud.endpoint_url,
        "region": REGION,
        "demo": demo,
    }
    cloud.stack_file.write_text(json.dumps(stack, indent=2) + "\n")
    return created


def _step(title: str, action: Callable[[], bool], when_idle: str) -> None:
    started = time.monotonic()
    print(f"  {title:<18}", end="", flush=True)
    done = action()
    seconds = time.monotonic() - started
    print(f"ready in {seconds:.1f} s" if done else f"{when_idle} ({seconds:.1f} s)")


def _shown(cloud: LocalCloud) -> str:
    try:
        return str(cloud.stack_file.relative_to(cloud.home.parent))
    except ValueError:
        return str(cloud.stack_file)


def _line(name: str, pid: int | None, address: str) -> None:
    print(f"  {name:<10} {address:<28} {f'process {pid}' if pid else ''}")


COMMANDS = {"up": up, "down": down, "status": status, "logs": logs, "reset": reset}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(f"usage: python -m local.cloud {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        COMMANDS[arguments[0]](LocalCloud.from_environment())
    except LocalCloudError as error:
        print(f"\nerror: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
