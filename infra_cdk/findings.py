"""Accepted findings of cdk-nag, each with its reason.

`tests/infra/test_findings.py` applies the AWS Solutions rules to the stacks. It fails on a finding
that is not listed here, and on an entry that matches no finding.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Explained:
    """An accepted finding. `rule` and `where` are regular expressions for full matches."""

    rule: str
    where: str
    reason: str


EXPLAINED = (
    Explained(
        r"AwsSolutions-IAM5\[Resource::\*\]",
        r".*(Role/DefaultPolicy|Export/Role/DefaultPolicy|Generation/Role/DefaultPolicy)/Resource",
        "X-Ray (functions) and log delivery (state machines) accept no narrower resource.",
    ),
    Explained(
        r"AwsSolutions-IAM5\[Resource::.*Media.*/(media|compute|temp|exports)/\*\]",
        r".*Role/DefaultPolicy/Resource",
        "A function reads or writes one prefix of the bucket; its objects cannot be enumerated.",
    ),
    Explained(
        r"AwsSolutions-IAM5\[Resource::<Table.*\.Arn>/index/\*\]",
        r".*-Platform/.*Role/DefaultPolicy/Resource",
        "Queries on the indexes of the platform table, all of which hold the same entities.",
    ),
    Explained(
        r"AwsSolutions-IAM5\[Resource::<.*\.Arn>:\*\]",
        r".*/(Generation|Export)/Role/DefaultPolicy/Resource",
        "The grant of an invocation covers all versions of the function.",
    ),
    Explained(
        r"AwsSolutions-IAM5\[Resource::arn:.*:execute-api:.*/v1/\*\]",
        r".*-Realtime/.*Role/DefaultPolicy/Resource",
        "Connections come and go; the grant is bound to one API and stage.",
    ),
    Explained(
        r"AwsSolutions-IAM5\[Resource::arn:.*:secretsmanager:.*:secret:sartiq-\w+/providers/\*\]",
        r".*-Compute/(Api|ReceiveWebhook|DispatchNode|CheckJob)Role/DefaultPolicy/Resource",
        "Provider accounts of organizations: operators create one secret each below this name.",
    ),
    Explained(
        r"AwsSolutions-IAM5\[Resource::arn:.*:bedrock:\*:.*/(us\.)?stability\.\*\]",
        r".*-Compute/(DispatchNode|CheckJob)Role/DefaultPolicy/Resource",
        "Models of one vendor; their profiles choose the region, and the names contain versions.",
    ),
    Explained(
        r"AwsSolutions-APIG4",
        r".*-Compute/Http/POST--webhooks--\{provider\}--\{organization_id\}--\{job_id\}/Resource",
        "Providers cannot log in: the URL contains a signed token, and the vendor's signature is "
        "verified if the vendor signs (tests/integration/callbacks).",
    ),
    Explained(
        r"AwsSolutions-APIG4",
        r".*/(Http/DefaultRoute|Socket/\$\w+-Route)/Resource",
        "The functions authorize: bearer tokens with scopes, and one-time tickets for sockets. "
        "tests/integration/test_routes.py calls every route without a token.",
    ),
    Explained(
        r"AwsSolutions-L1",
        r".*",
        "Layers and bytecode are built for python3.13; see DECISIONS.md.",
    ),
    Explained(
        r"AwsSolutions-SQS3",
        r".*/Outbox/Parked/Resource",
        "This queue is a dead-letter queue: the on-failure destination of the stream.",
    ),
    Explained(
        r"AwsSolutions-SMG4",
        r".*(-Data/(JwtSecret|ComputeToken)|-Compute/(Providers|CallbackKey))/Secret/Resource",
        "Rotated by an operator with two active keys (docs/how-to/rotate-secrets.md).",
    ),
    Explained(
        r"AwsSolutions-S1",
        r".*-Data/Media/Resource",
        "Data events of CloudTrail record object access with the caller's identity.",
    ),
    Explained(
        r"AwsSolutions-CFR[12]",
        r".*/(MediaCdn|Distribution)/Resource",
        "Brands review from all countries; a firewall is a decision of the account, at extra cost.",
    ),
    Explained(
        r"AwsSolutions-CFR3",
        r".*/(MediaCdn|Distribution)/Resource",
        "The API writes access logs, and media have unguessable names.",
    ),
    Explained(
        r"AwsSolutions-CFR4",
        r".*/(MediaCdn|Distribution)/Resource",
        "The default certificate fixes the policy; a custom domain enables TLS 1.2.",
    ),
)
