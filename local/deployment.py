"""Build the assets and deploy the ordinary stacks with the ordinary CDK command line."""

import json
import subprocess
from pathlib import Path

from layers.build import TARGETS, build, fingerprint
from local import node
from local.config import ACCOUNT, REGION, ROOT, LocalCloud, LocalCloudError

_SOURCES = ("functions", "shared", "layers", "statemachines", "infra_cdk", "cdk.json")


def deploy(cloud: LocalCloud) -> bool:
    """Bring the cloud to what the sources say; False when it is there already."""
    digest = fingerprint([ROOT / source for source in _SOURCES], salt=cloud.endpoint_url)
    stamp = cloud.home / "deployed.sha256"
    if stamp.exists() and stamp.read_text() == digest:
        return False
    build(TARGETS["local"])
    if not (cloud.home / "bootstrapped").exists():
        _cdk(cloud, "bootstrap", f"aws://{ACCOUNT}/{REGION}")
        (cloud.home / "bootstrapped").touch()
    outputs = cloud.home / "outputs.json"
    _cdk(
        cloud,
        *("deploy", "--all", "--require-approval", "never", "--concurrency", "4"),
        *("--outputs-file", str(outputs), "--asset-parallelism", "true"),
    )
    _reserve_concurrency(cloud)
    stamp.write_text(digest)
    return True


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


def _cdk(cloud: LocalCloud, *arguments: str) -> None:
    log = cloud.home / "cdk.log"
    command = [*node.command("cdk"), *arguments, "--context", "stage=local", "--no-notices"]
    environment = {
        **cloud.aws_environment(),
        "JSII_NODE": str(node.NODE),  # what aws_cdk starts when it is imported
        "CDK_DISABLE_CLI_TELEMETRY": "true",
    }
    command += ["--output", str(cloud.home / "cdk.out")]
    with log.open("wb") as output:
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, check=False
        )
    if ended.returncode:
        raise LocalCloudError(f"`cdk {arguments[0]}` failed:\n{_tail(log)}\nAll of it: {log}")


def _tail(log: Path, lines: int = 25) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
