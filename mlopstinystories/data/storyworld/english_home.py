# ruff: noqa: E501 (one template is one line, so that a block can be read down its left edge)
"""Ways of telling the plots of `plots_home`."""

from typing import Final

TEXT: Final = """
truth.own
  {M} had {x.a}[ that had once been a gift| from faraway| that stood on a high shelf| full of {#blooms}|].
  In the [kitchen|hall|living room] stood {x.a}. It was {m:his} favorite.
truth.hint
  "[Please do not play near|Be careful with|Never run next to] {x.the}," <said m>.
truth.break
  {A} [played {#game}|ran around|danced|threw a ball] inside. [Crash|Bang|Clink]! {X.the} [fell down and broke|was broken].
  {A} only wanted to [look at|touch|hold] {x.the}, but it slipped out of {a.his} {a.hand}s. [Crash|Clink], it broke on the floor[ into {#number} pieces|]!
  [With one wrong step|With {a.his} elbow], {a} bumped into the table, and {x.the} fell. [Crack|Crash], and it was broken!
truth.worry
  "Oh no, what will {m} say?" <sadly a>.
  {A} [turned white|froze|held {a.his} breath]. {M} would be so sad!
  {A:his} heart beat fast. {A:he} looked at the pieces and [did not know what to do|wanted to run away].
truth.lie
  {A} put the pieces [under the rug|in a box|behind the couch] and [acted as if nothing had happened|said nothing].
  {A} hid the pieces [under the bed|in a bag]. "[The cat did it|It was the wind]," {a:he} wanted to say.
truth.m_asks
  "Where is {x.my}?" <asked m>. "I do not know," <said a>[, but {a:he} could not look up|].
  {M} came in and [looked around|stopped]. "Something is missing here. Do you know anything about it, {a.call}?" <asked m>. {A} shook {a.his} head.
truth.found_out
  Then {m} [saw a small piece on the floor|lifted the rug|found the pieces]. {A:his} face turned red.
truth.m_sad
  "[I am not sad about the {x}. I am sad because you lied|A~ {x} can break, but a lie hurts me more]," <sadly m>.
truth.heavy
  {A} could not [eat|sleep|play]. The lie was like a [heavy stone|big lump] in {a.his} [tummy|pocket|heart].
  All day, {a} thought of {x.the}. [Not even {#treats} tasted good|Nothing was fun anymore].
truth.tell
  {A} went to {m} and told {m.him} the truth: {x.the} was broken, and it was {a.his} fault.
  "I have to tell you something, {m.call}," <said a>. "I broke {x.the}."
  "It was me," <sadly a>. "[I broke {x.the}|I was not careful with {x.the}]."
truth.twist
  Then {m} began to laugh. "[I never liked that {x} anyway|When I was small, I broke one just like it]," <said m>.
  {M} winked. "Shall I tell you a secret? [I broke it once myself, and glued it|I never liked it much]," <said m>.
truth.mend
  Together they [glued|put together] all the pieces. {X.the} [had a few lines now, but it was still pretty|looked a little funny, but it stood].
  {A} and {m} [got the glue|sat down at the table] and mended {x.the}[, piece by piece| until dinner|].
new.pet
  {M} came home with a basket. Inside was {c.a}!
  "Look who will live with us now, {a.call}," <said m>. It was {c.a}[ with a~ {#color} ribbon|]!
new.baby
  {M} came home with a [soft |white |]blanket. In it was the new baby!
  "Come and meet the baby, {a.call}," <said m>. It was [very small|pink|no bigger than a~ {#color} pillow].
new.jealous
  Everybody looked only at {c}. Nobody looked at {a}, and {a} was [angry|jealous|cross].
  "[Nobody plays with me anymore|It is always about the {c.sort}]!" <crossly a>.
new.ignore
  {A} [turned away|made a loud noise|would not say hello|said mean words] when {c} was [near|there].
  {A} did not want to [see|touch|hear] {c} and [hid in a corner|closed the door].
new.cries
  In the night, {a} heard a sound, like a~ {#small} [in the rain|far away]. {C} was [crying|sad] [and alone|and cold|because it had bumped its head].
  Then, one day, {c} [bumped its head|fell from a chair|was scared of the thunder] and cried.
new.too_late
  {A} [covered {a.his} ears|looked away] and did not help.
new.m_holds
  {M} picked up {c} and [sang to it|held it tight]. {A} stood [in the door|far away] and felt [all alone|very small].
new.care
  {A} [went to it|could not bear it]. {A:he} [brought a blanket|sang a soft song|gave it a~ {#toy}|stroked its head].
  "[Hush, I am here|Do not cry, little one|There, there]," <said a>, and {a:he} [sang a song|put a blanket over it|stroked its head].
new.calm
  {C} [stopped crying|grew quiet] and looked at {a} with big eyes.
  Soon {c} was [calm|asleep|quiet], [close to {a}|with its head on {a:his} arm].
new.surprise
  And then {c} [smiled for the first time|made a funny sound, almost like {a:his} name|licked {a:his} nose]!
new.love
  From then on, {a} and {c} were [always together|best friends].
  "I will always take care of you," <said a>. And {a:he} did.
  {A} loved {c} [more each day|very much], and {c} loved {a}.
greedy.see
  On the table was a [big |]{box} full of {treats}. [They smelled so good|They looked wonderful|{A:his} mouth watered].
  {M} had [made|bought|put out] a whole {box} of {treats}. {A} could [smell|see] them from the stairs.
greedy.hint
  "[Just one for now|They are for the party|Only two, or you will get sick], {a.call}," <said m>.
  {M} said that the {treats} were for [everyone|the party|the evening].
greedy.one
  {A} took only one and [ate it slowly|closed {a.his} eyes]. It was [so good|sweet and soft], and the other {treats} could wait.
greedy.share
  {A} got two more, one for each of them, after asking {m}. They [ate in the sun|sat on the steps] and [licked their {a.hand}s|laughed].
greedy.eat
  But when nobody was looking, {a} took one. Then another. Then [three more|one more, and one more].
  "Just one more," {a} thought, again and again, [until the {box} was almost empty|until there were only crumbs].
greedy.more
  {A} ate and ate. [{A.his} cheeks were full|There were crumbs on {a.his} nose|{A:he} could not stop].
greedy.ache
  Then {a.his} tummy began to [hurt|ache|grumble]. {A} [felt very sick|had to lie down|rolled on the floor].
  "Ow, my tummy!" <cried a>. {A:he} was [as full as a balloon|too sick to stand].
greedy.m_comes
  {M} came in and saw the empty {box}. "[Oh, {a.call}.|What happened here?]" <said m>.
  {M} [looked at the crumbs|saw the {box}] and knew everything.
greedy.miss
  That evening, [all the others had fun at the party|everyone played and danced], but {a} had to stay in bed [with a bucket|and drink bitter tea].
greedy.tell
  "I ate them all," <sadly a>.
  {A} told {m} how many {a.he} had eaten.
greedy.better
  {M} made some tea, and after a [nap|long sleep], {a} felt better.
  {A} drank [warm water|tea] and slept. The next morning, the tummy was fine again.
greedy.twist
  Then {m} smiled. "The {treats} were for you," <said m>. "They were a present for you and your friends."
messy.room
  But {a:his} room was a mess. [Socks hung from the lamp|There were toys on every chair|You could not see the floor].
  {A} never [put anything away|cleaned up]. [There was a~ {#house} on the bed|There were crumbs and {#toy}s everywhere].
messy.hint
  "[Clean your room, or you will lose something|One day you will not find your own feet]," <said m>.
messy.lose
  {A} wanted to play with {x.the}. But where was it? [It was gone in all that mess|Somewhere in that mess, it was lost].
  "Where is {x.my}?" <asked a>. [It was not on the bed|It was not under the {#house}|It was not next to the {#toy}]. It was lost[ in the mess|, and {a} could not remember where {a.he} had put it|].
messy.search
  {A} looked {spot1} and found a~ {#clothing}. {A:he} looked {spot2} and found an old {#treat}.
  {A} [threw everything around|dug in the heap|crawled around], {spot1} and {spot2}, [and the mess got bigger|but it did not help].
messy.step
  {A} [jumped up|ran across the room], and there was a crack. {X.the} was under {a.his} foot, [in pieces|broken for good].
messy.no
  "No," <said m>. "It is your mess. [First clean up|I told you so]."
messy.start
  "[Let us start with the floor|I will hold the box, and you put things in]," <kindly m>.
  {M} brought [a broom|two big boxes] and showed {a} how to begin.
messy.clean
  One thing after the other, {a} put everything away. [Books here, blocks there|The blue box was for blocks]. [Soon one could see the rug|The room got bigger and bigger].
  {A} [swept|folded|sorted] and sang. [It was not so bad|It was almost a game].
messy.other
  {A:he} found many lost things: a~ {#nature}, a~ {#clothing} and [two coins|a lost tooth|a birthday card]. {A} [had forgotten them all|laughed].
messy.find
  And there, {spot3}, was {x.the}!
  {A} picked up the last sock, and {spot3} was {x.thefull}!
wish.find
  {Pspot}, {a} found {x.a}. It [was warm|glowed a little|hummed softly].
  {A} saw something shine {pspot}. It was {x.a}, and {a:he} picked it up.
wish.speaks
  "You may have one wish," said {x.the}. {A} [could not believe it|almost dropped it].
  Then {x.the} spoke! "[Thank you for finding me|I am magic]. [I give you one wish|You have one wish]."
wish.wish
  {A} [did not think for long|jumped up and down]. {A:he} wished {wish}.
  {A} thought of a~ {#toy} and of a~ {#vehicle}, but then {a:he} wished {wish}.
wish.true
  [Puff|Zing|Whoosh], and it came true! [At first it was fun|It was wonderful]. But then {result}.
  There was a [flash|bang], and the wish came true. {A} laughed. But soon {result}.
wish.sorry
  {A} was [lonely|sad] and did not like the wish anymore.
  "[I did not want this|This is not how I thought it would be]," <sadly a>.
wish.gone
  {A} looked for {x.the}, but it [was gone|had turned to dust]. There was only one wish.
wish.undo
  "Please, make everything as it was," <said a>. [Puff|Whoosh], and [all was good again|everything was as before].
  {A} held {x.the} tight and asked for one thing only: that all would be as before. And [so it was|it worked].
wish.dream
  Then {a} opened {a.his} eyes. It was only a dream! But [in {a.his} {a.hand} was {x.the}|under the pillow lay {x.a}].
wish.give
  {A} gave {x.the} to {m}, who [put it on a high shelf|wrapped it in a cloth]. {A} [needed no more wishes|was happy with things as they were].
"""
