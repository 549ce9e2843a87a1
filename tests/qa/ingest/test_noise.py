"""What is masked as noise, and what reads like it and must stay."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

from qa.ingest.loaders.text import load_text
from qa.ingest.noise import find_masks
from qa.types import Span
from tests.qa.ingest.texts import texts

STORY = "The dam broke on Monday.\n" + "\n".join(f"Line {n} of the story." for n in range(8))


def masked(text: str) -> list[str]:
    """The lines of `text` that are masked."""
    return [text[span.start : span.end] for span in find_masks(text)]


@given(texts)
def test_masks_are_sorted_disjoint_lines(text: str) -> None:
    """Each mask is a line without its surrounding blanks; none is empty."""
    masks = find_masks(text)

    assert all(before.end < after.start for before, after in pairwise(masks))
    for mask in masks:
        line = text[mask.start : mask.end]
        assert line == line.strip() != ""
        assert not {"\n", "\r"} & set(line)


@pytest.mark.parametrize(
    "line",
    [
        "Share on Facebook",
        "Share this article",
        "Tweet",
        "Share via Bluesky",
        "Follow us on Facebook and Twitter",
        "Join us on Instagram",
        "Subscribe to our newsletter!",
        "Sign up to get daily updates in your inbox",
        "Join @TheEveningByte on our channel for more stories",
        "Sign up for our daily newsletter",
        "Click here to subscribe",
        "Leave a Comment",
        "Leave a reply Cancel reply",
        "Your email address will not be published. Required fields are marked *",
        "Name * Email * Website",
        "Save my name, email, and website in this browser for the next time I comment.",
        "Log in to reply",
        "12 comments",
        "Notify me of follow-up comments by email.",
        "Photo: Jane Doe/Reuters",
        "Photo: \u00a9 Jane Doe",
        "[Image credit: Kestrel Stock Library]",
        "(Photo by Jane Doe for The Evening Byte)",
        "Image courtesy of the artist",
        "Related: The bridge that nobody wanted",
        "More stories from The Evening Byte",
        "More by Jane Doe",
        "Read more: The bridge that nobody wanted",
        "Advertisement",
        "Filed under: Software, Web",
        "Posted in Software, Web Service",
        "Category: World News",
        "Tagged with: police, facial recognition, start-ups",
        "See also: Who pays for the bridge?",
        "Read more: Who pays for the bridge? | The ten best mills",
        "Tags: police, privacy",
        "in Software, Web Service, Posted by night_clerk",
        "\u00a9 2020 The Evening Byte",
        "Copyright 2020 Evening Byte Ltd. All rights reserved.",
        "All rights reserved.",
        "First published at 7:42 p.m. on June 10, 2020",
        "Updated: 10/06/2020 19:42 BST",
        "amazon-halts-police-use-of-its-facial-recognition-technology-for-a-year",
        "by Jane Doe",
    ],
)
def test_page_furniture_is_masked(line: str) -> None:
    """Buttons, forms, credits, pointers and filing are not the article."""
    assert [line] == masked(f"{STORY}\n{line}\nThe end of it.")


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell by 5 percent on Monday",
        "Save the whales, they said",
        "Like US companies, European firms pay taxes.",
        "Find users who pay more and ask them why.",
        "Like us, they were refugees.",
        "Join us on Friday at the town hall",
        "Voters who register late get no updates by mail.",
        "Add a comment to each function so that readers understand it.",
        "Name the price *before* you sell",
        "No comment was given by the minister",
        "Video-sharing site TikTok will be banned.",
        "Credit-card debt rose by 5 percent.",
        "Images bypass the filter.",
        "Photos by the rover show water.",
        "Photos from the scene show smoke.",
        "Video/audio recordings were played to the jury.",
        "More news is expected on Friday.",
        "More from the trial will follow, the judge said",
        "Related articles in the law allow an appeal.",
        "Popular posts on the forum claimed otherwise.",
        "Read on-screen instructions carefully.",
        "Filed in federal court, the suit asks for $5 million.",
        "Posted in 2019 on YouTube, the video has three million views.",
        "In a message, posted by his lawyer, he denied it.",
        "(c) the tenant pays the rent",
        "Copyright law does not apply to ideas.",
        "Published in 1859, On the Origin of Species changed biology.",
        "Updated rules take effect on 1 July.",
        "Posted speeds fell by 5 miles per hour",
        "Modified rice yields rose 10 percent",
        "1-800-555-0199",
        "978-3-16-148410-0",
        "mother-in-law-to-be",
        "by then it was too late",
        "Advertisement spending fell in May.",
        "Sponsored bills died in committee",
    ],
)
def test_prose_that_begins_like_furniture_stays(line: str) -> None:
    """A masked sentence can never be an answer, so a miss is better than a false alarm."""
    assert [] == masked(f"{STORY}\n{line}\nThe end of it.")


@pytest.mark.parametrize(
    "line",
    [
        "Join us on Easter Monday at 10 am in the old mill",
        "Join us on our walk through the fens",
        "Find us on Mill Lane behind the church",
        "Find us via Harbour Road and the footbridge",
        "Follow us on the marked path and stay behind the guide",
        "Like us on the committee, the treasurer was surprised",
        "Register by 3 May to get flood alerts for your street",
        "Register for flood alerts at the town hall",
        "Sign up for the newsletter at the desk by Friday",
        "Sign up at the bar for the quiz and get updates on the night",
        "Subscribe to the harbour's radio channel 12 before you enter",
        "Subscribe for EUR 12 a year and the newsletter comes by post",
        "Click here to reset the pump",
        "Tap here to read the meter",
        "Click here for the price list of the kiosk",
        "Write a comment here if the lift is out of order",
        "Leave your reply below the dotted line",
        "Post a comment below the plan in the foyer until 4 July",
        "Sign in to post your meter reading by Friday",
        "Notify me of new tenants before they move in",
        "Source: 412 victims were counted by the ministry",
        "Source: a spring below the quarry",
        "Source: rain water from the roof",
        "Video: the trial lasted 14 days",
        "Video: how to bleed the radiator",
        "Image: the old mill before the fire of 1911",
        "Photo: a spoonbill on the third pool",
        "Photos: bring two of passport size",
        "Picture: press and hold MENU for five seconds",
        "Illustration: an even number is the sum of two primes",
        "Credit: EUR 40 are returned with the key",
        "Credits: 12 for the whole course",
        "Image courtesy was never settled between the two clubs",
        "Photo courtesy rules apply in the chapel",
        "Related: diabetes and high blood pressure",
        "Related: see the treasurer's report under item 7",
        "Related articles: see sections 4 and 9 of the lease",
        "Related posts: the third and the fifth from the gate",
        "Recommended reading: chapters 3 and 4",
        "Popular stories: the ghost of the mill, told at 8 pm",
        "More news: the pool opens again on Monday",
        "More news on Friday",
        "More stories in Appendix B",
        "More reading: the leaflet in the waiting room",
        "See also: item 4 of the last minutes",
        "See also: the drawing on page 12",
        "Read on: the second paragraph matters most",
        "Read more: two books a month, says the plan",
        "Don't miss: the fireworks over the pond at 10 pm",
        "Don't miss - The last bus leaves at 23:40",
        "You may also like: our scones at 3 euros",
        "Filed under: the green tab in the third drawer",
        "Filed as: evidence for the hearing of 4 May",
        "Posted in: Orrin on 3 June, it came on 5 June",
        "Tagged with: a yellow ring on the left leg",
        "Tags: yellow for visitors, red for staff",
        "Tags: 2 per bag",
        "Topics: budget, the new bridge and parking fees",
        "Topics: heating, parking, dogs",
        "Categories: seniors, juniors, novices",
        "Category: open to boats under 6 metres",
        "Keywords: must stand in the first 200 words",
        "Posted by hand",
        "Posted by Friday, it arrives before the feast",
        "Updated: every first Monday",
        "Published: twice a year by the parish",
        "Save the receipt, print the form and share the van",
    ],
)
def test_what_leaflets_minutes_programmes_and_manuals_say_stays(line: str) -> None:
    """Behind the words of a button or a label anything may stand."""
    assert [] == masked(f"{STORY}\n{line}\nThe end of it.")


def test_a_byline_near_the_top_names_the_author() -> None:
    """Who wrote it can be asked for; the same words further down credit a picture."""
    assert ["by Ann Lee"] == masked(f"Headline\nby Jane Doe\n{STORY}\nby Ann Lee")


def test_a_repeated_line_is_masked_but_for_its_first_copy() -> None:
    """Pull quotes and teasers repeat what the article says; blanks and case do not matter."""
    rest = (
        "clear how much the police used it, and the firm never said what it had been paid for it."
    )
    text = f"It was never {rest}\nSomething else.\n  IT was  never {rest}"

    assert [Span(text.rindex("IT was"), len(text))] == list(find_masks(text))


@pytest.mark.parametrize(
    "line",
    [
        "Yes.",
        "2019",
        "Tickets: 12 euros",
        "Department: Logistics",
        "Doors open at 7 pm.",
        "| Item | Price | Stock |",
        "Item      Price      Stock",
        "- Bring boots, a raincoat, gloves and a lamp, and "
        + "tell us a day before you come. " * 2,
        "Note: "
        + "the hall is heated from October to April and from May to June only on order. " * 2,
        "| Dues | " + "paid in advance for the whole of the year by every member of the club. " * 2,
    ],
)
def test_what_a_list_or_a_table_says_twice_is_content(line: str) -> None:
    """Masked under the third heading, it would leave another one's value as the answer."""
    assert [] == masked(f"Spring fair\n{line}\nSummer fair\nSomething else.\nHarvest\n{line}")


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_the_fields_of_a_record_are_no_credits(between: str) -> None:
    """'Category' and 'Source' are fields like others; HTML parts them by empty lines."""
    record = ("Name: Claw hammer", "Category: Tools", "Source: Acme", "Updated: 1 May 2024")

    assert [] == masked(between.join(record))


def test_credits_below_one_another_are_masked() -> None:
    """Where no other field stands among them they are no record."""
    assert ["Photo: Jane Doe/Reuters", "Tags: police, privacy"] == masked(
        f"{STORY}\nPhoto: Jane Doe/Reuters\nTags: police, privacy"
    )


def test_a_long_line_is_never_masked_by_a_rule() -> None:
    """Boilerplate is short."""
    assert [] == masked("Photo: " + "a long caption that says much " * 6)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_masks_do_not_depend_on_line_ends(line_end: str) -> None:
    """Unix, Windows and old Mac files lose the same lines."""
    text = line_end.join(["It rained.", "Share on Facebook", "It poured."])

    assert ["Share on Facebook"] == masked(text)


@pytest.mark.parametrize(
    "line", ["name*" + " name" * 26 + "!", "_" * 60 + " !", "a_" * 40 + "b !", "a-" * 60 + "!"]
)
def test_no_line_makes_the_rules_slow(line: str) -> None:
    """A fill-in line of a form once took longer than anyone would wait."""
    assert [] == masked(f"{STORY}\n{line}")


BUNDLED = {
    "000_moratorium-wire-report.txt": [],
    "001_moratorium-tech-blog-translated.txt": [
        "by Priya Lundgren",
        "by Harlan Estevez",
        "in Software, Web Service, Posted by night_clerk",
    ],
    "002_moratorium-broadcast-news.txt": [
        "amazon-halts-police-use-of-its-facial-recognition-technology-for-a-year",
        "First published at 7:42 p.m. on June 10, 2020",
    ],
    "003_moratorium-extended.txt": [
        "Published May 18, 2021",
        "Join @TheEveningByte on our channel for more stories",
        "Join @TheEveningByte on our channel for more stories",
        "It was never clear how much the police really used the technology of Amazon. Microsoft "
        "and IBM also stopped selling facial recognition to police around the same time, and most "
        "police departments use vendors that are lesser known.",
        "Civil-liberties advocates warn that the technology can lead to unjust arrests from false "
        "matches, to a loss of privacy and to a chilling of free expression.",
        "Join @TheEveningByte on our channel for more stories",
        "Leave a Comment",
        "Your email address will not be published. Required fields are marked *",
        "Name * Email * Website",
        "Save my name and email in this browser for the next time I comment. Post Comment",
    ],
    "004_moratorium-opinion.txt": [
        "Share on Facebook",
        "Share on Twitter",
        "Share on LinkedIn",
        "Share on WhatsApp",
        "[Image credit: Kestrel Stock Library]",
        "More by Brendyn Lotz",
    ],
}


@pytest.mark.parametrize(("name", "expected"), BUNDLED.items())
def test_the_bundled_articles_lose_their_noise_only(
    corpus_folder: Path, name: str, expected: list[str]
) -> None:
    """Every masked line of the five articles, so that a new rule shows what it takes."""
    document = load_text((corpus_folder / name).read_bytes(), name)

    assert expected == [document.text[mask.start : mask.end] for mask in document.masks]
