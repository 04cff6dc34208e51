"""The node's REST API: versioned, described by OpenAPI, refusing with problem documents."""
