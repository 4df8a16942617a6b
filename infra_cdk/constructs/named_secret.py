"""A secret that is created once and found by its name."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra_cdk.config import Stage


class NamedSecret(Construct):
    """A secret named `sartiq-{stage}/{what}`; functions pass the name to `GetSecretValue`.

    - `arn_pattern`: for grants. Secrets Manager appends six characters to the name.
    - `arn_below`: for grants on secrets that operators create below the name.
    - `value`: the initial value, if it is not secret. Without it the value is random.
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
