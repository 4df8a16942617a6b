"""A secret that is made once, found by its name, and never printed."""

import aws_cdk as cdk
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra_cdk.config import Stage


class NamedSecret(Construct):
    """`name` is `sartiq-{stage}/{what}`: what functions are told, and what `GetSecretValue` takes.

    `arn_pattern` is for grants: Secrets Manager adds six characters of its own to the name.
    """

    def __init__(self, scope: Construct, id: str, *, stage: Stage, what: str, purpose: str) -> None:
        super().__init__(scope, id)
        self.name = f"{stage.prefix}/{what}"
        secretsmanager.Secret(
            self,
            "Secret",
            secret_name=self.name,
            description=purpose,
            removal_policy=stage.removal,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=48, exclude_punctuation=True
            ),
        )
        self.arn_pattern = cdk.Stack.of(self).format_arn(
            service="secretsmanager",
            resource="secret",
            resource_name=f"{self.name}-??????",
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
