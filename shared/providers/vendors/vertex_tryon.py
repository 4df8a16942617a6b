"""Google's virtual try-on: a garment on a person.

Wire format: `predict` on virtual-try-on-001, REST reference (VirtualTryOnModelResult).
"""

from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
    HttpReply,
    HttpRequest,
    Job,
    Limits,
    ModelSpec,
)
from shared.providers.formats.encoding import base64_of, require_max_size
from shared.providers.formats.json_fields import as_objects, as_text
from shared.providers.formats.numbers import seed_31_bits
from shared.providers.formats.results import file_from_base64
from shared.providers.replies import Completed
from shared.providers.reply_errors import no_result, not_offered, output_withheld
from shared.providers.requests import InputImage, ProviderRequest, TryOnRequest
from shared.providers.vendors import vertex

_NAME = "Google Virtual Try-On"


class VertexTryonAdapter(BaseAdapter):
    """Ignores the category, the prompt and the size. The result has the person's size."""

    name = "vertex_tryon"
    base_url = vertex.BASE_URL
    credentials: tuple[str, ...] = vertex.CREDENTIALS
    limits = Limits(concurrent=10, per_minute=50)  # documented by the vendor, per region
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="try_on", id="virtual-try-on-001", rank=10, typical_seconds=15),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        if not isinstance(request, TryOnRequest):
            raise not_offered(_NAME, job.capability)
        body = {
            "instances": [
                {
                    "personImage": _image(request.person),
                    "productImages": [_image(request.garment)],
                }
            ],
            "parameters": {
                "sampleCount": 1,
                "seed": seed_31_bits(request.seed),
                "addWatermark": False,  # required for a seed
                "personGeneration": "allow_adult",
                "outputOptions": {"mimeType": "image/png"},
            },
        }
        return vertex.call(job, "predict", body, timeout_seconds=120)

    def parse_submit(self, reply: HttpReply, job: Job) -> Completed:
        predictions = as_objects(reply.object().get("predictions"))
        if any(as_text(prediction.get("raiFilteredReason")) for prediction in predictions):
            raise output_withheld(_NAME)
        vertex.raise_error(_NAME, reply)
        if not predictions:
            raise no_result(_NAME)
        first = predictions[0]
        file = file_from_base64(first.get("bytesBase64Encoded"), first.get("mimeType"), _NAME)
        return Completed(files=(file,), model=job.model)


def _image(image: InputImage) -> dict[str, dict[str, str]]:
    small = require_max_size(image, vertex.INLINE_MEGABYTES, _NAME)
    return {"image": {"bytesBase64Encoded": base64_of(small), "mimeType": small.mime}}


ADAPTER: Adapter = VertexTryonAdapter()
