"""The timer of a lane with waiters: it lets in whoever may go, and sets itself anew."""

from shared.compute.admission.service import Lane, Lanes
from shared.compute.jobs.check_timer import CheckTimer
from shared.compute.records.jobs import LaneCall
from shared.compute.routing.connections import Adapters
from shared.core.clock import Clock, utc_now
from shared.providers import registry


class LaneTimer:
    def __init__(
        self,
        lanes: Lanes,
        timer: CheckTimer,
        adapters: Adapters = registry,
        clock: Clock = utc_now,
    ) -> None:
        self._lanes = lanes
        self._timer = timer
        self._adapters = adapters
        self._clock = clock

    def ring(self, call: LaneCall) -> None:
        lane, now = Lane(call.provider, call.owner), self._clock()
        limits = self._adapters.get_adapter(call.provider).limits
        self._timer.arm_lane(lane, self._lanes.admit(lane, limits, now), now)
