"""Small words around days and times, by what they do there."""

from __future__ import annotations

from xforce_desktop.replies.words import words_of

JOINERS = {",", "or", "and", "/", "&", "+", "o", "ou", "oder", "u", "y", "e", "und", "et", "nor"}
TO = {"-", "~", "to", "through", "thru", "until", "till", "til", "untill", "a", "bis"}
AT = words_of(
    "at @ around about roughly say for like approximately circa ca maybe um gegen las vers approx "
    "exactly starting"
)
AFTER = {"after", "past", "post", "from", "since", "nach", "apres", "despues", "ab", "depois", "following"}
BEFORE = {
    "before",
    "by",
    "until",
    "till",
    "til",
    "untill",
    "through",
    "thru",
    "vor",
    "avant",
    "antes",
    "bis",
    "hasta",
}
MOVERS = words_of("push move bump shift change slide switch back moved pushed up swap")
UNITS = words_of(
    "of people guys guy techs tech trucks truck minutes minute mins min hours hour hrs hr days day "
    "weeks week months month years year yrs times time x locations branches calls call users seats "
    "percent k ppl bucks kids more other others reasons questions things options choices slots kinds "
    "units items crew crews jobs stops dollars usd quid minuten minutos heures stunden horas men women "
    "folks partners employees offices sites accounts messages emails attempts am-pm cents miles km lbs "
    "acres houses homes rooms beds meeting thousand hundred"
)
SAFE_PLURALS = words_of(
    "works suits sounds looks does was is thurs tues weds hours this thanks sits fits mondays "
    "tuesdays wednesdays thursdays fridays unless as seems thats has pls yes it's his plus "
    "perhaps always whereas hits beats wins helps cheers regards clashes conflicts"
)
BEFORE_BARE = words_of(
    "make it do the not instead then only take prefer of yes ok say move have got either just be "
    "is can than her mind but good no okay yep yeah sure go with works"
)
BEHIND_BARE = {"", ".", "!", ",", "?", ")", "-"} | words_of(
    "or and but it is works work fine good instead please pls then would sounds if ok okay suits thanks thx "
    "on not for looks best rather"
)
