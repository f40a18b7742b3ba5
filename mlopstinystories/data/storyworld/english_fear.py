# ruff: noqa: E501 (one template is one line, so that a block can be read down its left edge)
"""Ways of telling the plots of `plots_fear`."""

from typing import Final

TEXT: Final = """
dark.fear
  But there was one thing {a:he} did not like: the dark.
  {A} was brave all day, but when the lights went out, {a:he} was afraid of the dark.
  {A} was not afraid of [dogs|loud noises|a~ {#wild}|any {#farm}], but the dark made {a.him} shake.
  When it got dark, {a} always [hid under a blanket|wanted a light|asked {m} to stay].
dark.night
  One [windy|cold|quiet|long] night, {a} lay in bed [with {x.a}|and looked at the ceiling|and could not sleep].
  {M} turned off the light and said good night. The room was [as dark as a cave|black and quiet].
  It was late, and the moon was [hidden behind a cloud|only a thin line]. {A} was in bed.
dark.noise
  {Noise}! [What was that?|There was a noise in the dark!|Something was out there!]
  Then there was a noise. {Noise}! [It came from the window|It was very near|And then again, a bit louder].
  "[Who is there|What was that|Is that a~ {#wild}]?" <asked a>. {Noise}, [said the dark|it went again].
dark.under
  {A} [pulled the blanket over {a.his} head|hid under the pillow] and [did not dare to look|counted to a hundred].
dark.long
  The noise went on and on. In the end {a} [ran to {m} as fast as {a:he} could|called for {m}].
dark.bed
  "You can sleep here tonight," <kindly m>. {A} [lay down next to {m}|crawled under the big blanket], but {a.he} was still afraid of the dark.
dark.hold
  {A} held {x.the} [very |]tight[ with both {a.hand}s|].
  Next to {a} lay {x.thefull}. {A:he} [hugged it|held on to it|whispered in its ear].
dark.toy_talks
  "Do not be afraid," said a tiny voice. It was {x.the}! "[I am with you|We can look together|I am small too, but I am not scared]."
  Then something [strange|wonderful] happened. {X.the} [blinked|moved its head] and said, "[Let us go and look|I will go with you]."
dark.call
  "{M}! There is something in my room!" <cried a>.
  {A} called for {m}, and {m} came at once[ with a lamp|].
dark.light
  {M} brought a [small lamp|candle in a jar|flashlight] and took {a} by the {a.hand}. "Let us see what it is," <said m>.
  "[Let us look together|There is nothing in the dark that is not there in the light]," <kindly m>.
dark.step
  {A} took one small step, and then one more. [The floor was cold|{A.his} heart beat fast|It was very quiet].
  Slowly, {a} put one foot on the floor and [walked to the sound|looked around|felt {a.his} way along the wall].
  {A} counted to [three|five|ten] and [got up|jumped out of bed|opened {a.his} eyes].
dark.cause
  And what was it? It was only {cause}!
  There was no [monster|ghost|giant]. It was only {cause}, and {a} [had to laugh|began to giggle].
  {A} looked, and looked again. The noise came from {cause}[, and from nothing else|]!
dark.brave
  "You do not scare me anymore," <said a>. The dark was [only the day with the light off|soft and quiet now].
  From then on, {a} was not afraid of the dark.
  {A} [laughed at the dark|looked into the dark] and [was not scared at all|felt big and brave].
end.sleep
  {A} [went back to bed|crawled under the warm blanket|closed {a.his} eyes] and [slept until the sun came up|dreamed of {#color} {#blooms}|was soon asleep].
  Soon {a} was asleep, and [the moon shone in|the stars kept watch|{x.the} lay close to {a.him}].
end.tired
  [In the morning|When the sun came up], {a} was [very |]tired and [did not want any {#food}|yawned all day|sad that {a:he} had not been brave].
show.news
  There was going to be a [big |]show {p.at}, and {a} was to {act}.
  "[You will {act} in the show|At the show you can {act}], {a.call}!" <gladly b>. The show was {p.at}[ that very day|].
  [Everyone in town|The whole town] was talking about the show {p.at}. {A} had said that {a.he} would {act}.
show.fear
  But {a} was afraid. [What if everyone laughed?|What if it went wrong?|So many people would look at {a.him}!]
  When {a} thought of it, {a.his} [tummy felt funny|knees were like soup|mouth went dry].
  "[I cannot do it.|What if I forget everything?|What if they laugh at me?]" <sadly a>.
show.practice
  {A} [practiced in front of a mirror|practiced every day|tried it in front of {b}|practiced for the {#farm} next door], again and again.
show.laugh
  {B} laughed at {a} when {a.he} [made a mistake|tried it for the first time].
show.turn
  When it was {a:his} turn, {a} [looked at all the people|stood there like a stone|felt very small].
  The [curtain opened|music stopped|crowd became quiet]. Now it was {a:his} turn. [Everyone|All eyes] looked at {a}.
show.run
  {A} opened {a.his} mouth, but [nothing came out|only a squeak came out]. {A:he} [ran away|ran off] and hid behind [a box|the curtain|a tree].
show.mishap
  {A} wanted to {act}, but {a.his} [hat fell over {a.his} eyes|shoe flew into the crowd|foot got caught in a rope] and {a.he} sat down with a bump.
  Just as {a} began, a~ {#farm} [walked onto the stage|ran across the stage] and [sat down on {a.his} foot|stole {a.his} hat].
show.all_laugh
  Everybody laughed. [But they were not mean|It was a warm laugh]. They thought it was part of the show!
  People laughed and clapped, [louder and louder|for they thought it was a joke].
show.play_on
  So {a} laughed too and did it all again. It was [the funniest|the best] part of the show.
  {A} took a bow and [made a funny face|went on], and [the fear was gone|{a:he} was not afraid anymore].
show.help
  In the front stood {b}, who [smiled and waved|held up both {b.hand}s|nodded and whispered, "You can do it"].
  "Look only at me, {a.call}," <said b>. "[I will smile at you|Do it just for me]."
  {B} [came and held {a:his} {a.hand}|stood next to {a}], and {a} was not alone.
show.good
  {A} took a deep breath and began. [It went well|It was even better than at home], and everyone clapped.
  {A} forgot the people and [did it just right|did {a.his} best]. At the end, [everyone clapped|they all cheered and threw {#blooms}].
way.hint
  "[Stay close to me|Hold my {m.hand}|Do not run off], {a.call}," <said m>. "[It is easy to get lost here|This is a big place]."
way.follow
  [Then|Suddenly,] {a} saw a~ {#color} [butterfly|bird|dragonfly|ball rolling by|feather in the wind] and ran after it, past a~ {#sight} and [around|past] a~ {#plant}.
  {A} heard [a funny song|a strange sound|somebody playing the flute] and followed it, farther and farther.
  {A} [chased a~ {#small}|followed some tiny footprints|looked for berries] and did not look where {a:he} was going.
way.alone
  When {a:he} [stopped|turned around], {m} was [gone|nowhere to be seen]. [Everything looked strange.|Which way was home?]
  "{M}? Where are you?" <cried a>. [But nobody answered|Only the wind answered].
way.walk_wrong
  {A} walked and walked, but [every tree looked the same|every path looked the same|it was the wrong way]. It [began to rain|got dark].
way.hurt
  {A} [tripped over a root|slid down a bank|stepped on a sharp stone] and hurt {a.his} [knee|foot|leg].
way.m_late
  It was [very late|almost night] when {m} [found {a}|came with a lamp].
way.beast
  {C.A} [came out of the shadows|came up the path|looked down from a branch|stood in the way] and [blinked|looked at {a}|coughed].
  "[Why are you crying|Are you lost|Did you lose your way], little one?" asked {c.a}.
way.ask
  "I am lost," <sadly a>. "[Can you help me find {m}|Do you know the way out of here|Do you know the way home]?"
  {A} told {c} everything and asked for the way.
way.lead
  "[Follow me|Come along|I know every path here]," <said c>. {C:he} went ahead, past a~ {#sight} and a~ {#plant}, and {a} followed.
  {C} [knew the way|nodded] and walked in front, step by step, until [they heard a voice|{a} knew where {a.he} was].
way.m_found
  And there was {m}, who had looked everywhere!
  {M} came running[ with open arms|, calling {a:his} name].
way.hug
  {A} [ran into {m:his} arms|hugged {m} tight|held {m:his} {m.hand} and would not let go].
  "[I was so worried|There you are|I looked for you everywhere]," <said m>, and {a} [felt safe again|was not afraid anymore].
way.wait
  Then {a} remembered: when you are lost, stay where you are. {A:he} [sat down {spot3}|hugged a tree|sang a song to feel brave] and waited.
  "[I will wait here|If I stay here, someone will find me]," <said a>, and {a:he} sat down {spot3}.
way.m_comes
  It did not take long. {M} came [around the corner|running|along] and [called {a:his} name|waved both arms].
  At last {a} heard {m:his} voice. {M} had found {a.him}!
learn.want
  {A} wanted to learn to {k}. [Everyone else could do it|It looked so easy|{A:he} had dreamed of it for a long time].
  "I want to {k}," <said a>. "[Will you show me how|Can you teach me], {m.call}?" {M} [nodded|said yes].
  {A:his} wish was to {k}, [like the big ones|just like {m}].
learn.fail
  {A} tried, but {a:he} {k.mishap}. {A:he} tried again, and [it was no better|the same thing happened].
  The first time, {a} {k.mishap}. The second time was [worse|not much better].
  {A} [took a deep breath|was full of hope|began]. But {a:he} {k.mishap}.
learn.laugh
  {M} laughed. "[You look so funny|That was silly]!"
learn.give_up
  "[It is too hard|I will never learn it]!" <crossly a>. {A:he} [went away|sat down under a tree] and did not want to try anymore.
  {A} tried [three|five|ten] more times, but {a.he} still could not {k}. It was [too hard|not {a.his} day].
learn.tip
  "{K.tip}," <kindly m>. "[You can do it|Nobody learns it in one day|I fell many times, too]."
  {M} [showed it once more|held {a:his} {a.hand}] and said, "{K.tip}."
learn.again
  {A} [got up|nodded] and tried [again|once more|ten times more]. [It was a little better|Now it almost worked].
  Again and again, {a} tried. [The sun went down|{A.his} legs were tired|A~ {#small} watched], but {a:he} did not stop.
learn.alone
  Still it did not work. But the next morning, [before anyone was up|while the grass was still wet], {a} and {m} came back to try again.
learn.can
  And then, [all at once|suddenly|without thinking], {a} {k.past}!
  "Look, {m.call}, look!" <cried a>. {A:he} {k.past}, [and it was easy|as if {a.he} had always done it]!
  At last it worked. {A} {k.past}[ once, twice, three times| and did not want to stop|]!
"""
