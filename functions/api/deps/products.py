"""Products."""

from functions.api.deps.foundation import provide

get_product_service = provide(lambda platform: platform.products.service)
