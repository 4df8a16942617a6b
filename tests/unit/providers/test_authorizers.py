"""The authorizers by name, and AWS signatures of requests."""

from botocore.credentials import Credentials

from shared.aws.signing import Signer
from shared.providers.adapter import Connection, HttpRequest
from shared.providers.authorizers import authorizers

REQUEST = HttpRequest(
    method="POST",
    url="https://bedrock-runtime.us-west-2.amazonaws.com/model/m%3A0/invoke",
    headers={"Content-Type": "application/json"},
    content=b"{}",
    authorize="sigv4",
)


def signer() -> Signer:
    return Signer("bedrock", Credentials("AKIDEXAMPLE", "secret", "session"))


def test_both_words_have_an_authorizer() -> None:
    assert set(authorizers(signer())) == {"google", "sigv4"}


def test_signature_is_for_the_connection_s_region() -> None:
    connection = Connection(
        owner="platform", secrets={"region": "us-west-2"}, base_url="https://x.test"
    )
    signed = authorizers(signer())["sigv4"](REQUEST, connection)
    assert "/us-west-2/bedrock/aws4_request" in signed.headers["Authorization"]
    assert signed.headers["X-Amz-Security-Token"] == "session"
    assert signed.headers["Content-Type"] == "application/json"
    assert (signed.url, signed.content) == (REQUEST.url, REQUEST.content)
