"""docs/reference/errors.md has every code that can be answered, and no other."""

import re
from collections import defaultdict
from http import HTTPStatus

import pytest

from shared.core.errors import Kind
from shared.core.problems import DEFECT, STATUS_OF, of_findings, of_status
from tests.architecture.error_codes import (
    RELAYED,
    ROOT,
    families,
    given,
    modules,
    raised,
    statuses_given,
)

PAGE = ROOT / "docs" / "reference" / "errors.md"
SOURCE = modules("shared", "functions")
COMPUTE = (
    "shared/compute/",
    "shared/providers",
    "functions/callbacks",
    "functions/compute",
    "functions/compute_api",
)

# Caught where they are raised, or raised where nobody waits for an answer.
INTERNAL = {
    "bus_unavailable": "publish_outbox: the stream delivers the batch again",
    "export_image_not_found": "a step of the export machine",
    "export_moved_on": "a step of the export machine, and the start of it",
    "generation_moved_on": "an event of Compute that comes late changes nothing",
    "lane_busy": "dispatch_node and check_job: the queue delivers the message again",
    "object_expired": "ends a generation, see there",
    "order_moved_on": "an event of Compute that comes late changes nothing",
    "predictions_exist": "the end of a generation that is handled twice",
    "sockets_unreachable": "push_events: the queue delivers the batch again",
    "task_not_done": "Platform asks Compute again",
    "upload_settled": "an inspection that runs twice changes nothing",
}
# What the framework itself refuses: an unreadable body, an unknown path, a wrong method.
FRAMEWORK = (400, 404, 405)
# Errors whose code becomes that of a failed generation.
ENDING_A_GENERATION = {
    "cancelled",
    "compute_unavailable",
    "input_missing",
    "no_provider",
    "node_timeout",
    "object_expired",
    "providers_blocked",
    "task_refused",
}

Codes = dict[str, set[str]]
# An entry begins "409." or "409 or 422."
_STATUS = re.compile(r"(?:^|(?<=^\d{3} or ))\d{3}(?=\.| or )")


def _documented() -> dict[str, Codes]:
    """Per section of the page: its codes, each with the statuses that it names."""
    sections: dict[str, Codes] = {}
    for section in re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)[1:]:
        title = section.partition("\n")[0]
        entries = re.findall(r"^### `(.+)`\n+(.+)", section, flags=re.MULTILINE)
        assert len(entries) == len({code for code, _ in entries}), f"twice in {title}"
        sections[title] = {code: set(_STATUS.findall(text)) for code, text in entries}
    return sections


def _answers(*, of_compute: bool) -> Codes:
    kinds = families(SOURCE)
    found: Codes = defaultdict(set)
    for each in raised(SOURCE):
        ours = each.module.startswith(COMPUTE) is of_compute
        reason = each.family == "ImageRejected" or each.family.startswith("Provider")
        if ours and not reason and each.code not in INTERNAL:
            found[each.code].add(str(STATUS_OF[Kind[kinds[each.family]]].value))
    return found


def _of_platform() -> Codes:
    found = _answers(of_compute=False)
    for status in FRAMEWORK:
        found[of_status(status, "").code].add(str(status))
    for problem in (DEFECT, of_findings([])):
        found[problem.code].add(str(problem.status.value))
    # Of Compute's API; here they only say that Compute has lost a task, or is done with it.
    return {code: found[code] for code in found.keys() - {"task_finished", "task_not_found"}}


def _of_compute() -> Codes:
    found = _answers(of_compute=True)
    nodes = [module for module in SOURCE if module.name.startswith(COMPUTE)]
    for code in given(nodes, "FieldError", place=1):
        found[code].add(str(HTTPStatus.UNPROCESSABLE_ENTITY.value))
    return {code: found[code] for code in found.keys() - ENDING_A_GENERATION}


def _of_edge() -> Codes:
    """Each call states its status too; where it is passed on, 404 is what the router says."""
    found: Codes = defaultdict(set)
    for module in modules("local/edge"):
        for status, code in statuses_given(module, "problem", "OriginError"):
            found[code].add(status or str(HTTPStatus.NOT_FOUND.value))
    return found


def _plain(codes: set[str]) -> Codes:
    return {code: set() for code in codes}


def _of_families(*names: str) -> set[str]:
    return {each.code for each in raised(SOURCE) if each.family.startswith(names)}


DOCUMENTED = _documented()
ANSWERED = {
    "Answers of the API": _of_platform(),
    "Findings": _plain(given(SOURCE, "PydanticCustomError")),
    "Rejected uploads": _plain(_of_families("ImageRejected")),
    "Failed generations": _plain(
        given(SOURCE, "Failure") | _of_families("Provider") | ENDING_A_GENERATION
    ),
    "Failed exports": _plain(given(SOURCE, "ExportFailure")),
    "Socket messages": _plain(given(SOURCE, "SocketError")),
    "Answers of Compute": _of_compute(),
    "Answers of the laptop's edge": _of_edge(),
}


def test_page_has_these_sections() -> None:
    assert DOCUMENTED.keys() == ANSWERED.keys()


@pytest.mark.parametrize("section", ANSWERED)
def test_section_has_every_code_and_no_other(section: str) -> None:
    written, answered = DOCUMENTED[section], ANSWERED[section]
    assert answered.keys() - written.keys() == set(), "missing on the page"
    assert written.keys() - answered.keys() == set(), "stale on the page"
    assert {code: written[code] for code in answered} == answered


def test_findings_repeat_a_documented_code() -> None:
    codes = {code for section in DOCUMENTED.values() for code in section}
    assert given(SOURCE, "FieldError", place=1) - codes == set()


def test_internal_codes_still_exist() -> None:
    assert INTERNAL.keys() - {each.code for each in raised(SOURCE)} == set()


def test_relaying_modules_still_exist() -> None:
    assert [name for name in RELAYED if not (ROOT / name).is_file()] == []
