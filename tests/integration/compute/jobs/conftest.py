"""A world of jobs with a task whose product is cut out already."""

import json
from io import BytesIO

import pytest
from PIL import Image

from shared.aws.bucket import Bucket
from shared.aws.clients import client
from shared.aws.secrets import Secrets
from shared.aws.table import Table
from shared.compute.tasks.submission import SubmissionService
from tests.scenes.job_world import World
from tests.scenes.submitted_tasks import Orders


def webp() -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 80), "#336699").save(file, "WEBP", lossless=True)
    return file.getvalue()


@pytest.fixture
def world(compute_table: Table, bucket: Bucket) -> World:
    secrets = client("secretsmanager")
    names = ("alpha", "beta", "gamma")
    accounts = json.dumps({name: {"api_key": f"key of {name}"} for name in names})
    secrets.create_secret(Name="providers", SecretString=accounts)
    secrets.create_secret(Name="callbacks", SecretString="the key of our callbacks")
    bucket.write("compute/cut.png", b"a cut-out", content_type="image/png")
    return World(compute_table, bucket, Secrets(), webp())


@pytest.fixture
def orders(world: World, submissions: SubmissionService) -> Orders:
    return Orders(world, submissions)
