"""Two values are good at a time while a secret rotates."""

import os

from shared.aws.clients import client
from shared.aws.secrets import Secrets
from tests.scenes.secrets import JWT_SECRET_VALUE


def test_unrotated_secret_has_one_value(aws: None) -> None:
    secrets, arn = Secrets(), os.environ["JWT_SECRET"]
    assert secrets.current(arn) == JWT_SECRET_VALUE
    assert secrets.accepted(arn) == [JWT_SECRET_VALUE]


def test_rotation_keeps_previous_value(aws: None) -> None:
    arn = os.environ["JWT_SECRET"]
    client("secretsmanager").put_secret_value(SecretId=arn, SecretString="the next one")
    assert Secrets().current(arn) == "the next one"
    assert Secrets().accepted(arn) == ["the next one", JWT_SECRET_VALUE]
