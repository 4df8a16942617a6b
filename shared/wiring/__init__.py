"""The composition root: the only place that puts services together.

`Platform` and `Compute` hold one attribute per feature, and each feature one per service. A
service is built on first use and then kept. Imports stand inside the properties, so that a
function imports only what it uses, and reads only the settings that its stack gives it.

Tests build the same graph and replace parts of it by assignment, before the first use:

    platform = Platform(Base(Settings.from_environment()))
    platform.compute_client = fake

Nothing else in `shared` imports this package.
"""
