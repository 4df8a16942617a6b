"""How long something took."""

from datetime import datetime


def milliseconds_between(began: datetime, ended: datetime) -> int:
    return round((ended - began).total_seconds() * 1000)
