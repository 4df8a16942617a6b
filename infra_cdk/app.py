"""The CDK app (`make synth STAGE=dev`): it instantiates the stacks of one stage."""

import aws_cdk as cdk
from aws_cdk import Tags

from infra_cdk.config import Stage, stage_named
from infra_cdk.stacks.compute import ComputeStack
from infra_cdk.stacks.data import DataStack
from infra_cdk.stacks.edge import EdgeStack
from infra_cdk.stacks.platform import PlatformStack
from infra_cdk.stacks.realtime import RealtimeStack


def build(app: cdk.App, stage: Stage) -> list[cdk.Stack]:
    """Returns all stacks of one stage in the order of their dependencies."""

    def options() -> dict[str, object]:
        # The emulator refuses the file-publishing role of the default synthesizer.
        return {"synthesizer": cdk.CliCredentialsStackSynthesizer()} if stage.is_local else {}

    name = f"Sartiq-{stage.name}"
    data = DataStack(app, f"{name}-Data", stage=stage, **options())
    compute = ComputeStack(app, f"{name}-Compute", stage=stage, data=data, **options())
    realtime = RealtimeStack(app, f"{name}-Realtime", stage=stage, data=data, **options())
    platform = PlatformStack(
        app,
        f"{name}-Platform",
        stage=stage,
        data=data,
        compute=compute,
        realtime=realtime,
        **options(),
    )
    stacks: list[cdk.Stack] = [data, compute, realtime, platform]
    if not stage.is_local:
        stacks.append(
            EdgeStack(app, f"{name}-Edge", stage=stage, platform=platform, realtime=realtime)
        )
    Tags.of(app).add("application", "sartiq")
    Tags.of(app).add("stage", stage.name)
    return stacks


def main() -> None:
    app = cdk.App()
    stage = stage_named(app.node.try_get_context("stage") or "local")
    build(app, stage)
    app.synth()


if __name__ == "__main__":
    main()
