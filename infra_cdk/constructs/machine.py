"""A state machine from its JSON file in `statemachines/`."""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra_cdk.config import ROOT, Stage
from infra_cdk.constructs.python_function import PythonFunction


class Machine(sfn.StateMachine):
    """A Standard state machine with logs and traces.

    The file contains `${Placeholders}` for ARNs and names. A test verifies that every
    placeholder has a value.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        name: str,
        placeholders: Mapping[str, str],
        functions: Sequence[PythonFunction],
        timeout: cdk.Duration,
    ) -> None:
        log_group = logs.LogGroup(
            scope,
            f"{id}Logs",
            log_group_name=f"/aws/vendedlogs/states/{stage.prefix}-{name}",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        super().__init__(
            scope,
            id,
            state_machine_name=f"{stage.prefix}-{name}",
            definition_body=sfn.DefinitionBody.from_file(
                str(ROOT / "statemachines" / f"{name}.asl.json")
            ),
            definition_substitutions=dict(placeholders),
            tracing_enabled=True,
            logs=sfn.LogOptions(destination=log_group, level=sfn.LogLevel.ALL),
            timeout=timeout,
        )
        for function in functions:
            function.grant_invoke(self)
