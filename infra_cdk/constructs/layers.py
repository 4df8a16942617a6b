"""The four layers: the domain, the common dependencies, image processing, and signing.

Each stack publishes its own versions. CloudFormation refuses to update an export that is in use,
so a layer that stacks share by export could never change.
"""

from functools import cached_property

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra_cdk.config import Stage


class Layers(Construct):
    def __init__(self, scope: Construct, id: str, *, stage: Stage) -> None:
        super().__init__(scope, id)
        self._stage = stage

    def of(self, *, imaging: bool, signing: bool) -> list[lambda_.ILayerVersion]:
        extra = [*([self._imaging] if imaging else []), *([self._signing] if signing else [])]
        return [self._shared, self._runtime, *extra]

    @cached_property
    def _shared(self) -> lambda_.LayerVersion:
        return self._layer("shared")

    @cached_property
    def _runtime(self) -> lambda_.LayerVersion:
        return self._layer("runtime")

    @cached_property
    def _imaging(self) -> lambda_.LayerVersion:
        return self._layer("imaging")

    @cached_property
    def _signing(self) -> lambda_.LayerVersion:
        return self._layer("signing")

    def _layer(self, name: str) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name.capitalize(),
            layer_version_name=f"{self._stage.prefix}-{name}",
            code=lambda_.Code.from_asset(self._stage.layer(name)),
            compatible_runtimes=[self._stage.runtime],
            compatible_architectures=[self._stage.architecture],
        )
