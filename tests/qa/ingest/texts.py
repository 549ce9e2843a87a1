"""Texts with everything that files really hold: scripts, line ends, invisible characters."""

from hypothesis import strategies as st

FRAGMENTS = (
    "The cat sat on the mat. ",
    "Mr. Smith, e.g. in the U.S., left! ",
    "same same same. " * 8,
    "Share on Facebook\n",
    "日本語の文です。",
    "一二三四五六七八九十",
    "สวัสดีครับ",
    "مرحبا بالعالم. ",
    "👩‍👩‍👧‍👦🙂 ",
    "naïve café ",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\r\n\r\n",
    "\x85",
    "\u2028",
    "\u2029",
    "\u200b",
    "\ufeff",
    "\u00a0",
    "\u3000",
    "\x0b\x0c",
    "x" * 900,
    "...",
    "？！",
    "<!-- note -->",
    "# Heading\n",
)
texts = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=12)), max_size=25).map(
    "".join
)
