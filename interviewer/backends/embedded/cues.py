"""A softer ear for short replies whose form no pattern knows: cue words with weights, and nothing else in the sentence.

A short reply about the talk itself is made of few words: those of asking, thinking, knowing, stopping. Where a
sentence is nearly all of them, the cues say which wish it is; where it holds words of a story, it is an answer.
"""

from __future__ import annotations

import re
from functools import cache

from interviewer.backends.embedded.utterances import Wish

ENOUGH = 1.0
LONGEST = 18
"""Words of the longest sentence that is still listened to this way."""
STRANGE = 0.2
"""Share of words that may lie outside the talk about the talk; half of it where a sentence is long."""

_CUES: dict[Wish, str] = {
    "off_record": (
        "delete=.8 remove=.8 erase=.9 strike=.9 redact=1 confidential=1 secret=.8 private=.7 record=.5 recorded=.7 saved=.7 save=.5 stored=.7 store=.5"
        " transcript=.6 report=.5 notes=.4 noted=.5 write_down=.5 written=.5 last_comment=.5 last_message=.5 last_answer=.4 what_i_said=.5 i_said=.4 i_wrote=.5 don't_keep=.9"
        " not_keep=.9 take_it_out=.9 take_that_out=.9 out_of=.3 leave_out=.7 the_name=.3 name=.2 stays_out=.6 not_saved=.5 off_the_record=1.2 forget=.5 unsay=1 take_that_back=1 take_it_back=1 anonymous=.5 shouldn't_have=.5"
    ),
    "end": (
        "stop=.9 end=.8 finish=.8 quit=1 exit=1 leave=.6 goodbye=1 bye=1 enough=.7 over=.2 done_here=.9 done_with=.7 wrap=.8 let_me_leave=1 terminate=1 cancel=.8 interview=.3 session=.4 practice=.3 out=.3"
        " i'm_out=1 want_out=1 something_came_up=.8 have_to_go=1 need_to_go=1 must_go=1 call_it=.8 no_more_questions=1 that_will_be_all=1 will_be_all=.8 not_continue=1 don't_continue=1 now=.1 here=.1 another_time=.6 some_other_time=.6"
        " stop_here=.3 up=.1 log_off=1 sign_off=1 hang_up=1 head_off=.8"
    ),
    "skip": (
        "skip=1 pass=.9 next=.8 another_question=.9 different_question=.9 other_question=.8 move_on=1 move_along=1 go_on=.4 moving_on=1 come_back=.8 get_back=.6 back_to=.2 later=.3 leave_this=.9 leave_it=.7 leave_that=.7 not_comfortable=1 uncomfortable=.9"
        " rather_not=1 prefer_not=1 don't_want_to_answer=1.2 not_answer=.8 not_going_to_answer=1.2 jump=.6 something_else=.4 this_one=.2 drop_this=1 past_this=.8 skipping=.8 not_this_question=1 drop_it=.6 at_the_end=.2 at_the_end_of=.2 proceed=.7 not_this=.6 too_personal=1 personal=.4"
    ),
    "repeat": (
        "repeat=1 again=.7 once_more=.9 one_more_time=1 run_that=.6 by_me=.5 cut_out=.9 broke_up=.7 audio=.5 connection=.5 hear=.6 heard=.5 catch=.8 missed=.8 last_bit=.5 last_part=.5 what_was=.5 what_did_you=.5 did_you_ask=.5 did_you_say=.5"
        " train_of_thought=.8 forgot=.6 forgotten=.6 question_again=.5 the_question=.2 question=.2 what's_that=.6 pardon=1 remind_me=.9 say_that=.5 say_it=.4 distracted=.6 zoned=.8 show_me_the_question=1 read_it=.5 read_that=.5 want_to_know=.3"
    ),
    "rephrase": (
        "rephrase=1 reword=1 clearer=.9 clarify=.9 clarity=.8 clear=.5 simple=.7 simpler=.9 simply=.7 plain=.6 plainer=.8 specific=.7 elaborate=.8 explain=.7 understand=.7 understood=.1 meaning=.6 mean=.5 native=.7 english=.5 over_my_head=1 lost_me=.9 confused=.9 confusing=.9"
        " confuses=.9 wording=.5 following=.7 not_following=.9 unclear=1 vague=.8 follow=.7 struggling=.4 see_what=.4 what_you_want=.6 want_from_me=.6 what_does=.3 what_is_it_that=.3 asking=.4 does_the_question=.5 the_question=.3 question=.2 differently=.8 other_words=.9 another_way=.7 makes_no_sense=1 no_sense=.8 make_sense=.4 broad=.6 looking_for=.3 get_what=.5 get_the_question=.9 make_of_it=.5 what_exactly=.4"
    ),
    "hint": (
        "hint=1 hints=1 clue=1 clues=1 tip=.8 tips=.8 pointer=1 pointers=1 nudge=1 guidance=.9 guide=.7 help=.8 advice=.9 direction=.6 suggestion=.9 suggestions=.9 start_with=.6 where_to_start=1 how_to_start=1 how_to_answer=1 how_to_begin=1 how_do_people=.6 usually_answer=.6 good_answer=.8"
        " stuck=.9 lost=.4 lost_on=.4 idea_of=.2 example_answer=.9 something_to=.5 give_me=.2 looking_for_in=.8 in_an_answer=.5 an_answer=.2 expect=.3 expected=.3 support=.5 assist=.8 start=.3 begin=.3 push=.4 structure=.5 approach=.4"
    ),
    "time": (
        "moment=.9 minute=.9 minutes=.9 second=.8 seconds=.8 wait=.9 hold_on=1 hang_on=1 think=.6 thinking=.9 thoughts=.8 bear_with=1 pause=.9 break=.5 breather=1 breath=.8 doorbell=.9 phone=.4 door=.5 nervous=.9 shaking=.7 anxious=.9 time=.5 back_in=.4 be_back=.9 right_back=.9 let_me=.4 give_me=.2 collect=.6 gather=.7"
        " compose=.8 remember=.4 recall=.4 hmm=.6 while=.3 a_bit=.3 quick=.2 first=.1 not_ready=.8"
    ),
    "decline": (
        "no_idea=1 no_clue=1 don't_know=1 not_know=1 wouldn't_know=1 nothing=.6 no_experience=1 don't_think_i=.6 never_did=.9 no_such=.8 i_have_one=.5 zero_experience=1 no_example=1 have_nothing=1 not_have=.6 don't_have=.6 haven't=.6 never=.5 can't_think=1 can't_come_up=1 come_up_with=.4 blank=.9 none=.7 no_answer=1 not_sure=.8 can't_remember=.9 don't_remember=.9 not_remember=.9 don't_recall=.9 can't_recall=.9"
        " happened_to_me=.5 experience=.3 example=.2 examples=.2 anything=.3 situation=.2 such=.2 in_that_area=.3 got_one=.4 i_give_up=1 unable=.6 can't_answer=1 can't_say=.8 not_applicable=1 doesn't_apply=1 hard_to_say=.3 what_to_say=.3 nope=.4 no_story=1 got_nothing=1 clueless=1 not_done=.6 not_had=.7 not_worked=.7 not_been=.7 not_faced=.8"
    ),
    "small_talk": (
        "hi=1 hello=1 hey=1 morning=.8 afternoon=.8 evening=.8 thanks=.9 thank=.9 cheers=1 welcome=.6 appreciate=.8 nice=.5 pleased=.8 glad=.6 good=.3 great=.7 fine=.7 okay=.8 sure=.8 alright=.9 cool=.9 perfect=.9 understood=.9 ready=.8 got_it=1 sounds_good=1 no_problem=1 no_worries=1 makes_sense=.9 helps=.5 helpful=.5 helped=.4 let_us_begin=.8 let's_begin=.8 let's_go=.8 let's_start=.8 how_are_you=1 and_you=.5 doing_well=.8 excited=.6 looking_forward=.9"
    ),
}  # fmt: skip
_TALK = frozenset(
    "a an the i i'm i'd i'll i've me my myself you you're your we us our it it's that that's this these those is are was were be been am do does did don't didn't doesn't can can't could couldn't would wouldn't will won't should"
    " may might must shall to of in on at for with from by about as if or and but so then than not no yes please sorry well oh um uh hm ah just really actually honestly maybe perhaps now here there today still yet already right"
    " bit little more much some any all one ones thing something anything everything what what's which who how when where why quite very too rather like want need have has had get got give let take make makes put go going come say said tell"
    " ask asked know see think feel look looking mean try keep up down out over back off away again first last next other another question questions answer answers answering interview sir madam ma'am because since sure kind kindly mind able way order possible"
    " good great fine okay nice long short quick moment simple english native speaker language word words line lines bad hard difficult easy afraid guess believe hope wish would love was were being honest fair lot lots don't i'll thank thanks would've haven't hasn't wasn't isn't aren't ever never always usually people anyone someone everybody area such happened".split()
)
_SPLIT = re.compile(r"[\w']+")


def soft_wish(text: str) -> Wish | None:
    """The wish that the cues of a short plain sentence add up to; None where they do not, or it tells something."""
    words = _SPLIT.findall(text)
    if not words or len(words) > LONGEST:
        return None
    known, table = _vocabulary(), _table()
    strange = sum(w not in known for w in words)
    if strange > (STRANGE if len(words) <= 8 else STRANGE / 2) * len(words):
        return None
    flat = f"_{'_'.join(words)}_"
    scores = {
        wish: sum(weight for cue, weight in cues.items() if f"_{cue}_" in flat)
        for wish, cues in table.items()
    }
    best = max(scores, key=lambda wish: scores[wish])
    return best if scores[best] >= ENOUGH - (0.15 if strange == 0 else 0.0) else None


@cache
def _table() -> dict[Wish, dict[str, float]]:
    return {
        wish: {cue: float(weight) for cue, weight in (pair.split("=") for pair in listed.split())}
        for wish, listed in _CUES.items()
    }


@cache
def _vocabulary() -> frozenset[str]:
    """Words that talk about the talk itself."""
    cued = {word for cues in _table().values() for cue in cues for word in cue.split("_")}
    return _TALK | cued
