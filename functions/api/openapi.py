"""The OpenAPI document of the API; `make openapi` writes it to openapi/platform.json."""

from typing import Any

from fastapi import FastAPI

from shared.identity.errors import MISSING_SCOPE, TOKEN_EXPIRED, TOKEN_INVALID, TOKEN_MISSING
from shared.web import openapi

_SERVICE = openapi.Service(
    description=(
        "Product photographs of a fashion brand: from the photo of a garment to approved and "
        "exported images. Lists are paged by `cursor`; every failure is a problem document."
    ),
    bearer="The access token of `POST /auth/login`; it lives for 15 minutes.",
    unauthenticated=(TOKEN_EXPIRED, TOKEN_INVALID, TOKEN_MISSING),
    forbidden=(MISSING_SCOPE,),
    tags={
        "auth": "Accounts and tokens.",
        "organizations": "The organization of the caller.",
        "uploads": "Files on their way in: a form for the storage, and the result of the check.",
        "files": "Addresses of stored images.",
        "products": "Garments and their photographs.",
        "subjects": "Virtual models and their base images.",
        "admin": "Operations of administrators.",
        "styles": "Sets: backdrop, light and colours.",
        "guidelines": "Rules of a brand that are checked for each image.",
        "shot-types": "Kinds of images that a look may ask for.",
        "shootings": "Sessions that produce the images of a collection.",
        "shooting-looks": "Combinations of products, subject and style in a shooting.",
        "shots": "One image of a look in a shot type, and the decision on it.",
        "predictions": "The generated variants of a shot.",
        "generations": "Jobs that produce predictions.",
        "captions": "Descriptions and alternative texts of images.",
        "costs": "Charges, refunds and budgets.",
        "providers": "The providers behind the generations.",
        "gallery": "All images with their shot, shooting and product.",
        "exports": "Approved images as files to download.",
        "realtime": "Tickets for the WebSocket, which carries the events.",
    },
)


def document(app: FastAPI) -> dict[str, Any]:
    return openapi.build(app, _SERVICE)
