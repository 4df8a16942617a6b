"""Findings of cdk-nag that stand, each with its reason.

`tests/infra/test_findings.py` runs the AWS Solutions rules over the stacks and fails on a
finding that is not listed here, and on a line here that no longer explains anything.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Explained:
    """`rule` and `where` are regular expressions that match the whole finding and path."""

    rule: str
    where: str
    reason: str


EXPLAINED = (
    Explained(
        r"AwsSolutions-IAM5\[Resource::\*\]",
        r".*(Role/DefaultPolicy|Export/Role/DefaultPolicy|Generation/Role/DefaultPolicy)/Resource",
        "X-Ray (functions) and log delivery (state machines) take no narrower resource.",
    ),
    Explained(
        r"AwsSolutions-IAM5\[Resource::.*Media.*/(media|compute|temp|exports)/\*\]",
        r".*Role/DefaultPolicy/Resource",
        "A function reads or writes one prefix of the bucket; the objects below it have no list.",
    ),
    Explained(
        r"AwsSolutions-IAM5\[Resource::<Table.*\.Arn>/index/\*\]",
        r".*-Platform/.*Role/DefaultPolicy/Resource",
        "Queries on the indexes of the platform table, all of which hold the same entities.",
    ),
    Explained(
        r"AwsSolutions-IAM5\[Resource::<.*\.Arn>:\*\]",
        r".*/(Generation|Export)/Role/DefaultPolicy/Resource",
        "The state machine may invoke its functions in any version: that is how grants are made.",
    ),
    Explained(
        r"AwsSolutions-IAM5\[Resource::arn:.*:execute-api:.*/v1/\*\]",
        r".*-Realtime/.*Role/DefaultPolicy/Resource",
        "Connections come and go; the grant is bound to one API and stage.",
    ),
    Explained(
        r"AwsSolutions-IAM5\[Resource::arn:.*:secretsmanager:.*:secret:sartiq-\w+/providers/\*\]",
        r".*-Compute/(Api|ReceiveWebhook|DispatchNode|CheckJob)Role/DefaultPolicy/Resource",
        "Accounts that organizations brought: one secret each, made by operators under one name.",
    ),
    Explained(
        r"AwsSolutions-IAM5\[Resource::arn:.*:bedrock:\*:.*/(us\.)?stability\.\*\]",
        r".*-Compute/(DispatchNode|CheckJob)Role/DefaultPolicy/Resource",
        "Models of one maker; their profiles choose the region, and versions are in the names.",
    ),
    Explained(
        r"AwsSolutions-APIG4",
        r".*-Compute/Http/POST--webhooks--\{provider\}--\{organization_id\}--\{job_id\}/Resource",
        "Providers cannot log in: the address carries a token of ours, and the vendor's signature "
        "is verified where there is one (tests/integration/callbacks).",
    ),
    Explained(
        r"AwsSolutions-APIG4",
        r".*/(Http/DefaultRoute|Socket/\$\w+-Route)/Resource",
        "The functions authorize: bearer tokens with scopes, and one-time tickets for sockets. "
        "tests/integration/test_routes.py tries every route as nobody.",
    ),
    Explained(
        r"AwsSolutions-L1",
        r".*",
        "python3.13 is what layers and bytecode are built for; see DECISIONS.md.",
    ),
    Explained(
        r"AwsSolutions-SQS3",
        r".*/Outbox/Parked/Resource",
        "It is a dead-letter queue itself: the on-failure destination of the stream.",
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
        "Brands review from everywhere; a firewall is a choice of the account, at extra cost.",
    ),
    Explained(
        r"AwsSolutions-CFR3",
        r".*/(MediaCdn|Distribution)/Resource",
        "The API has access logs of its own, and media carry unguessable names.",
    ),
    Explained(
        r"AwsSolutions-CFR4",
        r".*/(MediaCdn|Distribution)/Resource",
        "The default certificate fixes the policy; a domain of one's own brings TLS 1.2.",
    ),
)
