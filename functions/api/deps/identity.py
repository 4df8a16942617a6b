"""Accounts, sessions and organizations."""

from functions.api.deps.foundation import provide

get_token_signer = provide(lambda platform: platform.identity.token_signer)
get_auth_service = provide(lambda platform: platform.identity.auth)
get_organization_service = provide(lambda platform: platform.identity.organizations)
