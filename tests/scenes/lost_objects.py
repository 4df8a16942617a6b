"""Objects that are gone, as after a lifecycle rule; our own code deletes none."""

from shared.aws.clients import client


def lose(key: str) -> None:
    client("s3").delete_object(Bucket="media-test", Key=key)
