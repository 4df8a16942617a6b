"""What both APIs share of FastAPI: answers to failures, and the OpenAPI document."""
