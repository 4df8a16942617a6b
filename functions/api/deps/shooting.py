"""Shootings, their looks and shots, and the library that they choose from."""

from functions.api.deps.foundation import provide

get_style_service = provide(lambda platform: platform.library.styles)
get_guideline_service = provide(lambda platform: platform.library.guidelines)
get_shot_type_service = provide(lambda platform: platform.library.shot_types)
get_subject_service = provide(lambda platform: platform.library.subjects)
get_shooting_service = provide(lambda platform: platform.shooting.shootings)
get_shot_service = provide(lambda platform: platform.shooting.shots)
get_shooting_look_service = provide(lambda platform: platform.shooting.looks)
