"""Languages are told from the text, English without the model for all of them."""

import subprocess
import sys

import pytest

from qa.ingest.language import language_of_text

TEXTS = {
    "en": "The river rose by two metres, and the people of the valley went to the school on the "
    "hill. Nobody was hurt, but the bridge to the town is closed until the end of the month, and "
    "the council said that it would take a year to build another one from stone.",
    "nl": "De rivier steeg twee meter en de mensen in het dal gingen naar de school op de heuvel. "
    "Niemand raakte gewond, maar de brug naar de stad blijft tot het einde van de maand dicht, en "
    "de raad zei dat het een jaar of langer zou duren om een nieuwe te bouwen.",
    "de": "Der Fluss stieg um zwei Meter, und die Menschen im Tal gingen in die Schule auf dem "
    "Hügel. Niemand wurde verletzt, aber die Brücke zur Stadt bleibt bis Ende des Monats "
    "geschlossen, und der Rat sagte, dass der Bau einer neuen ein Jahr dauern werde.",
    "pl": "Rzeka podniosła się o dwa metry, a ludzie z doliny poszli do szkoły na wzgórzu. To nie "
    "był koniec: most do miasta jest zamknięty do końca miesiąca, a rada powiedziała, że to "
    "potrwa rok, zanim powstanie nowy most z kamienia.",
    "fr": "La rivière est montée de deux mètres et les habitants de la vallée sont allés à "
    "l'école sur la colline. Personne n'a été blessé, mais le pont vers la ville reste fermé "
    "jusqu'à la fin du mois, et le conseil a dit qu'il faudrait un an pour en construire un autre.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_paragraph_tells_its_language(language: str) -> None:
    """Also where it has words such as 'of', 'to' and 'that' of its own."""
    assert language == language_of_text(TEXTS[language])


def test_a_quotation_in_english_does_not_decide() -> None:
    """The share of English words does."""
    assert "de" == language_of_text(f"{TEXTS['de']} {TEXTS['en'][:60]} {TEXTS['de']}")


def test_english_needs_no_model() -> None:
    """Loading it takes half a second."""
    code = (
        "import sys; from qa.ingest.language import language_of_text as f; "
        f"assert f({TEXTS['en']!r}) == 'en' and 'py3langid' not in sys.modules"
    )

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
