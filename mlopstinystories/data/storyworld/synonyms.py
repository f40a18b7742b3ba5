"""Words and phrases of the sentence templates that may stand for one another.

Each row is applied to every template as it is compiled, so a template is written once, in its plainest words, and told
in many. The first of a row is what stands in the templates, and what the plain language says. A row must be true of
every sentence in which its first phrase stands (the tests read them all); articles follow by themselves.
"""

import re
from typing import Final

ROWS: Final = """
pushed|shoved
pulled at|tugged at
knocked on|rapped on
knocked at|rapped at
, and soon|, and before long|, and in no time
, but it was gone.|, but it had disappeared.|, but it was no longer there.
{x.the} was gone.|{x.the} had disappeared.|{x.the} was no longer there.
the little {t.sort}|the small {t.sort}|the tiny {t.sort}
until|till
tried to run|set out to run
nobody|no one
threw|tossed
jumped|leapt
grabbed|snatched|took hold of
climbed up|clambered up|went up
fell down|tumbled down
fell into|tumbled into
fell over|toppled over|tipped over
hid behind|crouched behind|ducked behind
smiled|grinned
whispered|murmured
got stuck|got caught|got wedged
sharp thorns|pointed thorns|prickly thorns
as cold as ice|icy cold|freezing cold
reached out|stretched out an arm
turned around|spun around|wheeled around
called and called|called over and over
crept|crawled|sneaked
walked up to|went up to|stepped up to
came to see|came over to see|stopped by to see
showed {u}|taught {u}
nothing happened|nothing moved|nothing stirred
too short|not long enough
too far up|too high up|out of reach
with all {u.his} strength|as hard as {u.he} could|with all {u.his} might
in both {u.hand}s|in {u.his} two {u.hand}s
in one {u.hand}|in {u.his} {u.hand}
took off|slipped off|pulled off
put on|slipped on|pulled on
not far away,|close by,|nearby,
Not far away,|Close by,|Nearby,
still stuck|still caught|stuck as before
no use|no good|of no use
rolled away|went rolling away
slid away|slipped away
near the gate|beside the gate|by the gate
by the path|beside the path|at the edge of the path
with a crash|with a bang|with a great noise
with a sad face|with sad eyes
that was not|that wasn't
how to do it|the way to do it
looked and looked|gazed and gazed|looked for a long time
went home|walked home|headed home
from all sides|from every side
the wrong way|the wrong direction
was shaking|was trembling
so much that|so very much that
full of joy|full of happiness
nowhere to be seen|not to be seen|not to be found
under a bush|beneath a bush
under the bed|beneath the bed
behind a wall|behind a stone wall|on the other side of a wall
in an old shed|inside an old shed|at the back of a shed
next to a tree|beside a tree|by the foot of a tree
leaning on a fence|leaning against a fence|by a fence
tired and hungry|hungry and tired|cold and hungry
and took it along|and took it with {u.him}|and carried it along
without knowing why|though {u.he} did not know why
just in case|in case {u.he} needed it
for it might be of use|for one never knows|for such a thing can be useful
and they were friends again|and all was well again|and they were friends once more
and the quarrel was over|and that was the end of the quarrel|and they forgot the quarrel
came over to help|came to help|came by to help
came over to|came by to
of course,|naturally,
one {weather} morning,|early one {weather} morning,
for the very first time|for the first time ever|for the first time in {u.his} life
could not|couldn't
did not|didn't
was not|wasn't
had not|hadn't
do not|don't
does not|doesn't
cannot|can't
I am|I'm
I will|I'll
It is|It's
Let us|Let's
saw that|noticed that
saw a|spotted a|noticed a
friends again|friends once more
because|since
the whole|the entire
looked at|gazed at|stared at|peered at
everyone|everybody
with shining eyes|with bright eyes|with sparkling eyes
as if nothing had happened|as if all was well
walked around|went around|circled
walked along|went along|strolled along
ran off|dashed off|hurried off|rushed off
ran away|dashed away|hurried away
ran back|rushed back|hurried back
ran past|dashed past|rushed past
ran to|rushed to|hurried to|dashed to
very proud|really proud|so proud
so glad|so happy|so pleased|so delighted
came running|came at a run|came rushing
fast asleep|sound asleep
found a dry|found a cozy|found a snug
sang a|hummed a|whistled a
jumped up and down|hopped up and down|bounced up and down
danced around|skipped around|twirled around
in the grass|on the grass|on the soft grass
shook {v.his} head|said no
to be honest|to tell the truth
only a|just a
was safe|was safe and sound
it was almost|it was nearly
all alone|quite alone
must have|must surely have
for a long time|for a long while|for quite a while
for a while|for some time|for a little while
at last,|in the end,|finally,|after a long while,
suddenly,|all of a sudden,|without warning,
wanted to be|wished to be|hoped to be
wanted to have|wished to have|longed to have
wanted to make|wished to make|planned to make
wanted to build|planned to build|was going to build
wanted to bake|planned to bake|was going to bake
wanted to see|wished to see|longed to see
wanted to play|longed to play|wished to play
wanted to go|longed to go|wished to go
wanted to give|planned to give|was going to give
wanted to bring|planned to bring|was going to bring
began to|started to
as fast as {u.he} could|as quickly as {u.he} could|with flying feet
again and again|over and over|time after time
a moment later,|one moment later,|the next moment,
it was no use|it did not help|nothing came of it
it did not move|it stayed where it was|it would not move
much too|far too|way too
went away|walked away|left
looked around and|looked left and right and|looked all around and
took a deep breath|breathed in deeply|filled {u.his} lungs with air
with both {u.hand}s|using both {u.hand}s
had an idea|had a clever idea|got an idea|came up with a plan
a big box|a large box|a great big box
a big pot|a large pot|a huge pot
very gently|ever so gently|as gently as possible
very slowly|ever so slowly
very politely|ever so politely|in {u.his} best voice
carefully|with great care|with care
on the ground|in the dirt
everybody|everyone
somebody|someone
laughed and laughed|laughed out loud|laughed until it hurt
could hardly believe it|could not believe it|was full of wonder
held it tight|did not let it go
the next day,|the day after,|on the following day,
in the morning|early in the morning
that evening,|late that evening,|when evening came,
came closer|came nearer|stepped closer
lived far away|lived a long way off
was afraid|was scared|was frightened
right in front of|just in front of
in front of|right in front of
all by itself|without any help
all the time|all along|the whole time
just like|exactly like
almost|nearly
until it was dark|until the sun was gone|until the stars came out
shook with fear|trembled all over|was shaking with fear
was crying|was sobbing|was weeping softly
on the other side|on the far side
no matter how hard|however hard
thought and thought|thought for a long time|thought it over
never again|not ever again
with a sigh|with a deep sigh|with a long sigh
one after the other|one by one
at the same time|in the same moment
made room|moved over
quietly|without a sound
"""


# Tails that any sentence of their sort can bear: `<watch>`, `<past>` ... in a template. The first is always nothing.
TAILS: Final = {
    "past": "[||| past a~ {#full_building}| past a~ {#full_tree}| past a~ {#full_farm_animal}| past a~ {#full_passed} and a~ {#full_building}]",
    "near": "[|| near a~ {#here}| behind a~ {#here}| next to a~ {#here}]",
    "carry": "[|| with a~ {#full_treat} in one {u.hand}| with a~ {#full_carried} under one arm]",
}  # fmt: skip

_OPTIONS: Final = {options[0]: options for options in (tuple(row.split("|")) for row in ROWS.strip().splitlines())}
_FIND: Final = re.compile(
    r"(?<![\w{.#])(" + "|".join(re.escape(first) for first in sorted(_OPTIONS, key=len, reverse=True)) + r")(?![\w}~])"
)


def vary(template: str) -> str:
    """`template` with every known phrase as a choice."""
    has_doer = "{u" in template or "{U" in template

    def choice(found: re.Match[str]) -> str:
        options = [option for option in _OPTIONS[found[1]] if has_doer or "{u" not in option]
        return "[" + "|".join(options) + "]"

    return _FIND.sub(choice, template)
