"""IAM is enforced: a function without one of its grants cannot do its work.

Each case takes one action away from one role of the running cloud, sees the flow fail, and
puts it back. That is the proof that the other end-to-end tests run with least privilege.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.e2e.brand import Brand
from tests.e2e.conftest import RunningCloud


@contextmanager
def without(cloud: RunningCloud, function: str, action: str) -> Iterator[None]:
    """Take `action` out of the policies of the role that `function` runs under."""
    iam, lambda_ = cloud.client("iam"), cloud.client("lambda")
    configuration = lambda_.get_function_configuration(FunctionName=f"sartiq-local-{function}")
    role = configuration["Role"].rpartition("/")[2]
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    policies = {
        name: iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for name in names
    }
    assert action in json.dumps(policies), f"{function} was never granted {action}"
    for name, policy in policies.items():
        _put(iam, role, name, _reduced(policy, action))
    try:
        yield
    finally:
        for name, policy in policies.items():
            _put(iam, role, name, policy)


def _reduced(policy: dict[str, Any], action: str) -> dict[str, Any]:
    statements = []
    for statement in policy["Statement"]:
        actions = statement["Action"]
        kept = [a for a in (actions if isinstance(actions, list) else [actions]) if a != action]
        if kept:
            statements.append({**statement, "Action": kept})
    return {**policy, "Statement": statements}


def _put(iam: Any, role: str, name: str, policy: dict[str, Any]) -> None:
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(policy))


def test_generation_needs_the_grant_to_complete_nodes(
    cloud: RunningCloud, brand: Brand, photo: bytes
) -> None:
    look = brand.look(brand.product(photo)["id"], "packshot")
    body = {
        "shooting_look_id": look["id"],
        "shot_type_id": brand.shot_type("packshot"),
        "config": {"num_predictions": 1, "resolution": "1024"},
    }
    with without(cloud, "compute-complete-node", "dynamodb:UpdateItem"):
        started = brand.post("/generations", body, status=202)
        with pytest.raises(AssertionError, match="stays"):
            brand.wait(f"/generations/{started['id']}", lambda g: bool(g["completed_at"]), 8)
    # With the grant back, the state machine's next try carries it through: nothing was lost.
    ended = brand.wait(f"/generations/{started['id']}", lambda g: bool(g["completed_at"]), 120)
    assert ended["status"] == "completed"


def test_upload_needs_the_grant_of_its_signer(
    cloud: RunningCloud, brand: Brand, photo: bytes
) -> None:
    """A presigned request carries the rights of the role that signed it, and no others."""
    with without(cloud, "api-app", "s3:PutObject"):
        assert brand.send(brand.presign(), photo).status_code == 403
    assert brand.send(brand.presign(), photo).is_success


def test_api_needs_its_grant_to_query(cloud: RunningCloud, brand: Brand) -> None:
    with without(cloud, "api-app", "dynamodb:Query"):
        assert brand.http.get("/products").status_code == 500
    assert brand.http.get("/products").status_code == 200


def test_every_function_has_a_role_of_its_own(cloud: RunningCloud) -> None:
    functions = cloud.client("lambda").list_functions(MaxItems=100)["Functions"]
    roles = [f["Role"] for f in functions if f["Handler"].startswith("functions.")]
    assert len(roles) >= 18
    assert len(set(roles)) == len(roles)
