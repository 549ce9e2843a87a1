"""The outcome of a gate as JUnit XML, which CI servers show."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eval.baseline import Check

# What XML 1.0 cannot hold, escaped or not.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(set_name: str, checks: Sequence[Check]) -> str:
    """One suite with a test case a measure; a measure that did not pass is a failure."""
    failures = sum(not check.passed for check in checks)
    counts = {"tests": str(len(checks)), "failures": str(failures), "errors": "0"}
    suites = Element("testsuites", counts)
    suite = SubElement(suites, "testsuite", {"name": _clean(f"qa eval gate: {set_name}"), **counts})
    for check in checks:
        case = SubElement(
            suite, "testcase", {"classname": _clean(set_name), "name": _clean(check.name)}
        )
        if not check.passed:
            SubElement(case, "failure", {"message": _clean(check.reason)}).text = _clean(
                check.reason
            )
        else:
            SubElement(case, "system-out").text = _clean(check.reason)
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode") + "\n"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
