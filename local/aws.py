"""An operator's clients of the laptop cloud; the emulator's root account may do everything.

Apart from local/config.py because boto3 costs half a second, which `make up` on an unchanged
cloud and `make doctor` need not pay.
"""

from typing import Any

import boto3

from local.config import REGION, ROOT_CREDENTIALS, LocalCloud


def client(cloud: LocalCloud, service: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=cloud.endpoint_url,
        region_name=REGION,
        aws_access_key_id=ROOT_CREDENTIALS,
        aws_secret_access_key=ROOT_CREDENTIALS,
    )
