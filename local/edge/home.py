"""`/`: what a person finds who opens the laptop cloud's address."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sartiq on this laptop</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 17px/1.6 Georgia, serif; max-width: 38rem; margin: 12vh auto; padding: 0 1.5rem; }
  h1 { font-weight: 400; font-size: 2.2rem; letter-spacing: .02em; margin-bottom: .2em; }
  code { font: .85em ui-monospace, Menlo, Consolas, monospace; }
  dt { margin-top: 1.1em; font-weight: 700; }
  dd { margin: 0; }
</style>
</head>
<body>
<h1>Sartiq</h1>
<p>The whole production cloud, running on this machine: photographs of products in,
approved pictures out.</p>
<dl>
  <dt>The API</dt>
  <dd><a href="/api/v1/docs">/api/v1/docs</a>, described in
      <a href="/api/v1/openapi.json">OpenAPI</a>; what its errors mean:
      <a href="/docs/errors">/docs/errors</a></dd>
  <dt>Events as they happen</dt>
  <dd>a WebSocket at <code>/ws?ticket=…</code>, the ticket from
      <code>POST /api/v1/ws/ticket</code></dd>
  <dt>The demo's login</dt>
  <dd>under <code>demo</code> in <code>.local/stack.json</code>; <code>make status</code>
      shows it too</dd>
  <dt>See it work</dt>
  <dd><code>make demo</code> plays the whole job and leaves a contact sheet in
      <code>out/demo</code></dd>
</dl>
</body>
</html>
"""


async def home(request: Request) -> Response:
    return HTMLResponse(_PAGE)


async def health(request: Request) -> Response:
    """That the edge itself is up; the origins answer for themselves."""
    return JSONResponse({"status": "ok"})
