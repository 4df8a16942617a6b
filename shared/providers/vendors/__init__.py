"""One module per vendor, which exports its adapter as `ADAPTER`.

Modules without one support a vendor's: `comfyui_graphs`, `fashn_requests`, `kling_errors`,
`runway_requests`; `vertex` serves Google's three.
"""
