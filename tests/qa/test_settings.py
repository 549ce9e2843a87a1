"""Where settings come from, and what is said of those that cannot be used."""

from pathlib import Path

import pytest

from qa.errors import SettingsError
from qa.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QA_TOP_K", raising=False)
    return tmp_path


def test_each_source_outranks_the_next(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Flag, environment, .env, qa.toml, default."""
    seen = [load_settings().top_k]
    (here / "qa.toml").write_text("top_k = 2\n")
    seen.append(load_settings().top_k)
    (here / ".env").write_text("QA_TOP_K=3\n")
    seen.append(load_settings().top_k)
    monkeypatch.setenv("QA_TOP_K", "4")
    seen.append(load_settings().top_k)
    seen.append(load_settings(top_k=5).top_k)

    assert [8, 2, 3, 4, 5] == seen


def test_a_flag_that_is_not_given_sets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line passes None for it."""
    monkeypatch.setenv("QA_TOP_K", "4")

    assert 4 == load_settings(top_k=None).top_k


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """`QA_TOP_K= qa ask` is no mistake."""
    monkeypatch.setenv("QA_TOP_K", "")

    assert 8 == load_settings().top_k


@pytest.mark.parametrize(
    ("variable", "value", "rule"),
    [
        ("QA_TOP_K", "many", "valid integer"),
        ("QA_TOP_K", "0", "greater than or equal to 1"),
        ("QA_PASSAGE_TOKENS", "5", "greater than or equal to 32"),
        ("QA_MAX_FILE_MB", "-1", "greater than 0"),
        ("QA_FUSION", "magic", "'score' or 'rank'"),
        ("QA_MIN_CONFIDENCE", "1.5", "less than or equal to 1"),
        ("QA_PORT", "99999", "less than or equal to 65535"),
    ],
)
def test_an_unusable_value_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, rule: str
) -> None:
    """Variable, value and rule, in one message."""
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsError, match=rf"{variable} has the value '{value}': .*{rule}"):
        load_settings()


def test_an_unusable_flag_is_named() -> None:
    """By the setting that it sets."""
    with pytest.raises(SettingsError, match="QA_TOP_K has the value 0"):
        load_settings(top_k=0)


@pytest.mark.parametrize(
    ("name", "content"),
    [("qa.toml", b"top_k = = 3"), ("qa.toml", b"\xff\xfe"), (".env", b"QA_TOP_K=\xff\xfe")],
)
def test_a_file_that_does_not_parse_is_reported(here: Path, name: str, content: bytes) -> None:
    """With the files to look at."""
    (here / name).write_bytes(content)

    with pytest.raises(SettingsError, match="cannot be read") as caught:
        load_settings()
    assert "qa.toml" in caught.value.hint
    assert f"The settings file {name} " in caught.value.message


def test_other_variables_in_an_env_file_are_fine(here: Path) -> None:
    """.env belongs to other programs too."""
    (here / ".env").write_text("POSTGRES_PASSWORD=x\nQA_TOP_K=3\n")

    assert 3 == load_settings().top_k


def test_the_endpoint_has_its_usual_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables that other programs know."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:9/v1")
    settings = load_settings()

    assert "http://127.0.0.1:9/v1" == settings.openai_base_url
    assert settings.openai_api_key is not None
    assert "sk-1" == settings.openai_api_key.get_secret_value()


def test_a_key_is_never_shown(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither printed with the settings nor in a message about itself."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    settings = load_settings()
    assert "sk-secret" not in f"{settings!r} {settings} {settings.model_dump_json()}"

    monkeypatch.delenv("OPENAI_API_KEY")
    (here / "qa.toml").write_text('OPENAI_API_KEY = ["sk-secret"]\n')
    with pytest.raises(SettingsError, match="OPENAI_API_KEY has the value") as caught:
        load_settings()
    assert "sk-secret" not in caught.value.message


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "QA_CHROMA_TOKEN"])
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", " \t"])
def test_the_end_of_its_line_is_no_part_of_a_key(
    monkeypatch: pytest.MonkeyPatch, variable: str, end: str
) -> None:
    """Files from Windows, and what a shell reads from a file of secrets."""
    monkeypatch.setenv(variable, f" sk-1{end}")
    settings = load_settings()
    [key] = filter(None, (settings.openai_api_key, settings.chroma_token))

    assert "sk-1" == key.get_secret_value()


def test_a_key_of_blanks_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an empty one does."""
    monkeypatch.setenv("OPENAI_API_KEY", " \r")

    assert load_settings().openai_api_key is None


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "QA_CHROMA_TOKEN"])
def test_a_key_with_a_line_end_inside_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """The message says what is wrong, and nothing of the key."""
    monkeypatch.setenv(variable, "sk-one\r\nsk-two")

    with pytest.raises(SettingsError, match=rf"{variable} .*line ends") as caught:
        load_settings()
    assert "sk-" not in f"{caught.value.message} {caught.value.hint}"


def test_settings_do_not_change() -> None:
    """They are values."""
    with pytest.raises(ValueError, match="frozen"):
        Settings().top_k = 3  # type: ignore[misc]


def test_every_setting_says_what_it_does() -> None:
    """The description is what `qa config` and the manual show."""
    assert [] == [name for name, field in Settings.model_fields.items() if not field.description]


def test_a_tilde_is_the_home_folder() -> None:
    """No shell expands it in .env or qa.toml."""
    assert Path.home() / "notes" == load_settings(corpus=Path("~/notes")).corpus
