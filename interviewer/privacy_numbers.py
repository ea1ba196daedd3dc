"""Dates, phones, mails, numbers that stand for somebody, addresses, high ages and places on the net, by their shape.

Each pattern is bounded, so that no text makes it slow. Engineers talk in numbers all the time: a number is taken for
somebody's only where its shape or the words before it say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from interviewer.domain import IdentifierKind

__all__ = ["find_numbers"]

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:(?:19|20)\d\d)"
_NTH = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    r"fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-\w{5,7}|thirtieth|thirty-first)"
)
_MM = r"(?:0?[1-9]|1[0-2])"
_FEAST = (
    r"(?:Christmas(?: Eve| Day)?|New Year['’]s(?: Eve| Day)?|Thanksgiving|Halloween|Valentine['’]s Day|"
    r"Independence Day|Labor Day|Memorial Day|Boxing Day|Easter(?: Sunday| Monday)?)"
)
_DATES = (
    rf"(?i:\b{_MONTH}\.?[ ]{{1,2}}(?:the[ ])?(?:{_DAY}(?:st|nd|rd|th)?|{_NTH})\b(?![.,:]?\d|[ ]?%)"
    rf"(?:,?[ ]{{1,2}}{_YEAR}\b)?)",
    rf"(?i:\b(?:{_DAY}(?:st|nd|rd|th)?|{_NTH})[ ]{{1,2}}(?:of[ ])?{_MONTH}\b(?![ ]?(?:take|be|have|I|we)\b)(?:\.(?=,?[ ]\d))?"
    rf"(?:,?[ ]{{1,2}}{_YEAR}\b)?)",
    rf"\b{_YEAR}(?P<sep>[-/.]){_MM}(?P=sep){_DAY}\b(?:[T ]\d{{2}}:\d{{2}}(?::\d{{2}})?(?:\.\d{{1,9}})?Z?)?",
    rf"(?<![\d.\-/]){_DAY}(?P<sep2>[-/.]){_DAY}(?P=sep2){_YEAR}(?![\d/-]|\.\d)",
    rf"(?i:(?<![\d.\-/]){_DAY}[-/. ]{_MONTH}[-/. ](?:{_YEAR}|\d{{2}})(?!\d))",
    rf"(?<![\d.\-/]){_DAY}\.[ ]{_MM}\.[ ]{_YEAR}(?!\d)",
    rf"(?<![\d.\-/]){_DAY}/{_DAY}/\d{{2}}(?![\d/])",
    r"(?<![\d\-])(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\d\-])",
    rf"(?i:\b{_FEAST},?[ ](?:of[ ])?{_YEAR}\b)",
)
_CUED_DATE = (
    rf"(?i:\b(?:dob|date of birth|birth ?date|born(?: on)?|visit(?: date)?|birthday|admitted(?: on)?|discharged(?: on)?|"
    rf"died(?: on)?|on|date)\W{{1,3}}(?:(?:was|is|as|the)[ ]){{0,2}})"
    rf"(?P<it>{_DAY}[/.-]{_DAY}(?:[/.-]\d{{2,4}})?)(?![\d/%]|[.-]\d)",
    r"(?P<it>(?<![\d./-])\d{1,2}[/.-]\d{1,2})(?=[ ]as (?:the|her|his|their)[ ](?:\w{2,9}[ ])?(?:date|day|birth))",
)

_EXT = r"(?:[ ,]{0,2}(?:ext\.?|x|extension)[ ]?\d{1,5})?"
_NANP = r"(?:\+?1[ .-]?)?(?:\(\d{3}\)[ .-]?|\d{3}[ ./-])\d{3}[ .-]\d{4}"
_PHONES = (
    rf"(?<![\w.+(/-])(?:tel:)?{_NANP}(?![\d-]){_EXT}",
    rf"(?<![\w.])(?:tel:)?\+\d{{1,3}}(?:[ .-]?\(?\d{{1,4}}\)?){{2,5}}(?!\d){_EXT}",
    rf"(?<![\w.])(?=(?:[ .-]?\d){{11}})00\d{{1,3}}(?:[ .-]?\d{{2,4}}){{2,4}}(?!\d){_EXT}",
)
_CUED_PHONE = (
    r"(?i:\b(?:phones?|cell|mobile|pager|call(?:ed|s)?(?: me)?(?: at)?|tel|telephone|extension|hotline|numbers?|fax(?:ed|es)?|"
    r"text(?:ed)?|dial(?:led|ed)?|line|whatsapp|beeper|reach(?:ed)?)\b(?:\W{1,3}(?:is|was|at|on|the|me|her|him|them|no|number|"
    r"to|gave|my|it|under|went|ended|up|as))"
    r"{0,5}\W{1,3})(?P<it>\(?\d{3}\)?[ .-]?(?:\d{3}[ .-]?)?\d{4})(?![\d,-])" + _EXT,
)

_MAILS = (
    r"(?<![\w.+])[\w.+'’-]{1,64}@(?:[\w-]{1,63}[.,]){1,4}[A-Za-z]{2,12}\b",
    r"\b(?:\w{1,30}[ ](?:dot|\(dot\)|\[dot\])[ ]){0,2}[\w.+-]{1,40}[ ](?:\(at\)|\[at\]|at)[ ][\w-]{1,40}[ ](?:\(dot\)|\[dot\]|dot)[ ]\w{2,12}"
    r"(?:[ ]dot[ ]\w{2,6})?\b",
)

_TLD = r"(?:com|org|net|edu|gov|io|de|uk|info|health|dev|app|me|us|ca|nl|fr|eu|co|ai|example|local)"
_WEBS = (
    r"\b(?:https?|ftps?|sftp|wss?|file)://(?!localhost|127\.)[^\s<>\"'“”]{2,400}[^\s<>\"'“”.,;:!?)\]]",
    r"(?<![\w.@/-])www\.[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}(?:/[^\s<>\"'“”,;]{0,200}[\w/])?",
    rf"(?<![\w.@/-])(?:[\w-]{{1,60}}\.){{1,4}}{_TLD}/[^\s<>\"'“”,;]{{1,200}}[\w/]",
    rf"(?<![\w.@/-])(?:[\w-]{{1,60}}\.){{2,4}}{_TLD}(?![\w-]|\.\w)",
    rf"(?i:\b(?:site|page|blog|website|profile|portfolio|url|link|homepage)(?:[ ](?:is|was|at|on)){{1,2}}[ ])"
    rf"(?P<it>(?:[\w-]{{1,60}}\.){{1,3}}{_TLD})(?![\w-])",
    r"(?<![\w.:])(?!127\.|0\.0\.0\.0|255\.255)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)"
    r"(?::\d{2,5}|/\d{1,2})?(?![\w]|\.\d)",
    r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){2,7}(?::?[0-9a-fA-F]{1,4}){1,6}(?![\w:])(?<!\b\d\d:\d\d:\d\d)(?<!\b\d:\d\d:\d\d)",
    r"(?<![\w:])[0-9a-fA-F]{1,4}::(?:[0-9a-fA-F]{1,4}:){0,6}[0-9a-fA-F]{1,4}(?![\w:])",
    r"(?i:\b(?:user ?name|handle|login|screen name|twitter|instagram|account)(?:[ ](?:is|was|on|there|for|it|called))"
    r"{0,3}[ :,]{1,2})(?P<it>@\w{3,30})",
)

_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Way|Parkway|"
    r"Pkwy|Highway|Hwy|Pike|Circle|Cir|Alley|Broadway|Row|Mews|Crescent|Trail)"
)
_ABBREVIATED = r"(?:(?<=[ ](?:St|Rd|Ln|Dr|Ct|Pl|Sq))\.|(?<=[ ](?:Ave|Cir|Hwy))\.|(?<=[ ]Blvd)\.|(?<=[ ]Pkwy)\.)?"
_STATE = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|"
    r"W[AIVY]|Pennsylvania|New Jersey|Delaware|New York|Maryland)"
)
_ZIP = r"\d{5}(?:-\d{4})?"
_UNIT = r"(?:,?[ ](?:(?:Apt|Apartment|Unit|Suite|Ste|Floor|Fl|No)\.?[ ]?#?\w{1,6}|#\w{1,6}))?"
_TOWN = rf"(?:,?[ ](?:[A-Z][a-z]{{2,20}}[ ]?){{1,3}},?[ ]{_STATE}(?:[ ]{_ZIP})?)?"
_ADDRESSES = (
    rf"\b\d{{1,5}}[A-Za-z]?[ ](?:[NSEW]\.?[ ]|North[ ]|South[ ]|East[ ]|West[ ])?(?:(?:[A-Z][\w'’-]{{1,20}}|"
    rf"\d{{1,3}}(?:st|nd|rd|th))[ ]){{0,3}}{_STREET}\b{_ABBREVIATED}{_UNIT}{_TOWN}",
    rf"\b(?:[A-Z][\w'’-]{{1,20}}[ ]){{1,3}}{_STREET}[ ]\d{{1,5}}\b",
    r"\b\d{1,4},?[ ](?:rue|avenue|boulevard|via|calle|plaza)[ ](?:[a-z]{1,3}[ ]){0,2}[A-Z][\w'’-]{1,20}"
    r"(?:[ ][A-Z][\w'’-]{1,20})?",
    r"\b(?:[Rr]ue|[Vv]ia|[Cc]alle)[ ](?:[a-z]{1,3}[ ]){0,2}[A-Z][\w'’-]{1,20},?[ ]\d{1,4}\b",
    r"\b[A-Z]\w{2,20}(?:straße|strasse|straat|gasse|gatan|vej)[ ]\d{1,4}[a-z]?\b",
    r"(?i:\bP\.?[ ]?O\.?[ ]?Box[ ]\d{1,6})",
    rf"\b(?:[A-Z][a-z]{{2,20}}[ ]?){{1,3}},[ ]{_STATE}[ ]{_ZIP}\b",
    r"(?<![\d-])\d{5}-\d{4}(?![\d-])",
    r"\b(?i:room|bed|bay|ward|unit|wing)[ ](?:[A-Z]{1,2}[ -]?)?\d{1,4}(?:-\d{1,4})?[A-Z]?\b(?![ ]?(?:%|percent|tests?))",
    r"\b(?i:wing|ward|bay|tower)[ ][A-Z]\b,?[ ](?i:room|bed)[ ]\w{1,5}\b",
    rf"(?i:\b(?:zip|post ?code|postal code|zip code)(?:[ ](?:is|was|code|of|in|to)){{0,3}}[ :,]{{1,2}})(?P<it>{_ZIP})\b",
)
_FROM_TOWN = (
    r"\b(?:[Hh]e|[Ss]he|[Tt]hey|family|boy|girl|child|patient|teenager|baby|mother|father|parents|kid|parent|mom|dad)\b"
    r"(?:[ ](?:who|had|was|were|is|are|all|the|way|down|up|in|back|flew|flown|driven|drove|came|come|comes|moved|lived|lives|live|"
    r"called|calling|travelled|traveled|a|only|one)){0,5}[ ](?:from|in|near|outside)[ ]"
    r"(?P<it>[A-Z][a-z]{2,15}(?:[ -][A-Z][a-z]{2,15}){0,2})\b",
)

_OLD = r"(?:ninety(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|(?:a|one) hundred(?: and \w{3,6})?)"
_NINETIES = r"(?:9\d|1[01]\d)"
_AGES = (
    rf"(?i:\b(?:{_NINETIES}|{_OLD})[ -](?:years?|yrs?)(?:[ -](?:old|of age))\b)",
    rf"(?i:\b(?:aged?|turned|turning)(?:[ ](?:is|was|of|field|said|just)){{0,2}}[ :](?P<it>{_NINETIES}|{_OLD})\b(?![ ]?%))",
    rf"(?i:\b(?:he|she|who|grand\w{{3,6}}|great-\w{{4,11}}|patient|aunt|uncle|man|woman|user|mother|father)[ ](?:was|is),?[ ]"
    rf"(?P<it>{_NINETIES}|{_OLD})\b(?![ ]?%|[ ](?:percent|times|minutes|hours|days|seconds|tickets)))",
    rf"(?i:\b(?:grand\w{{3,6}}|great-\w{{4,11}}|aunt|uncle|patient|man|woman|mother|father)(?: of)?,?[ ](?P<it>{_NINETIES}|{_OLD})\b)",
    rf"(?i:\bage[ ](?:\w{{2,6}}[ ]){{0,2}}(?P<it>{_NINETIES})\b(?![ ]?%))",
)

_FILLER = (
    r"(?:\W{1,3}(?:is|was|were|reads?|said|on|the|a|of|in|it|its|my|his|her|their|that|there|here|file|card|chart|claim|"
    r"order|form|system|failed|had|has|ended|ending|up|as|to|used|no|number|id|code|identifier|for|this|at|with|belonged|"
    r"mine|plate|stolen|by|which|were|social)\b\.?){0,5}?"
)
_VALUE = (
    r"(?P<it>#?(?:\(\d{2}\))?(?:[A-Z]{1,4}(?:-[A-Z]{1,3})?[ ](?=\d)|(?=[\w/-]{0,40}\d))[A-Za-z0-9]{1,40}"
    r"(?:[-/_.:][A-Za-z0-9]{1,20}){0,6}(?:[ ](?=[A-Z0-9-]{0,6}\d)[A-Z0-9-]{1,10}|[ ][A-Z]{2,3}\b){0,6})(?![\w%])"
)
_UNITS = (
    r"(?![ ]?(?:%|percent|ms|users?|rows?|times|minutes?|hours?|days?|weeks?|months?|years?|seconds?|bytes?|records?|"
    r"requests?|patients?|fields?|tickets?|tables?|clinics?|messages?|files?|people|characters|digits|letters|of|or|to|"
    r"different|separate|new|old|lines?|systems?|thousand|million|dollars)\b)"
)
_OF_RECORD = (
    r"MRN|medical record(?: number| no\.?)?|chart(?: number| no\.?|(?= #))|hospital number|encounter|accession|specimen|"
    r"(?:patient|subject|study subject|visit|episode|order|sample|specimen|case|prescription|encounter|accession|claim|"
    r"member|subscriber|beneficiary|policy|group|insurance|medicaid|medicare|plan|account|invoice|customer|employee|"
    r"guarantor|billing|routing|card|user|badge|student|trial|study|confirmation|tracking|locker|wristband|reference|"
    r"appointment|referral|transplant|donor|staff|membership|booking|record|barcode)"
    r"[ ](?:numbers?|no\.|ids?|identifiers?|codes?|account|subject|#)|prescription rx|rx|iban|(?:bank )?account,|invoice|"
    r"charged card|card ending|barcode|beneficiary|wristband|health plan number|claim"
)
_OF_THINGS = (
    r"SSN|social security(?: number| no\.?)?|(?:last four of the |his |her |their )social|tax id|VIN|IMEI|UDI|S/N|"
    r"NPI|DEA(?: number| no\.?)?|passport|(?:licen[cs]e|registration|certificate|permit|serial|plate|vehicle|device|"
    r"asset|implant|model and serial|mac)[ ](?:numbers?|no\.|ids?|plates?|tags?|identifiers?|address)|driver['’]?s? licen[cs]e|"
    r"(?:medical |nursing |state |nurse['’]s )licen[cs]e|licen[cs]e,|certificate|"
    r"(?:with|licen[cs]e|his|her|their|the shuttle,|number) plate|registration|serial|plate|"
    r"fingerprint|voice ?print|iris|palm|retina|face template|biometric|hash of (?:his|her) finger|national id|tax number"
)
_RECORDS = (
    rf"(?i:\b(?:{_OF_RECORD})(?![\w-]){_FILLER}\W{{1,4}}){_VALUE}{_UNITS}",
    r"(?i:\b(?:account|policy|member|claim|order|case|chart|visit|patient|passport|file|record|subject)[ ]#?)"
    r"(?P<it>(?=(?:[A-Z-]{0,4}\d){5})[A-Z0-9][A-Z0-9-]{4,20})(?![\w%,.]\d)",
    r"(?<![\w-])(?:CHOP|MRN|PT|ENC|ACC)[-_]?\d{4,12}\b",
    r"(?<![\w-])[A-Z]{2,6}-\d{4}-\d{3,10}(?![\w-])(?<!CVE-\d{4}-\d{3})(?<!CVE-\d{4}-\d{4})(?<!CVE-\d{4}-\d{5})",
)
_THINGS = (
    rf"(?i:\b(?:{_OF_THINGS})(?![\w-])(?:[ ](?:template|hash|code|scan|id|number)){{0,2}}{_FILLER}\W{{1,4}}){_VALUE}{_UNITS}",
    r"\bSN[ -]?(?=\w{0,9}\d)\w{2,12}(?:-\w{1,12}){0,4}\b",
    r"(?<![\w-])\d{3}[- ]\d{2}[- ]\d{4}(?![\w-])",
    r"(?<![\w-])\d{2}-\d{7}(?![\w-])",
    r"(?<![\w:-])(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}(?![\w:-])",
    r"\b[A-HJ-NPR-Z0-9]{3}(?=[A-HJ-NPR-Z0-9]{0,14}[A-Z])(?=[A-HJ-NPR-Z0-9]{0,14}\d{4})[A-HJ-NPR-Z0-9]{14}\b",
    r"\b(?:\d{4}[ -]){3}\d{1,4}\b",
    r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,3})?\b",
    r"\b1Z[0-9A-Z]{16}\b",
    # A long number that counts nothing.
    rf"(?<![\w.,:$€£/#-])\d{{7,17}}(?![\w,:/-]|\.\d){_UNITS}",
    r"(?<![\w/])[\w-]{2,60}\.(?i:jpe?g|png|heic|tiff?|webp|bmp|dcm)\b",
)

_KINDS: tuple[tuple[IdentifierKind, tuple[str, ...]], ...] = (
    ("mail", _MAILS),
    ("web", _WEBS),
    ("date", (*_DATES, *_CUED_DATE)),
    ("phone", (*_PHONES, *_CUED_PHONE)),
    ("address", (*_ADDRESSES, *_FROM_TOWN)),
    ("age", _AGES),
    ("record", _RECORDS),
    ("number", _THINGS),
)
_PATTERNS = tuple((kind, re.compile(p)) for kind, patterns in _KINDS for p in patterns)
_PLAIN_YEAR = re.compile(rf"{_YEAR}s?")
_ORDINARY_PICTURE = re.compile(
    r"(?i)(?:[a-z]+[-_])?(?:logo|icon|favicon|banner|diagram|architecture|screenshot|background|header|chart|image|"
    r"button|sprite|avatar|default|placeholder|graph|test)(?:[-_]?[a-z0-9]{1,5})?\.\w+"
)


def find_numbers(text: str) -> Iterator[tuple[IdentifierKind, int, int]]:
    """Where something with the shape of an identifier stands, and of what kind."""
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("it") if "it" in pattern.groupindex else match.span()
            if not _is_ordinary(text[start:end]):
                yield kind, start, end


def _is_ordinary(words: str) -> bool:
    """True for what has the shape and says nothing of anybody: a year alone, a number of one or two digits, a logo."""
    if _PLAIN_YEAR.fullmatch(words) or _ORDINARY_PICTURE.fullmatch(words):
        return True
    return words.isdigit() and len(words) < 3 and int(words) < 90
