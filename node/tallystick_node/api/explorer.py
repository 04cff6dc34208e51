"""The API's description to be read and tried in a browser: `/docs`, with nothing from elsewhere."""

from __future__ import annotations

from importlib import resources
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import HTMLResponse

from tallystick_node.api.refusals import NotHere

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

# The pages of Swagger UI come with a package; only its files are used.
_FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
_START, _SCRIPT = "start.js", "text/javascript"
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Tallystick node: the API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<h1>The API of this node</h1>
<div id="api"><p>The description is at <a href="/openapi.json">/openapi.json</a>; to read and try it
here takes JavaScript.</p></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_STARTING = """SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#api", deepLinking: true, validatorUrl: null,
});
"""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


@router.get("/docs", response_class=HTMLResponse)
def read_docs() -> HTMLResponse:
    """The page."""
    return HTMLResponse(_PAGE, headers={"content-security-policy": _POLICY})


@router.get("/docs/{name}")
def read_docs_file(name: Annotated[str, Path(max_length=64)]) -> Response:
    """A file of the page."""
    if name == _START:
        return Response(_STARTING, media_type=_SCRIPT)
    if name not in _FILES:
        raise NotHere("API:FILE", "there is no such file")
    data = resources.files("fastapi_offline").joinpath("static", name).read_bytes()
    headers = {"cache-control": "public, max-age=86400"}
    return Response(data, media_type=_FILES[name], headers=headers)
