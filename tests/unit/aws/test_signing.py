"""SigV4: the headers of a request are those that AWS would compute."""

import hashlib
import hmac
import re

import pytest
from botocore.credentials import Credentials

from shared.aws.signing import Signer

URL = "https://bedrock-runtime.us-east-1.amazonaws.com/model/us.stability.x-v1%3A0/invoke"
BODY = b'{"image": "aGk="}'


def digest(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def expected_signature(stamp: str, secret: str) -> str:
    """By hand, as the SigV4 guide describes it; a path is encoded twice."""
    day = stamp[:8]
    names = "content-type;host;x-amz-date"
    canonical = "\n".join(
        (
            "POST",
            "/model/us.stability.x-v1%253A0/invoke",
            "",
            "content-type:application/json",
            "host:bedrock-runtime.us-east-1.amazonaws.com",
            f"x-amz-date:{stamp}",
            "",
            names,
            hashlib.sha256(BODY).hexdigest(),
        )
    )
    scope = f"{day}/us-east-1/bedrock/aws4_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"AWS4{secret}".encode()
    for part in (day, "us-east-1", "bedrock", "aws4_request"):
        key = digest(key, part)
    return digest(key, f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}").hex()


def sign(credentials: Credentials, body: bytes = BODY) -> dict[str, str]:
    headers = {"Content-Type": "application/json"}
    return Signer("bedrock", credentials).sign("POST", URL, headers, body, region="us-east-1")


def test_signature_is_the_documented_one() -> None:
    headers = sign(Credentials("AKIDEXAMPLE", "secret"))
    found = re.search(r"Signature=([0-9a-f]{64})$", headers["Authorization"])
    assert found
    assert found[1] == expected_signature(headers["X-Amz-Date"], "secret")


def test_session_token_is_part_of_it() -> None:
    headers = sign(Credentials("AKIDEXAMPLE", "secret", "session"))
    assert headers["X-Amz-Security-Token"] == "session"
    assert "x-amz-security-token" in headers["Authorization"]


def test_other_body_has_another_signature() -> None:
    credentials = Credentials("AKIDEXAMPLE", "secret")
    assert sign(credentials)["Authorization"] != sign(credentials, b"{}")["Authorization"]


def test_process_s_credentials_are_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDPROCESS")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    from shared.aws import signing

    signing._process_credentials.cache_clear()
    headers = Signer("bedrock").sign("POST", URL, {}, BODY, region="us-east-1")
    signing._process_credentials.cache_clear()
    assert "Credential=AKIDPROCESS/" in headers["Authorization"]
