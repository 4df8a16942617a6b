"""What the templates promise, beyond what the rules of cdk-nag look at."""

from collections.abc import Mapping
from typing import Any

import pytest
from aws_cdk.assertions import Match, Template

from infra_cdk import tables
from tests.scenes.templates import resources

Templates = Mapping[str, Template]

_LOGS_AND_TRACES = {
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
}


def every(templates: Templates, type: str) -> dict[str, dict[str, Any]]:
    return {
        f"{stack}/{name}": resource["Properties"]
        for stack, template in templates.items()
        for name, resource in resources(template, type).items()
    }


def actions_of(template: Template, function: str) -> set[str]:
    """What a function's own role may do."""
    granted: set[str] = set()
    for name, policy in resources(template, "AWS::IAM::Policy").items():
        if not name.startswith(f"{function}RoleDefaultPolicy"):
            continue
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            actions = statement["Action"]
            granted |= {actions} if isinstance(actions, str) else set(actions)
    return granted


@pytest.mark.parametrize(
    ("stack", "spec"),
    [("Platform", tables.PLATFORM), ("Compute", tables.COMPUTE), ("Realtime", tables.CONNECTIONS)],
)
def test_table_matches_its_specification(
    templates: Templates, stack: str, spec: tables.TableSpec
) -> None:
    (table,) = resources(templates[stack], "AWS::DynamoDB::Table").values()
    properties = table["Properties"]
    assert [key["AttributeName"] for key in properties["KeySchema"]] == ["pk", "sk"]
    indexes = properties.get("GlobalSecondaryIndexes", [])
    assert [index["IndexName"] for index in indexes] == list(spec.indexes)
    for index in indexes:
        names = [key["AttributeName"] for key in index["KeySchema"]]
        assert names == [f"{index['IndexName']}pk", f"{index['IndexName']}sk"]
        assert index["Projection"] == {"ProjectionType": "ALL"}
    assert properties.get("StreamSpecification", {}).get("StreamViewType") == spec.stream
    assert properties["TimeToLiveSpecification"]["AttributeName"] == spec.ttl_attribute
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


def test_services_share_no_table(templates: Templates) -> None:
    """No role of Compute names a table of Platform, and the other way round."""
    for stack, foreign in (("Compute", "Platform"), ("Platform", "Compute")):
        grants = str(resources(templates[stack], "AWS::IAM::Policy"))
        assert f"Sartiq-dev-{foreign}:ExportsOutputFnGetAttTable" not in grants


def test_temporary_prefixes_expire(templates: Templates) -> None:
    (bucket,) = resources(templates["Data"], "AWS::S3::Bucket").values()
    rules = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
    days = {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if "Prefix" in rule}
    assert days == {"temp/": 1, "compute/": 7, "exports/": 7}
    assert any("AbortIncompleteMultipartUpload" in rule for rule in rules)


def test_bucket_is_private_and_tells_of_uploads(templates: Templates) -> None:
    templates["Data"].has_resource_properties(
        "AWS::S3::Bucket",
        {
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": True,
            },
            "NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": True}},
        },
    )


def test_events_are_archived_for_90_days(templates: Templates) -> None:
    templates["Data"].has_resource_properties("AWS::Events::Archive", {"RetentionDays": 90})


def test_every_queue_has_dead_letters(templates: Templates) -> None:
    queues = every(templates, "AWS::SQS::Queue")
    work = {name: q for name, q in queues.items() if not q["QueueName"].endswith("-dead")}
    assert len(work) == 7
    assert all("RedrivePolicy" in queue for queue in work.values())


def test_every_rule_target_has_dead_letters(templates: Templates) -> None:
    rules = {
        name: rule
        for name, rule in every(templates, "AWS::Events::Rule").items()
        if "Archive" not in name
    }
    assert len(rules) == 3
    for rule in rules.values():
        assert all("DeadLetterConfig" in target for target in rule["Targets"])


def test_queue_outlasts_its_worker(templates: Templates) -> None:
    """A message must stay hidden longer than the slowest invocation that handles it."""
    for stack in ("Compute", "Platform", "Realtime"):
        functions = resources(templates[stack], "AWS::Lambda::Function")
        queues = resources(templates[stack], "AWS::SQS::Queue")
        for mapping in resources(templates[stack], "AWS::Lambda::EventSourceMapping").values():
            source = mapping["Properties"]["EventSourceArn"].get("Fn::GetAtt", [""])[0]
            if source not in queues:
                continue
            worker = functions[mapping["Properties"]["FunctionName"]["Ref"]]
            hidden = queues[source]["Properties"]["VisibilityTimeout"]
            assert hidden > worker["Properties"]["Timeout"]


def test_every_worker_reports_single_failures(templates: Templates) -> None:
    mappings = every(templates, "AWS::Lambda::EventSourceMapping")
    queues = [m for m in mappings.values() if "StartingPosition" not in m]
    assert queues
    assert all(m["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for m in queues)


def test_outbox_streams_park_what_fails(templates: Templates) -> None:
    streams = [
        mapping
        for mapping in every(templates, "AWS::Lambda::EventSourceMapping").values()
        if "StartingPosition" in mapping
    ]
    assert len(streams) == 2
    for mapping in streams:
        assert mapping["DestinationConfig"]["OnFailure"]
        assert mapping["BisectBatchOnFunctionError"] is True
        assert "OUTBOX" in str(mapping["FilterCriteria"])


def test_functions_run_on_arm_with_python_3_13(templates: Templates) -> None:
    functions = every(templates, "AWS::Lambda::Function")
    own = {n: f for n, f in functions.items() if f["Handler"].startswith("functions.")}
    assert len(own) == 18
    for properties in own.values():
        assert properties["Architectures"] == ["arm64"]
        assert properties["Runtime"] == "python3.13"
        assert properties["TracingConfig"] == {"Mode": "Active"}


def test_three_functions_carry_an_order(templates: Templates) -> None:
    """Handed in, looked after, called back: each is a function of its own with its own rights."""
    functions = resources(templates["Compute"], "AWS::Lambda::Function").values()
    handlers = {function["Properties"]["Handler"] for function in functions}
    assert {
        "functions.compute.dispatch_node.handler",
        "functions.compute.check_job.handler",
        "functions.callbacks.receive_webhook.handler",
    } <= handlers


def test_functions_with_adapters_have_the_signing_layer(templates: Templates) -> None:
    """Who is told where the accounts are loads adapters, and these import what signs."""
    layers = resources(templates["Compute"], "AWS::Lambda::LayerVersion")
    (signing,) = (name for name in layers if "Signing" in name or "signing" in name)
    for name, function in resources(templates["Compute"], "AWS::Lambda::Function").items():
        properties = function["Properties"]
        asks_providers = "PROVIDERS_SECRET" in properties["Environment"]["Variables"]
        has_layer = {"Ref": signing} in properties.get("Layers", [])
        assert has_layer is asks_providers, name


def test_callbacks_have_a_public_route_of_their_own(templates: Templates) -> None:
    templates["Compute"].has_resource_properties(
        "AWS::ApiGatewayV2::Route",
        {"RouteKey": "POST /webhooks/{provider}/{organization_id}/{job_id}"},
    )


def test_callback_may_only_look_and_tell(templates: Templates) -> None:
    """Anybody can call it, so it may write nothing and answer no state machine."""
    granted = actions_of(templates["Compute"], "ReceiveWebhook")
    assert granted - _LOGS_AND_TRACES == {
        "dynamodb:GetItem",
        "sqs:SendMessage",
        "secretsmanager:GetSecretValue",
    }


@pytest.mark.parametrize("name", ["DispatchNode", "CheckJob"])
def test_order_may_be_answered_and_parked(templates: Templates, name: str) -> None:
    granted = actions_of(templates["Compute"], name)
    assert {
        "dynamodb:DeleteItem",
        "sqs:SendMessage",
        "states:SendTaskSuccess",
        "states:SendTaskFailure",
        "secretsmanager:GetSecretValue",
        "bedrock:InvokeModel",
    } <= granted


def test_checks_outlive_defects(templates: Templates) -> None:
    """The queue of checks carries the only timer of an order, so it is patient."""
    queues = every(templates, "AWS::SQS::Queue")
    (checks,) = (q for q in queues.values() if q["QueueName"].endswith("provider-checks"))
    assert checks["RedrivePolicy"]["maxReceiveCount"] == 20


def test_provider_secret_begins_empty(templates: Templates) -> None:
    """Accounts are put in by operators; the key of our callbacks is random."""
    secrets = every(templates, "AWS::SecretsManager::Secret")
    named = {secret["Name"]: secret for secret in secrets.values()}
    assert named["sartiq-dev/providers"]["SecretString"] == "{}"
    assert "GenerateSecretString" in named["sartiq-dev/callbacks"]


def test_order_fits_into_its_function(templates: Templates) -> None:
    """What the code believes of the function's life is what the function gets."""
    for function in resources(templates["Compute"], "AWS::Lambda::Function").values():
        properties = function["Properties"]
        believed = properties["Environment"]["Variables"].get("SUBMIT_SECONDS")
        assert believed in (None, str(properties["Timeout"]))


def test_no_secret_value_in_the_environment(templates: Templates) -> None:
    """Functions are told the ARN (a Ref), never a resolved value."""
    for properties in every(templates, "AWS::Lambda::Function").values():
        assert "{{resolve:secretsmanager" not in str(properties.get("Environment", {}))


def test_machine_may_send_and_wait(templates: Templates) -> None:
    """The emulator does not enforce the machine's own role, so its grants are checked here."""
    templates["Compute"].has_resource_properties(
        "AWS::IAM::Policy",
        {
            "PolicyName": Match.string_like_regexp("Generation"),
            "PolicyDocument": {
                "Statement": Match.array_with(
                    [
                        Match.object_like({"Action": "lambda:InvokeFunction"}),
                        Match.object_like({"Action": "dynamodb:UpdateItem"}),
                        Match.object_like({"Action": Match.array_with(["sqs:SendMessage"])}),
                    ]
                )
            },
        },
    )


def test_no_role_may_do_everything(templates: Templates) -> None:
    for name, policy in every(templates, "AWS::IAM::Policy").items():
        for statement in policy["PolicyDocument"]["Statement"]:
            actions = statement["Action"]
            for action in actions if isinstance(actions, list) else [actions]:
                assert not action.endswith(":*"), f"{name} grants {action}"
