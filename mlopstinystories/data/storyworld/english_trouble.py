# ruff: noqa: E501 (one template is one line, so that a block can be read down its left edge)
"""Ways of telling the plots of `plots_trouble`."""

from typing import Final

TEXT: Final = """
warn.rule
  "[Do not|Never] {rule}, {a.call}," <said m>. "[It is dangerous|You could get hurt]."
  {M} had told {a} many times not to {rule}.
  There was one rule: [nobody should|{a} was not allowed to] {rule}. {M} had [said so|said it many times].
warn.want
  But {a} [thought about it all day|wanted to do it more than anything|was so curious].
  "[Why not|What could happen]?" {a} thought.
warn.b_wants
  {B} [looked around|whispered something] and said, "[Come, let us {rule}|I will {rule}]!"
  "Nobody is looking," <said b>. "Let us {rule}!"
warn.stop_b
  "[No|Stop|Wait]!" <cried a>. "[It is not safe|You will get hurt|Do not {rule}]."
  {A} [took {b} by the {b.hand}|stood in the way] and said no.
warn.b_listens
  {B} [grumbled|thought about it] and [stopped|nodded]. "[You are right|All right, then]," <said b>.
warn.instead
  So {a} and {b} [played {#game}|flew a~ {#color} kite|drew a~ {#color} {#wild}|baked mud pies] instead, and [nobody got hurt|it was much more fun].
  Instead, they [built a hut|looked for {#blooms}|played {#game}]. {M} saw it and [gave them {#treats}|was proud of them both].
warn.do
  When {m} [went out|looked away|was busy], {a} did it [all the same|anyway].
  {A} [waited until nobody was looking|looked left and right]. Then {a:he} did just what {a.he} should not do.
warn.hurt
  [At once|In a blink|It went wrong at once, and] {a} {hurt}.
  And what happened? {A} {hurt}!
warn.cry
  "[Ow, ow, ow|Ouch|It hurts]!" <cried a>, and [big tears came|{a:he} began to cry].
  {A} [cried out loud|screamed] [and did not know what to do|for help].
warn.m_comes
  {M} came running and [held {a} tight|took care of {a.him}|wiped away the tears].
  "[I am here|Let me see|Oh, you poor thing]," <said m>, and [blew on it|took {a} in both arms].
warn.bed
  {A} had to stay in bed for [a week|three days|many days] and could not {verb}.
warn.well
  After a few days, {a} was well again.
  Soon {a} was fine again, [but {a:he} did not forget it|and could {verb} as before].
alarm.joke
  "Help! A {danger}!" <cried a>. But there was no {danger}[ at all|, only a~ {#nature}|, only a~ {#wild}]. {A:he} [made it up|was only joking].
  {A} wanted to [play a trick on|tease|scare] {b} and cried, "Help, help, a {danger}!"
alarm.b_runs
  {B} [came running|jumped up|dropped everything], [pale with fear|out of breath].
  {B} was so [scared|frightened] that {b:he} [climbed a tree|fell over {b.his} own feet].
alarm.laugh
  {A} laughed [and laughed|out loud|until {a.his} tummy hurt]. "[It was only a~ {#wild}|I tricked you|You ran like a~ {#wild}|You should have seen your face], {b.call}!"
alarm.again
  A little later, {a} did it again. "The {danger} is coming!" But [again, there was only a~ {#wild}|it was not true, and {b} saw it|there was only a~ {#plant}].
alarm.b_cross
  "That is not funny," <crossly b>. "[I will not believe you anymore|I do not like it when you lie|You scared me for nothing], {a.call}." And {b:he} went [away|to look for a~ {#wild}|to sit under a~ {#plant}|home].
alarm.real
  Then {a} [fell into a deep hole|got stuck in the mud|slipped and twisted a foot], and this time it was real.
  But then {a} stepped on a loose stone and fell [into a ditch|into a bush full of thorns]. {A:he} could not get up.
alarm.call
  "Help me, {b.call}!" <cried a>. "[It is not a joke|This time it is true]!"
  {A} called and called as loud as {a.he} could.
alarm.nobody
  But nobody came, because [everyone thought it was a joke|nobody believed it]. {A} had to wait [until it was dark|for hours] before somebody found {a.him}.
alarm.b_comes
  {B} heard it. [Was it a joke again?|At first {b:he} did not want to go.] But {b:he} [went to look|came all the same].
  At first {b} did not believe it. Then {b:he} [thought it sounded different|came to look, just to be sure].
alarm.b_helps
  {B} [pulled {a} out|held out a long stick and pulled|helped {a} up], and {a} was safe.
alarm.b_joke
  Then {b} pointed behind {a}. "Look, a {danger}!" {A} jumped. {B} laughed. "Now we are even!"
"""
