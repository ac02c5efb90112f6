"""Time expressions: a table of sentences of our own with what should be found, and properties that hold for any text."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.coding.times import TimeExpression, find_times
from dateline.coding.times.holidays import easter, nth_weekday, parse_rule, pascha

PUBLISHED = dt.date(2012, 8, 15)  # a Wednesday

D, T, L, S = "DATE", "TIME", "DURATION", "SET"

# A sentence, and its expressions as (text, type, value) in order.
CASES: list[tuple[str, list[tuple[str, str, str]]]] = [
    # dates in full
    ("The treaty was signed on Feb. 5, 1999, in Vienna.", [("Feb. 5, 1999", D, "1999-02-05")]),
    ("The treaty was signed on February 5, 1999.", [("February 5, 1999", D, "1999-02-05")]),
    ("The two met on 5 February 1999 in Bonn.", [("5 February 1999", D, "1999-02-05")]),
    ("They met on the 5th of February, 1999.", [("the 5th of February, 1999", D, "1999-02-05")]),
    ("Elections were held on February 5th, 1999.", [("February 5th, 1999", D, "1999-02-05")]),
    ("The report is dated 2009-03-05.", [("2009-03-05", D, "2009-03-05")]),
    ("The report is dated 2009/03/05.", [("2009/03/05", D, "2009-03-05")]),
    ("The log reads 2009-03-05T14:30 for the launch.", [("2009-03-05T14:30", T, "2009-03-05T14:30")]),
    ("The visa was stamped 05/02/99.", [("05/02/99", D, "1999-05-02")]),
    ("The visa was stamped 25/02/1999.", [("25/02/1999", D, "1999-02-25")]),
    ("The decree of 31.12.2001 was annulled.", [("31.12.2001", D, "2001-12-31")]),
    ("Nobody forgot 9/11.", [("9/11", D, "2001-09-11")]),
    ("The Sept. 11 attacks changed policy.", [("Sept. 11", D, "2001-09-11")]),
    ("He resigned on Friday, August 10.", [("Friday, August 10", D, "2012-08-10")]),
    ("He was born on Sunday, March 3, 1985, in Minsk.", [("Sunday, March 3, 1985", D, "1985-03-03")]),
    ("The troops arrived Aug. 7.", [("Aug. 7", D, "2012-08-07")]),
    ("The troops arrived on 7 August.", [("7 August", D, "2012-08-07")]),
    ("The talks of April 24 and 25 failed.", [("April 24", D, "2012-04-24"), ("25", D, "2012-04-25")]),
    ("The talks were held from May 5-7.", [("May 5", D, "2012-05-05"), ("7", D, "2012-05-07")]),
    ("The talks were held on 3 and 4 June 2010.", [("3", D, "2010-06-03"), ("4 June 2010", D, "2010-06-04")]),
    ("There is no Feb. 30, 2011 in any calendar.", [("2011", D, "2011")]),
    ("Rebels took the town on the 5th, he said.", [("the 5th", D, "2012-08-05")]),
    # months and years
    ("The war began in March 1999.", [("March 1999", D, "1999-03")]),
    ("The war began in March of 1999.", [("March of 1999", D, "1999-03")]),
    ("The war ended in June.", [("June", D, "2012-06")]),
    ("Parliament will vote in October.", [("October", D, "2012-10")]),
    ("He has been in prison since November.", [("November", D, "2011-11")]),
    ("The court ruled in May that the ban was void.", [("May", D, "2012-05")]),
    ("Mrs. May may march to the palace.", []),
    ("April Jones and June Carter met Jan Smit.", []),
    ("The plant opened in late March.", [("late March", D, "2012-03")]),
    ("The plant opened in early January 2008.", [("early January 2008", D, "2008-01")]),
    ("It was mid-April when the siege began.", [("mid-April", D, "2012-04")]),
    ("The fighting erupted in October last year.", [("October last year", D, "2011-10")]),
    ("Elections are due in April next year.", [("April next year", D, "2013-04")]),
    ("He fled the country in 1999.", [("1999", D, "1999")]),
    ("The 1973 war was short.", [("1973", D, "1973")]),
    ("It has been at peace since 1848.", [("1848", D, "1848")]),
    ("Some 2000 people fled.", []),
    ("Ruth Adler, 44, of 1957 Juniper St., Dover, was fined.", []),
    ("Shots were fired at 2003 North Martin Luther King Blvd.", []),
    ("They live in the 2000 block of Elder Avenue.", []),
    ("The 1989 Tiananmen Square crackdown is not forgotten.", [("1989", D, "1989")]),
    ("The 2005 Supreme Court ruling stood, as did the 1935 Oak Street riot.", [("2005", D, "2005"), ("1935", D, "1935")]),
    ("In 1935 Orchard Street was paved.", [("1935", D, "1935")]),
    ("In 2003 Court News closed.", [("2003", D, "2003")]),
    ("Resolution 1973 was adopted.", []),
    ("The army sent 2000 troops and 1990 vehicles.", []),
    ("It cost $1999 and weighed 1,995 pounds.", []),
    ("He ruled from 1968 to 1989.", [("1968", D, "1968"), ("1989", D, "1989")]),
    ("Between 1994 and 1997 three died.", [("1994", D, "1994"), ("1997", D, "1997")]),
    ("The 1998-99 conflict killed many.", [("1998", D, "1998"), ("99", D, "1999")]),
    ("The 1914-1918 war ended.", [("1914", D, "1914"), ("1918", D, "1918")]),
    ("In early 1997 the talks broke down.", [("early 1997", D, "1997")]),
    ("At the end of 2006 he stepped down.", [("the end of 2006", D, "2006")]),
    ("He came to power in the year 2000.", [("the year 2000", D, "2000")]),
    ("He was elected in '98.", [("'98", D, "1998")]),
    ("The 1990s were hard.", [("1990s", D, "199X")]),
    ("It collapsed in the early 2000s.", [("early 2000s", D, "200X")]),
    ("It collapsed in the mid-1990s.", [("mid-1990s", D, "199X")]),
    ("The '80s were worse.", [("'80s", D, "198X")]),
    ("He rose to fame in the sixties.", [("sixties", D, "196X")]),
    ("The 20th century was bloody.", [("The 20th century", D, "19XX")]),
    ("A treaty of the nineteenth century governs it.", [("the nineteenth century", D, "18XX")]),
    # weekdays
    ("The minister resigned on Monday.", [("Monday", D, "2012-08-13")]),
    ("The minister resigned Wednesday.", [("Wednesday", D, "2012-08-15")]),
    ("The minister will resign on Friday.", [("Friday", D, "2012-08-17")]),
    ("The ministers are to meet Thursday in Rome.", [("Thursday", D, "2012-08-16")]),
    ("On Thursday, the army shelled the town.", [("Thursday", D, "2012-08-09")]),
    ("On Thursday, the court will hear the case.", [("Thursday", D, "2012-08-16")]),
    ("The vote is scheduled for Sunday.", [("Sunday", D, "2012-08-19")]),
    ("Saturday's bombing killed nine.", [("Saturday", D, "2012-08-11")]),
    ("He refused to comment Tuesday.", [("Tuesday", D, "2012-08-14")]),
    ("He plans to travel to Paris on Tuesday.", [("Tuesday", D, "2012-08-21")]),
    ("They met last Friday.", [("last Friday", D, "2012-08-10")]),
    ("They will meet next Tuesday.", [("next Tuesday", D, "2012-08-21")]),
    ("The deal may come as early as Monday.", [("Monday", D, "2012-08-20")]),
    ("He left this past Sunday.", [("this past Sunday", D, "2012-08-12")]),
    ("The convoy left on Monday last week.", [("Monday last week", D, "2012-08-06")]),
    ("The Sunday Times and USA Today reported it.", []),
    # parts of the day
    ("A bomb exploded Wednesday morning.", [("Wednesday morning", T, "2012-08-15TMO")]),
    ("Police raided the office on Tuesday night.", [("Tuesday night", T, "2012-08-14TNI")]),
    ("Police raided it on the night of Aug. 3.", [("the night of Aug. 3", T, "2012-08-03TNI")]),
    ("They arrived last night.", [("last night", T, "2012-08-14TNI")]),
    ("The president speaks tonight.", [("tonight", T, "2012-08-15TNI")]),
    ("He left this morning.", [("this morning", T, "2012-08-15TMO")]),
    ("Shelling continued overnight.", [("overnight", T, "2012-08-14TNI")]),
    ("He spoke yesterday afternoon.", [("yesterday afternoon", T, "2012-08-14TAF")]),
    ("On Aug. 3 he was arrested; the next morning he was dead.", [("Aug. 3", D, "2012-08-03"), ("the next morning", T, "2012-08-04TMO")]),
    # times of day
    ("It struck at 5 p.m. EST.", [("5 p.m. EST", T, "2012-08-15T17:00")]),
    ("It struck at 0900 GMT.", [("0900 GMT", T, "2012-08-15T09:00")]),
    ("It struck at 10:30 a.m. on Tuesday.", [("10:30 a.m.", T, "2012-08-14T10:30"), ("Tuesday", D, "2012-08-14")]),
    ("It struck at 9 a.m. Tuesday.", [("9 a.m. Tuesday", T, "2012-08-14T09:00")]),
    ("It struck at 17:45 local time.", [("17:45 local time", T, "2012-08-15T17:45")]),
    ("The home side won 3:45 to nothing.", []),
    ("The quake hit at midday.", [("midday", T, "2012-08-15T12:00")]),
    ("The truce takes effect at midnight.", [("midnight", T, "2012-08-15T24:00")]),
    ("They came at 4 in the morning.", [("4 in the morning", T, "2012-08-15T04:00")]),
    ("They came at five o'clock.", [("five o'clock", T, "2012-08-15T05:00")]),
    ("The polls close at 8pm.", [("8pm", T, "2012-08-15T20:00")]),
    ("The polls close at 12:30 a.m.", [("12:30 a.m.", T, "2012-08-15T00:30")]),
    # today and neighbours
    ("He resigned today.", [("today", D, "2012-08-15")]),
    ("He resigned yesterday.", [("yesterday", D, "2012-08-14")]),
    ("He will resign tomorrow.", [("tomorrow", D, "2012-08-16")]),
    ("It fell the day before yesterday.", [("the day before yesterday", D, "2012-08-13")]),
    ("They leave the day after tomorrow.", [("the day after tomorrow", D, "2012-08-17")]),
    # last, next, this
    ("They agreed last week.", [("last week", D, "2012-W32")]),
    ("They meet next week.", [("next week", D, "2012-W34")]),
    ("They agreed earlier this week.", [("earlier this week", D, "2012-W33")]),
    ("They agreed last month.", [("last month", D, "2012-07")]),
    ("The ban ends next month.", [("next month", D, "2012-09")]),
    ("Prices doubled this year.", [("this year", D, "2012")]),
    ("Last year's harvest failed.", [("Last year", D, "2011")]),
    ("It happened last October.", [("last October", D, "2011-10")]),
    ("It happened late last year.", [("late last year", D, "2011")]),
    ("They fought over the weekend.", [("the weekend", D, "2012-W32-WE")]),
    ("They fought last weekend.", [("last weekend", D, "2012-W32-WE")]),
    ("They will meet next weekend.", [("next weekend", D, "2012-W34-WE")]),
    ("He said this century would be different.", [("this century", D, "20XX")]),
    ("Prices fell last quarter.", [("last quarter", D, "2012-Q2")]),
    ("He will retire by the end of the year.", [("the end of the year", D, "2012")]),
    ("It opened in the week of March 5.", [("the week of March 5", D, "2012-W10")]),
    # ago, from now, earlier, later
    ("It ended two days ago.", [("two days ago", D, "2012-08-13")]),
    ("It ended three weeks ago.", [("three weeks ago", D, "2012-W30")]),
    ("It ended 18 months ago.", [("18 months ago", D, "2011-02")]),
    ("It ended 50 years ago.", [("50 years ago", D, "1962")]),
    ("It ended a decade ago.", [("a decade ago", D, "2002")]),
    ("It ended half a century ago.", [("half a century ago", D, "1962")]),
    ("It ended several years ago.", [("several years ago", D, "PAST_REF")]),
    ("It will end two years from now.", [("two years from now", D, "2014")]),
    ("He was jailed on May 3, 2010, and freed two days later.", [("May 3, 2010", D, "2010-05-03"), ("two days later", D, "2010-05-05")]),
    ("He was jailed on May 3, 2010; a week earlier he had fled.", [("May 3, 2010", D, "2010-05-03"), ("a week earlier", D, "2010-W17")]),
    ("He was jailed in 2003 and freed two years later.", [("2003", D, "2003"), ("two years later", D, "2005")]),
    ("On June 3, 2010 they met; the same day he died.", [("June 3, 2010", D, "2010-06-03"), ("the same day", D, "2010-06-03")]),
    ("In June 2010 they met; the following month he died.", [("June 2010", D, "2010-06"), ("the following month", D, "2010-07")]),
    ("In June 2010 they met, as in the previous year.", [("June 2010", D, "2010-06"), ("the previous year", D, "2009")]),
    ("On June 3, 2010 they met; the day before, he fled.", [("June 3, 2010", D, "2010-06-03"), ("the day before", D, "2010-06-02")]),
    ("In June 1998 he fled and returned later that year.", [("June 1998", D, "1998-06"), ("later that year", D, "1998")]),
    ("He was shot two days before the vote.", [("two days", L, "P2D")]),
    # quarters, halves, fiscal years, seasons
    ("Output fell in the third quarter.", [("the third quarter", D, "2012-Q3")]),
    ("Output fell in the first quarter of 2009.", [("the first quarter of 2009", D, "2009-Q1")]),
    ("Output fell in Q3 2010.", [("Q3 2010", D, "2010-Q3")]),
    ("Output fell in the first half of 2010.", [("the first half of 2010", D, "2010-H1")]),
    ("Output fell in the second half of last year.", [("the second half of last year", D, "2011-H2")]),
    ("The budget for fiscal 2010 was cut.", [("fiscal 2010", D, "FY2010")]),
    ("The 2010 fiscal year ended.", [("The 2010 fiscal year", D, "FY2010")]),
    ("He was killed last fall.", [("last fall", D, "2011-FA")]),
    ("It began in the summer of 1998.", [("the summer of 1998", D, "1998-SU")]),
    ("It began in the spring.", [("the spring", D, "2012-SP")]),
    ("Prices fall when dry spring beds fill.", []),
    ("They retreated last winter.", [("last winter", D, "2011-WI")]),
    ("He died in the first week of May 2010.", [("the first week of May 2010", D, "2010-W17")]),
    ("It grew in the last three months of 1999.", [("the last three months of 1999", L, "P3M")]),
    # durations
    ("They began a two-day visit.", [("two-day", L, "P2D")]),
    ("He was held for 24 years.", [("24 years", L, "P24Y")]),
    ("He was held for three months.", [("three months", L, "P3M")]),
    ("He was held for several weeks.", [("several weeks", L, "PXW")]),
    ("He was held for a few days.", [("a few days", L, "PXD")]),
    ("A year-long siege ended.", [("A year-long", L, "P1Y")]),
    ("A yearlong siege ended.", [("yearlong", L, "P1Y")]),
    ("They fought for decades.", [("decades", L, "PXY")]),
    ("They talked for at least 72 hours.", [("at least 72 hours", L, "PT72H")]),
    ("They talked for more than a year.", [("more than a year", L, "P1Y")]),
    ("They talked for about two weeks.", [("two weeks", L, "P2W")]),
    ("They talked for half an hour.", [("half an hour", L, "PT30M")]),
    ("They talked for 5 1/2 hours.", [("5 1/2 hours", L, "PT5H30M")]),
    ("They ruled for two and a half years.", [("two and a half years", L, "P2Y6M")]),
    ("They ruled for a year and a half.", [("a year and a half", L, "P1Y6M")]),
    ("They ruled for twenty-five years.", [("twenty-five years", L, "P25Y")]),
    ("They ruled for one hundred years.", [("one hundred years", L, "P100Y")]),
    ("They ruled for four decades.", [("four decades", L, "P40Y")]),
    ("They were besieged for 30 consecutive days.", [("30 consecutive days", L, "P30D")]),
    ("A couple of weeks of rain followed.", [("A couple of weeks", L, "P2W")]),
    ("He got three years and six months.", [("three years and six months", L, "P3Y6M")]),
    ("He had fought over the past two months.", [("the past two months", L, "P2M")]),
    ("It changed in recent years.", [("recent years", L, "PXY")]),
    ("It will change in the coming weeks.", [("the coming weeks", L, "PXW")]),
    ("The 44-year-old teacher and her 6-month-old son fled.", []),
    ("He is 12 years old.", []),
    ("He watched 60 Minutes.", []),
    ("The second day-long strike ended.", [("day-long", L, "P1D")]),
    # sets
    ("They march every week.", [("every week", S, "P1W")]),
    ("They meet every two weeks.", [("every two weeks", S, "P2W")]),
    ("They meet every other month.", [("every other month", S, "P2M")]),
    ("They meet each year.", [("each year", S, "P1Y")]),
    ("They meet every Monday.", [("every Monday", S, "XXXX-WXX-1")]),
    ("They meet on Mondays.", [("Mondays", S, "XXXX-WXX-1")]),
    ("There are daily protests.", [("daily", S, "P1D")]),
    ("The annual summit is held monthly.", [("annual", S, "P1Y"), ("monthly", S, "P1M")]),
    ("He pays $200 a year.", [("a year", S, "P1Y")]),
    ("They met twice a week.", [("twice a week", S, "P1W")]),
    ("The Daily Telegraph reported it.", []),
    # holidays
    ("He died on Christmas Day.", [("Christmas Day", D, "2011-12-25")]),
    ("The truce held last Christmas.", [("last Christmas", D, "2011-12-25")]),
    ("He was freed on Easter Sunday.", [("Easter Sunday", D, "2012-04-08")]),
    ("He was shot on Good Friday 1998.", [("Good Friday 1998", D, "1998-04-10")]),
    ("The rising came at Easter 1916.", [("Easter 1916", D, "1916-04-23")]),
    ("They met on Thanksgiving Day.", [("Thanksgiving Day", D, "2011-11-24")]),
    ("He arrived on New Year's Eve.", [("New Year's Eve", D, "2011-12-31")]),
    ("They marched on May Day.", [("May Day", D, "2012-05-01")]),
    ("They marched on Labor Day 2010.", [("Labor Day 2010", D, "2010-09-06")]),
    ("The war broke out on Yom Kippur 1973.", [("Yom Kippur 1973", D, "1973-10-06")]),
    # references
    ("He now lives in exile.", [("now", D, "PRESENT_REF")]),
    ("He currently lives in exile.", [("currently", D, "PRESENT_REF")]),
    ("The current crisis deepened.", [("current", D, "PRESENT_REF")]),
    ("The crisis recently deepened.", [("recently", D, "PAST_REF")]),
    ("The town was formerly a fortress.", [("formerly", D, "PAST_REF")]),
    ("He feared for the future.", [("the future", D, "FUTURE_REF")]),
    ("They broke with the past.", [("the past", D, "PAST_REF")]),
    ("He was a colonel at the time.", [("the time", D, "PAST_REF")]),
    ("For the first time, he was silent at the same time.", []),
    ("The junta promised elections by December.", [("December", D, "2012-12")]),
    ("The deadline expires Friday.", [("Friday", D, "2012-08-17")]),
    ("The vote, scheduled for Nov. 6, was put off.", [("Nov. 6", D, "2012-11-06")]),
    ("Some 1,000 days later he was freed.", [("1,000 days later", D, "2015-05-12")]),
    ("It happened more than a year ago.", [("more than a year ago", D, "2011")]),
    ("Between 6 a.m. and 7 a.m. Sunday they fled.", [("6 a.m.", T, "2012-08-12T06:00"), ("7 a.m. Sunday", T, "2012-08-12T07:00")]),
    ("He drove a 2006 Toyota to 1205 Oak Road.", []),
    ("Russia Today broadcast it.", []),
    ("The strike will last five days.", [("five days", L, "P5D")]),
    ("New York and Good luck and Black sheep are no holidays.", []),
]


def coded(text: str, published: dt.date | None = PUBLISHED) -> list[tuple[str, str, str]]:
    return [(t.text, t.type, t.value) for t in find_times(text, published)]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:60] for text, _ in CASES])
def test_finds_and_resolves(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert coded(text) == expected


def only(text: str, published: dt.date | None = PUBLISHED) -> TimeExpression:
    (found,) = find_times(text, published)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister resigned on Wednesday.", ("Wednesday", D, "XXXX-WXX-3")),
        ("The minister resigned on Wednesday night.", ("Wednesday night", T, "XXXX-WXX-3TNI")),
        ("The troops arrived Aug. 7.", ("Aug. 7", D, "XXXX-08-07")),
        ("The troops arrived in August.", ("August", D, "XXXX-08")),
        ("They agreed last week.", ("last week", D, "PAST_REF")),
        ("They agree next year.", ("next year", D, "FUTURE_REF")),
        ("He resigned today.", ("today", D, "PRESENT_REF")),
        ("It ended two days ago.", ("two days ago", D, "PAST_REF")),
        ("It opens in the summer.", ("the summer", D, "XXXX-SU")),
        ("It struck at 5 p.m.", ("5 p.m.", T, "XXXX-XX-XXT17:00")),
        ("He now lives in exile.", ("now", D, "PRESENT_REF")),
        ("He died on Christmas Day.", ("Christmas Day", D, "XXXX-12-25")),
    ],
)
def test_without_a_publication_date_values_stay_open(text: str, expected: tuple[str, str, str]) -> None:
    found = only(text, None)
    assert (found.text, found.type, found.value) == expected
    assert found.basis == "unknown"
    assert found.relative
    assert found.interval_start is None
    assert found.interval_end is None


def test_without_a_publication_date_what_is_stated_still_resolves_the_rest() -> None:
    assert coded("He was jailed on May 3, 2010, and freed two days later.", None)[1][2] == "2010-05-05"


@pytest.mark.parametrize(
    ("text", "start", "end", "precision", "basis"),
    [
        ("It fell on May 3, 2010.", dt.date(2010, 5, 3), dt.date(2010, 5, 3), "day", "stated"),
        ("It fell in 2010.", dt.date(2010, 1, 1), dt.date(2010, 12, 31), "year", "stated"),
        ("It fell in February 2012.", dt.date(2012, 2, 1), dt.date(2012, 2, 29), "month", "stated"),
        ("It fell in the 1990s.", dt.date(1990, 1, 1), dt.date(1999, 12, 31), "decade", "stated"),
        ("It fell in the 19th century.", dt.date(1800, 1, 1), dt.date(1899, 12, 31), "century", "stated"),
        ("It fell in the third quarter of 2010.", dt.date(2010, 7, 1), dt.date(2010, 9, 30), "quarter", "stated"),
        ("It fell in the winter of 2010.", dt.date(2010, 12, 1), dt.date(2011, 2, 28), "season", "stated"),
        ("It fell last week.", dt.date(2012, 8, 6), dt.date(2012, 8, 12), "week", "publication"),
        ("It fell on Monday.", dt.date(2012, 8, 13), dt.date(2012, 8, 13), "day", "tense"),
        ("Monday: a chronology", dt.date(2012, 8, 13), dt.date(2012, 8, 13), "day", "publication"),
        ("It fell a decade ago.", dt.date(1997, 1, 1), dt.date(2006, 12, 31), "decade", "publication"),
        ("It fell earlier this month.", dt.date(2012, 8, 1), dt.date(2012, 8, 15), "month", "publication"),
        ("It fell in early June 2010.", dt.date(2010, 6, 1), dt.date(2010, 6, 10), "month", "stated"),
        ("It fell in the past two months.", dt.date(2012, 6, 15), dt.date(2012, 8, 15), "month", "publication"),
        ("It fell at 5:30 p.m.", dt.datetime(2012, 8, 15, 17, 30), dt.datetime(2012, 8, 15, 17, 30), "minute", "publication"),  # noqa: DTZ001
        ("It fell at 5 p.m.", dt.datetime(2012, 8, 15, 17), dt.datetime(2012, 8, 15, 17, 59), "hour", "publication"),  # noqa: DTZ001
        ("It fell this morning.", dt.datetime(2012, 8, 15, 5), dt.datetime(2012, 8, 15, 11, 59), "part_of_day", "publication"),  # noqa: DTZ001
        ("They talked for three days.", None, None, "day", "stated"),
        ("It recently fell.", None, PUBLISHED, "unknown", "publication"),
    ],
)
def test_intervals(text: str, start: dt.date | None, end: dt.date | None, precision: str, basis: str) -> None:
    found = only(text)
    assert (found.interval_start, found.interval_end, found.precision, found.basis) == (start, end, precision, basis)


@pytest.mark.parametrize(
    ("text", "mod"),
    [
        ("They talked for at least 72 hours.", "EQUAL_OR_MORE"),
        ("They talked for no more than two days.", "EQUAL_OR_LESS"),
        ("They talked for less than a year.", "LESS_THAN"),
        ("They talked for about two weeks.", "APPROX"),
        ("It ended more than two decades ago.", "MORE_THAN"),
        ("It began in late 1999.", "END"),
        ("It began in mid-1999.", "MID"),
        ("It began at the start of 1999.", "START"),
        ("It began in 1999.", ""),
    ],
)
def test_modifiers(text: str, mod: str) -> None:
    assert only(text).mod == mod


def test_a_zone_is_kept_as_written() -> None:
    assert only("It struck at 0900 GMT.").zone == "GMT"


def test_the_callers_tense_decides_where_the_words_leave_doubt() -> None:
    text = "The minister resigned on Friday."
    asked: list[int] = []

    def future(offset: int) -> str:
        asked.append(offset)
        return "future"

    (found,) = find_times(text, PUBLISHED, tense_at=future)
    assert (found.value, found.basis) == ("2012-08-17", "tense")
    assert asked == [text.index("Friday")]
    assert find_times(text, PUBLISHED, tense_at=lambda _: "")[0].value == "2012-08-10"
    assert find_times(text, PUBLISHED, tense_at=lambda _: "present")[0].value == "2012-08-10"


def test_turns_of_phrase_outweigh_the_callers_tense() -> None:
    text = "They will appeal the decision announced Friday."
    assert find_times(text, PUBLISHED, tense_at=lambda _: "future")[0].value == "2012-08-10"
    text = "The court postponed until Friday any action."
    assert find_times(text, PUBLISHED, tense_at=lambda _: "past")[0].value == "2012-08-17"


def test_a_datetime_will_do_for_the_publication_date() -> None:
    assert only("He resigned today.", dt.datetime(2012, 8, 15, 9, 30, tzinfo=dt.UTC)).interval_start == PUBLISHED


def test_a_line_break_does_not_part_an_expression_but_a_blank_line_does() -> None:
    assert coded("signed on May\n 5, 2010") == [("May\n 5, 2010", D, "2010-05-05")]
    assert coded("in 2010, in May\n\n5 people")[1:] == [("May", D, "2012-05")]


def test_moving_holidays() -> None:
    assert easter(2019) == dt.date(2019, 4, 21)
    assert pascha(2019) == dt.date(2019, 4, 28)
    assert nth_weekday(2019, 5, 1, -1) == dt.date(2019, 5, 27)
    assert parse_rule("election").days(2016) == [(dt.date(2016, 11, 8), dt.date(2016, 11, 8))]
    assert parse_rule("hebrew 1 15").days(2023)[0][0] == dt.date(2023, 4, 6)
    assert parse_rule("hebrew 7 1").days(2020)[0][0] == dt.date(2020, 9, 19)
    assert len(parse_rule("hijri 1 1").days(2008)) == 2  # a lunar year can begin twice
    assert parse_rule("fixed 02-29").days(2011) == []
    with pytest.raises(ValueError, match="no such holiday rule"):
        parse_rule("sometimes 1")


# What any text must keep to

VOCABULARY = """
the a last next this past two 5 12 31 1999 2012 '80s Monday May March 3rd third week weeks days year ago later before after of in on at - ,
. : / ( ) and to or half every each a.m. p.m. GMT noon morning Easter New Year's Day quarter fiscal first early late mid end now 0 00 99999
0900 2020-03-05 5/2/99 was will said % $ Ramadan Election twenty hundred dozen couple several century 1st from earlier 1,000 spring night
"""
WORDS = st.sampled_from([*re.findall(r"\S+", VOCABULARY), "\n", "\n\n"])
TEXTS = st.one_of(st.text(), st.lists(WORDS, max_size=30).map(" ".join), st.lists(WORDS, max_size=30).map("".join))
DATES = st.one_of(st.none(), st.dates())


@settings(max_examples=300, deadline=None)
@given(TEXTS, DATES, st.sampled_from([None, "past", "future", "present", ""]))
def test_offsets_index_the_text_and_nothing_raises(text: str, published: dt.date | None, tense: str | None) -> None:
    found = find_times(text, published, tense_at=None if tense is None else lambda _: tense)
    last = 0
    for t in found:
        assert last <= t.start < t.end <= len(text)
        assert text[t.start : t.end] == t.text
        assert t.text == t.text.strip()
        assert t.value
        if t.interval_start is not None and t.interval_end is not None:
            assert t.interval_start <= t.interval_end
        last = t.end
    assert found == find_times(text, published, tense_at=None if tense is None else lambda _: tense)


@pytest.mark.parametrize(
    "unit", ["1", ",", " ", "1 ", "1,", "Monday ", "May 5 and ", "the last ", "twenty ", "5 p.m. (", "'", "\n", "²", "2000-"]
)
def test_time_is_linear_in_length(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        begin = time.perf_counter()
        find_times(text, PUBLISHED)
        return time.perf_counter() - begin

    find_times("warm up", PUBLISHED)
    seconds(1_000)
    # Ten times as long may take thirty times as long on a busy machine, but not a hundred.
    assert seconds(100_000) < 30 * max(seconds(10_000), 0.002)


def test_the_table_is_large() -> None:
    assert len(CASES) >= 150
