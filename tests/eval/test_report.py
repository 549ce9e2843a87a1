"""The page: whole, harmless, and of any run."""

import json
import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from eval.folder import QUESTIONS
from eval.recorded import read_run
from eval.report import write_report
from eval.report.curves import hits_by_depth, reliability, risk_coverage
from eval.report.markup import element, joined
from eval.run import Run
from qa.errors import SettingsError
from tests.eval.conftest import SMALL_IDS
from tests.eval.test_cli import invoke

HOSTILE = "</script><script>alert(1)</script><img src=//x onerror=alert(2)>\u202egnp\x00"


@pytest.fixture(scope="module")
def page(small_run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page about the small run."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report([read_run(small_run.folder)], path)
    return path.read_text(encoding="utf-8")


def test_every_question_has_its_answer_verdict_and_citations(page: str, small_run: Run) -> None:
    """Quotes are marked in their context."""
    rows = read_run(small_run.folder).rows
    assert page.count('<details class="question"') == len(rows)
    for row in rows:
        assert f"<code>{row['id']}</code>" in page
        assert row["verdict"]["reason"].split(" (")[0].replace("'", "&#x27;") in page
    assert page.count("<mark>") >= sum(len(row["result"]["citations"]) for row in rows)


def test_the_page_needs_no_other_host(page: str) -> None:
    """No address but those in the answers, which are text; the policy allows none either."""
    assert re.findall(r"(?:src|href)\s*=", page) == []
    assert "default-src 'none'" in unescape(page)
    assert "unsafe" not in page


def test_what_a_document_says_stays_text(small_run: Run, tmp_path: Path) -> None:
    """Tags are escaped and turned directions shown as what they are."""
    other = Path(shutil.copytree(small_run.folder, tmp_path / "run"))
    rows = [json.loads(line) for line in (other / QUESTIONS).read_text().splitlines()]
    for number, row in enumerate(rows):
        row["question"] = row["kind"] = row["verdict"]["reason"] = HOSTILE
        row["id"] = f"{HOSTILE}{number}"
        row["result"]["answer"] = row["result"]["short_answer"] = HOSTILE
    (other / QUESTIONS).write_text("".join(json.dumps(row) + "\n" for row in rows))
    write_report([read_run(other)], tmp_path / "report.html")
    written = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert written.count("<script") == 1
    assert "<img" not in written
    assert "\u202e" not in written
    assert "\u27e8U+202E\u27e9" in written


def test_two_runs_stand_side_by_side(small_run: Run, tmp_path: Path) -> None:
    """With the verdict of the second against the first."""
    path = tmp_path / "two.html"
    result = invoke("report", small_run.folder, small_run.folder, "--out", path)
    assert result.exit_code == 0
    text = path.read_text(encoding="utf-8")
    assert "run B against run A" in text
    assert text.count("<h4>run B</h4>") == len(SMALL_IDS)


def test_more_runs_than_colours_are_refused(small_run: Run, tmp_path: Path) -> None:
    """Nothing is written."""
    with pytest.raises(SettingsError, match="of 5 runs"):
        write_report([read_run(small_run.folder)] * 5, tmp_path / "five.html")
    assert not (tmp_path / "five.html").exists()


def test_markup_escapes_what_is_not_markup() -> None:
    """Children and attributes; markup stays as it is; None and False are left out."""
    inner = element("b", "<&>")
    made = element("p", inner, None, 3, title='"x"', hidden=True, id=None)
    assert made == '<p title="&quot;x&quot;" hidden><b>&lt;&amp;&gt;</b>3</p>'
    assert joined("<", inner) == "&lt;<b>&lt;&amp;&gt;</b>"


def test_curves_end_where_the_summary_says(small_run: Run) -> None:
    """Coverage at the share answered, risk at their error rate; hits grow with k."""
    rows = read_run(small_run.folder).rows
    answered = [row for row in rows if row["result"]["status"] == "answered"]
    errors = sum(row["verdict"]["outcome"] not in ("right", "refused") for row in answered)
    coverage, risk = risk_coverage(rows)[-1]
    assert coverage == pytest.approx(len(answered) / len(rows))
    assert risk == pytest.approx(errors / len(answered))
    assert sum(one.n for one in reliability(rows)) == len(answered)
    depths, shares = zip(*hits_by_depth(rows), strict=True)
    assert depths == tuple(range(1, 11))
    assert list(shares) == sorted(shares)


def test_a_run_without_answers_has_a_page_too(small_run: Run, tmp_path: Path) -> None:
    """Every plot says that there is nothing to show."""
    recorded = read_run(small_run.folder)
    for row in recorded.rows:
        row["result"], row["retrieved"], row["scores"] = None, [], {}
    recorded.summary["stages_ms"] = {}
    write_report([recorded], tmp_path / "empty.html")
    text = (tmp_path / "empty.html").read_text(encoding="utf-8")
    assert "No question was answered." in text
    assert "Nothing was retrieved." in text
