"""`make openapi`: write docs/reference/errors.md from the declared error codes."""

import textwrap
from collections.abc import Iterator, Mapping
from itertools import groupby

from scripts.error_codes import ROOT, Declared, declared
from shared.core.errors import Section

PAGE = ROOT / "docs" / "reference" / "errors.md"

_HEAD = """\
# Errors

`make openapi` writes this page from the declarations in `shared/*/errors.py`.

Every failure is answered with a problem document (RFC 9457, `application/problem+json`):

```json
{
  "type": "/docs/errors#sku_taken",
  "title": "Conflict",
  "status": 409,
  "code": "sku_taken",
  "detail": "The SKU ABC-1 is taken.",
  "request_id": "JKJaXmPLvHcESHA=",
  "existing_id": "0199a1c2-..."
}
```

Programs go by `code`, whose meaning never changes; `detail` is for people and may be reworded.
`errors` lists findings on single members of the request, each with a JSON pointer. `request_id`
finds the lines in the log. A 503 carries `Retry-After`. After a 409, read the thing again.
Things of another organization are answered with 404, not with 403.
"""

_INTRODUCTIONS: Mapping[Section, str] = {
    Section.API: "",
    Section.FINDINGS: (
        "Findings in `errors` have the code of the problem itself, a type of "
        "[pydantic](https://docs.pydantic.dev/latest/errors/validation_errors/) (`missing`, "
        "`string_too_short`, ...), or one of these."
    ),
    Section.REJECTED_UPLOADS: (
        "These stand in `reason.code` of `GET /uploads/{file_id}`, and in `code` of the event "
        "`upload.rejected`."
    ),
    Section.FAILED_GENERATIONS: (
        "These stand in `error_code` of a generation, a caption or an order of base images, in "
        "`error.code` of its event, and in the task and its nodes in Compute. A completed "
        "generation that has one has fewer images than were asked for. If Compute refused the "
        "order, the code is one of [Compute's own](#answers-of-compute)."
    ),
    Section.FAILED_EXPORTS: (
        "These stand in `failure.code` of an export. The entries of its `errors` say of single "
        "images `Image fetch failed` or `Image processing failed`, with `details`."
    ),
    Section.SOCKET: "",
    Section.COMPUTE: (
        "Platform is the only caller of Compute's API; providers call back under `/webhooks`. "
        "Platform passes a 422 on under the same code, and `budget_exceeded` as well. Compute "
        "also answers with those codes of the [API](#answers-of-the-api) that belong to no "
        "feature, such as `invalid_request` and `storage_busy`."
    ),
    Section.EDGE: (
        "Only the laptop cloud has these, from the process that stands in for CloudFront."
    ),
}


def rendered() -> str:
    return "\n".join([_HEAD, *(_section(section) for section in _INTRODUCTIONS)])


def _section(section: Section) -> str:
    introduction = _INTRODUCTIONS[section]
    head = f"## {section}\n" + (f"\n{_wrapped(introduction)}\n" if introduction else "")
    found = [each for each in declared() if section in each.texts]
    entries = groupby(found, key=lambda each: each.code.name)
    return "\n".join([head, *(_entry(name, section, same) for name, same in entries)])


def _entry(name: str, section: Section, same: Iterator[Declared]) -> str:
    paragraphs = [_wrapped(_text(each, section)) for each in same]
    return f"### `{name}`\n" + "\n\n".join(paragraphs) + "\n"


def _text(each: Declared, section: Section) -> str:
    is_answer = section in {Section.API, Section.COMPUTE, Section.EDGE} and each.status
    return f"{each.status}. {each.texts[section]}" if is_answer else each.texts[section]


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 100, break_long_words=False, break_on_hyphens=False)


def main() -> None:
    PAGE.write_text(rendered())
    print(f"wrote {PAGE.relative_to(ROOT)}")
