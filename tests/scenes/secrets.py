"""The values of the secrets in the integration tests."""

JWT_SECRET_VALUE = "a signing secret of the tests, long enough"


ADMIN_TOKEN_VALUE = "an admin token of the tests"


CALLBACK_SECRET_VALUE = "the key that signs our callback addresses"
