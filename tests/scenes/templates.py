"""Access to the resources of a synthesized template."""

from typing import Any

from aws_cdk.assertions import Template


def resources(template: Template, type: str) -> dict[str, Any]:
    return dict(template.find_resources(type))
