"""Names of people, by the words around them and by common given names; the rest of the world's names are missed.

Every pattern is bounded, so that the time grows with the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from interviewer.privacy_names import AMBIGUOUS, FIRST_NAMES, NO_NAMES, PEOPLE, ROLES

__all__ = ["find_people", "is_given_name"]

_UP = "A-Z" + "".join(
    chr(c)
    for c in (*range(0xC0, 0xD7), *range(0xD8, 0xDF), *range(0x100, 0x250))
    if chr(c).isupper()
)
_LETTER = r"[^\W\d_]"
_WORD = rf"(?:[{_UP}]['’])?[{_UP}]{_LETTER}{{1,20}}(?:[-'’][{_UP}]?{_LETTER}{{2,20}}){{0,2}}"
_PARTICLE = r"(?:van der|van den|van|von|de la|de los|del|de|da|di|bin|ibn|el|al|le|la|dos|ter|ten)"
_NAME = rf"(?P<name>{_WORD}(?:[ ](?:{_PARTICLE}[ ])?(?:[{_UP}]\.[ ])?{_WORD}){{0,3}})(?![{_UP}\w])"
_ROLE = rf"(?:(?i:{ROLES}|{PEOPLE}))"
_DEPARTMENTS = (
    r"sales|legal|finance|hr|it|support|marketing|ops|operations|accounting|accounts|nights|nursing|billing|compliance|"
    r"security|product|design|communications|purchasing|procurement|engineering|qa|data|reception|dispatch|"
    r"front (?:office|desk)|front|office|ward|lab|desk|warehouse|pharmacy|radiology|infrastructure|platform|research|"
    r"customer (?:service|support)|network(?:s)?|facilities|night shift|day shift"
)
_SPEAKS = (
    r"told me|told us|asked (?:me|us|if|why|what|whether|for)|suggested|thought|wanted|noticed|explained|agreed|"
    r"disagreed|laughed|insisted|argued|admitted|volunteered|wondered|replied|smiled|cried|said|objected|apologi[sz]ed|"
    r"complained|nodded|refused|shrugged|quit|resigned|retired"
)

_CUES = tuple(
    re.compile(pattern)
    for pattern in (
        # a title before it
        rf"\b(?:Dr|Mr|Mrs|Ms|Mx|Prof)\.?[ ]{_NAME}",
        rf"\b(?:Miss|Mister|Professor|Doctor|Nurse|Sister|Sir|Madam|Rev|Father|Captain|Herr|Frau|Fru|Madame|Monsieur|"
        rf"Se[nñ]ora?|Senhora?|Dona|Don|Do[nñ]a|Umm|Abu|Uncle|Aunt)\.?[ ]{_NAME}",
        # my boss X; a colleague, X; our head of security, X
        rf"\b{_ROLE},?[ ]{_NAME}",
        rf"\b{_ROLE}(?:[ ](?:of|from|on|in|at|for|the|our|my|that|this|time|team|{_LETTER}{{2,14}})){{1,5}},[ ]{_NAME}",
        rf"\b{_ROLE}[ ](?:was|is)[ ]{_NAME}",
        # a patient called X; a colleague named X
        rf"\b{_ROLE}(?:[ ](?:was|is|of|mine|who|there|at|that|the|time|whose|name)){{0,4}},?[ ]"
        rf"(?:named|called|by the name of)[ ]{_NAME}",
        rf"\b(?i:name[ ](?:was|is)|name:|(?:him|her|them)self as|known as|i am called|my name's|was named after)[ ]{_NAME}",
        # said, written or done with somebody
        r"\b(?i:told|asked|thanked|reminded|convinced|persuaded|mentored|coached|hired|promised|texted|phoned|emailed|"
        r"mailed|messaged|pinged|apologi[sz]ed to|(?:spoke|talked|chatted|met|sat|sat down|paired|argued|agreed|"
        r"disagreed|sided|worked closely|had lunch|clashed|shared it)[ ](?:to|with)|wrote to|reported to|talk with|"
        r"according to|invited|trained|introduced me to|nobody but|handed it (?:over )?to|(?:it was|was)(?= \S+ \S* ?who)|"
        rf"inherited (?:it|the \w{{2,12}}) from|(?:family|parents|mother|father|case|chart|record) of)[ ]{_NAME}",
        # X, who was seven; X, our head of security; X and I; X's chart
        rf"(?:^|(?<=[.!?:;\n][ ])|(?<=[,a-z][ ])|(?<=\n)){_NAME},[ ](?:who|whose|(?:then )?aged|(?:a|an|our|my|the|one of)"
        rf"[ ](?:{_LETTER}{{2,14}}[ ]){{0,2}}{_ROLE})\b",
        rf"(?:^|(?<=\s)){_NAME}[ ]and[ ]I\b",
        rf"(?:^|(?<=\s)){_NAME},[ ](?:{_LETTER}{{2,9}}[ ]|then )?(?:\d{{1,2}}|(?:he|she)[ ]was)\b",
        rf"(?:^|(?<=\s)){_NAME}['’]s?[ ](?:chart|record|mother|father|mom|mum|dad|parents|family|bed|room|surgery|dose|"
        r"results?|account|birthday|wristband)\b",
        rf"\b(?:it was|It was)[ ]{_NAME}[ ]who\b",
        rf"\b[Tt]here (?:was|is)(?: one| old| also| this)?,?[ ]{_NAME},",
        rf"\b(?i:this is|signed,?|regards,?|sincerely,?)[ \n]{_NAME}(?=[ ](?:speaking|here|from|again|calling)|[.,\n]|$)",
        rf"\b(?i:got|called|rang|rung|phoned|pulled|brought|showed (?:it|this|that|the \w{{2,12}}) to|came from|learned (?:it )?from|"
        rf"designed by|idea of|sat (?:down )?with|sat next to|next to|together with|help(?:ed)? from)[ ]{_NAME}"
        r"(?=[ ](?:on|in|into|over|and|who|from|at|to|for)\b|[.,;]|$)",
        # X from sales; X's idea; X wanted
        rf"(?:^|(?<=\s)){_NAME}[ ](?:from|in|at|on)[ ](?:the[ ]|our[ ])?(?:{_DEPARTMENTS})\b",
        rf"(?:^|(?<=\s)){_NAME}['’]s?[ ](?:idea|fault|job|plan|question|point|suggestion|desk|work|code|phone|boss|help|"
        r"question|advice|version|turn|wife|husband|eyes|face|hands)\b",
        rf"(?:^|(?<=\s)){_NAME}[ ](?:{_SPEAKS})\b",
        rf"(?:^|(?<=\s)){_NAME},[ ](?:he|she|who|whose)(?:['’](?:s|d)|[ ])",
    )
)
_LOWER = re.compile(rf"\b(?i:my|our)[ ]{_ROLE}[ ](?P<name>{_LETTER}{{2,14}})\b")
_GIVEN = re.compile(rf"(?<![\w'’.@/-]){_NAME}")
_PART = re.compile(r"[^\s.]+")
_SHORTENED = re.compile(r"(?:['’](?:ve|d|ll|re|m)|n['’]t)$")
_SUFFIX = re.compile(r"['’]s?$")


def is_given_name(word: str) -> bool:
    """True for a common given name that is hardly ever anything else."""
    return word.lower() in FIRST_NAMES and word.lower() not in AMBIGUOUS


def find_people(text: str) -> Iterator[tuple[int, int]]:
    """Where somebody's name stands."""
    for cue in _CUES:
        for match in cue.finditer(text):
            yield from _trimmed(text, *match.span("name"))
    for match in _LOWER.finditer(text):
        if match["name"].lower() in FIRST_NAMES - AMBIGUOUS:
            yield match.span("name")
    for match in _GIVEN.finditer(text):
        yield from _from_given(text, *match.span("name"))


def _from_given(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """From the first given name on, without any cue."""
    for part in _PART.finditer(text, start, end):
        word = _SUFFIX.sub("", part.group())
        if any(is_given_name(piece) for piece in word.split("-")[:1]):
            yield from _trimmed(text, part.start(), end)
            return


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A name without words at its ends that are none; nothing where nothing is left."""
    parts = [part.span() for part in _PART.finditer(text, start, end)]
    while parts and not _may_be_name(text[slice(*parts[0])]):
        parts.pop(0)
    for place, part in enumerate(parts):
        word = text[slice(*part)]
        if place and word[:1].isupper() and not _may_be_name(word):
            parts = parts[:place]
            break
    while parts and text[parts[-1][0]].islower():
        parts.pop()
    if parts:
        first, last = parts[0][0], parts[-1][1]
        yield first, last - len(text[first:last]) + len(_SUFFIX.sub("", text[first:last]))


def _may_be_name(word: str) -> bool:
    """True for a word that begins like a name, and is no technology, place or first word of a sentence."""
    bare = _SUFFIX.sub("", word)
    if _SHORTENED.search(word):
        return False
    odd = bare.isupper() and len(bare) > 1 and bare.lower() not in FIRST_NAMES
    inner = any(c.isupper() for c in bare[1:]) and not re.search(
        r"[-'’]|^(?:Mc|Mac|De|Di|La|Le|Van)", bare
    )
    return (
        not (odd or (inner and not bare.isupper())) and not {word.lower(), bare.lower()} & NO_NAMES
    )
