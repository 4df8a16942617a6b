"""Runs the simulator until Ctrl-C: `python -m tests.simulator --port 9099`."""

import argparse

from tests.simulator.server import SimulatorServer


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=9099)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--read-inputs", action="store_true", help="fetch the images whose URLs are given"
    )
    chosen = parser.parse_args()
    simulator = SimulatorServer(host=chosen.host, port=chosen.port)
    simulator.state.reads_inputs = chosen.read_inputs
    print(f"provider simulator at {simulator.url}", flush=True)  # noqa: T201
    simulator.run()


if __name__ == "__main__":
    main()
