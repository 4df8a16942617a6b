"""The FastAPI parts of both APIs: answers to failures, and the OpenAPI document."""
