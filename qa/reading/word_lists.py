"""The English names of months, weekdays and small numbers, each written once."""

MONTHS = (
    "January February March April May June July August September October November December"
).split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SHORT_DAYS = [day[:3].lower() for day in WEEKDAYS]

# Numbers in small letters; those who read compounds such as 'twenty-eight' put them together.
UNITS = "zero one two three four five six seven eight nine".split()
TEENS = ("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen").split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

NUMBERS_BY_WORD = {word: value for value, word in enumerate((*UNITS, *TEENS))}
NUMBERS_BY_WORD |= {word: 10 * tens for tens, word in enumerate(TENS, start=2)}
