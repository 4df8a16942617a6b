"""Exports."""

from functions.api.deps.foundation import provide

get_export_service = provide(lambda platform: platform.delivery.exports)
