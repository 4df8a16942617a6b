"""Captions."""

from functions.api.deps.foundation import provide

get_caption_service = provide(lambda platform: platform.captions.service)
