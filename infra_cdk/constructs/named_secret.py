"""A secret that is made once, found by its name, and never printed."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra_cdk.config import Stage


class NamedSecret(Construct):
    """`name` is `sartiq-{stage}/{what}`: what functions are told, and what `GetSecretValue` takes.

    `arn_pattern` is for grants: Secrets Manager adds six characters of its own to the name;
    `arn_below` is for those that operators make under it. A random value, unless it begins as
    `value`, which then holds no secret yet.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        what: str,
        purpose: str,
        value: str | None = None,
    ) -> None:
        super().__init__(scope, id)
        self.name = f"{stage.prefix}/{what}"
        secretsmanager.Secret(
            self,
            "Secret",
            secret_name=self.name,
            description=purpose,
            removal_policy=stage.removal,
            **_beginning(value),
        )
        self.arn_pattern = self._arn(f"{self.name}-??????")
        self.arn_below = self._arn(f"{self.name}/*")

    def _arn(self, name: str) -> str:
        return cdk.Stack.of(self).format_arn(
            service="secretsmanager",
            resource="secret",
            resource_name=name,
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )


def _beginning(value: str | None) -> dict[str, Any]:
    if value is not None:
        return {"secret_string_value": cdk.SecretValue.unsafe_plain_text(value)}
    random = secretsmanager.SecretStringGenerator(password_length=48, exclude_punctuation=True)
    return {"generate_secret_string": random}
