"""Build the assets and deploy the ordinary stacks with the ordinary CDK command line."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from layers.build import TARGETS, build, fingerprint
from local import node
from local.config import ACCOUNT, REGION, ROOT, LocalCloud, LocalCloudError
from local.links import link_layers, linked_layers

_SOURCES = ("functions", "shared", "layers", "statemachines", "infra_cdk", "cdk.json")


def deploy(cloud: LocalCloud) -> bool:
    """Bring the cloud to the state of the sources; False when it is there already."""
    digest = fingerprint([ROOT / source for source in _SOURCES], salt=_salt(cloud))
    stamp = cloud.home / "deployed.sha256"
    if stamp.exists() and stamp.read_text() == digest:
        return False
    build(TARGETS["local"])
    link_layers(TARGETS["local"], cloud.home)
    with ThreadPoolExecutor() as side_by_side:
        steps = [side_by_side.submit(step, cloud) for step in (_bootstrap, _synthesize)]
    for step in steps:
        step.result()
    _deploy_stacks(cloud)
    _reserve_concurrency(cloud)
    stamp.write_text(digest)
    return True


def _salt(cloud: LocalCloud) -> str:
    """The part of the templates that does not come from the sources."""
    return f"{cloud.endpoint_url} {cloud.edge_port} {cloud.home} {sys.version}"


def _bootstrap(cloud: LocalCloud) -> None:
    """Outside the repository, where the command line finds no app that it would synthesize."""
    done = cloud.home / "bootstrapped"
    if not done.exists():
        _cdk(cloud, "bootstrap", f"aws://{ACCOUNT}/{REGION}", folder=cloud.home)
        done.touch()


def _synthesize(cloud: LocalCloud) -> None:
    """Write the templates to `cdk.out`, unless they are there for the same sources.

    `make synth` and the tests validate the templates; here it would take as long again.
    """
    digest = fingerprint([ROOT / "infra_cdk", *_assets(cloud)], salt=_salt(cloud))
    stamp = cloud.home / "synthesized.sha256"
    if stamp.exists() and stamp.read_text() == digest:
        return
    assembly = cloud.home / "cdk.out"
    shutil.rmtree(assembly, ignore_errors=True)
    _cdk(
        cloud,
        *("synth", "--quiet", "--output", str(assembly), "--context", "stage=local"),
        CDK_VALIDATION="false",
    )
    stamp.write_text(digest)


def _assets(cloud: LocalCloud) -> list[Path]:
    return [
        ROOT / "cdk.json",
        ROOT / "statemachines",
        TARGETS["local"].folder / "functions",
        linked_layers(cloud.home),
    ]


def _deploy_stacks(cloud: LocalCloud) -> None:
    """`direct`: without a change set, of which the command line asks every few seconds."""
    _cdk(
        cloud,
        *("deploy", "--all", "--app", str(cloud.home / "cdk.out"), "--method", "direct"),
        *("--require-approval", "never", "--concurrency", "4", "--asset-parallelism", "true"),
        *("--outputs-file", str(cloud.home / "outputs.json")),
    )


def _reserve_concurrency(cloud: LocalCloud) -> None:
    """Carry out what the templates say and the emulator's CloudFormation leaves out."""
    from local import aws  # boto3: half a second that an unchanged cloud need not pay

    functions = aws.client(cloud, "lambda")
    for template in (cloud.home / "cdk.out").glob("*.template.json"):
        for resource in json.loads(template.read_text())["Resources"].values():
            properties = resource.get("Properties", {})
            if "ReservedConcurrentExecutions" in properties:
                functions.put_function_concurrency(
                    FunctionName=properties["FunctionName"],
                    ReservedConcurrentExecutions=properties["ReservedConcurrentExecutions"],
                )


def outputs(cloud: LocalCloud) -> dict[str, str]:
    """The outputs of all stacks under their own names."""
    stacks = json.loads((cloud.home / "outputs.json").read_text())
    return {name: value for values in stacks.values() for name, value in values.items()}


def _cdk(
    cloud: LocalCloud, *arguments: str, folder: Path = ROOT, **environment_changes: str
) -> None:
    log = cloud.home / f"cdk-{arguments[0]}.log"
    command = [*node.command("cdk"), *arguments, "--no-notices"]
    environment = {
        **cloud.aws_environment(),
        "JSII_NODE": str(node.NODE),  # what aws_cdk starts when it is imported
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        **environment_changes,
    }
    with log.open("wb") as output:
        ended = subprocess.run(
            command, cwd=folder, env=environment, stdout=output, stderr=output, check=False
        )
    if ended.returncode:
        raise LocalCloudError(f"`cdk {arguments[0]}` failed:\n{_tail(log)}\nAll of it: {log}")


def _tail(log: Path, lines: int = 25) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
