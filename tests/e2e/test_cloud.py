"""The laptop cloud itself: idempotent, restartable, clear when a port is taken."""

import socket

from tests.e2e.brand import Brand
from tests.e2e.conftest import RunningCloud


def test_up_twice_changes_nothing(cloud: RunningCloud) -> None:
    before = cloud.local.stack_file.read_text()
    again = cloud.command("up")
    assert again.returncode == 0, again.stderr
    assert again.stdout.count("already") == 3
    assert "unchanged" in again.stdout
    assert cloud.local.stack_file.read_text() == before


def test_stack_file_has_what_clients_need(cloud: RunningCloud) -> None:
    stack = cloud.stack()
    assert set(stack) == {"api_url", "ws_url", "aws_endpoint_url", "region", "demo"}
    assert set(stack["demo"]) == {"email", "password", "organization_id"}


def test_status_says_what_runs(cloud: RunningCloud) -> None:
    shown = cloud.command("status")
    assert shown.returncode == 0
    assert cloud.stack()["api_url"] in shown.stdout


def test_taken_port_is_a_clear_error(cloud: RunningCloud) -> None:
    with socket.socket() as blocker:
        blocker.bind(("127.0.0.1", 0))
        blocker.listen()
        port = blocker.getsockname()[1]
        other = RunningCloud()
        other.environment |= {"SARTIQ_EDGE_PORT": str(port), "SARTIQ_HOME": ".local-e2e/other"}
        refused = other.command("up")
    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr
    assert "SARTIQ_EDGE_PORT" in refused.stderr


def test_data_survives_a_restart(cloud: RunningCloud, brand: Brand, photo: bytes) -> None:
    product = brand.product(photo, name="Kept over night")
    assert cloud.command("down").returncode == 0
    assert cloud.command("status").returncode == 1
    restarted = cloud.command("up")
    assert restarted.returncode == 0, f"{restarted.stdout}\n{restarted.stderr}"
    kept = brand.get(f"/products/{product['id']}")
    assert kept["name"] == "Kept over night"
    assert brand.http.get(kept["primary_image_url"]).content
    # Not only the data: workers, queues, machines and sockets are there again as well.
    assert brand.approved_shot(photo)["prediction"]["model"] == "studio-compositor"
