# ruff: noqa: E501 (one template is one line, so that a block can be read down its left edge)
"""Ways of telling the plots of `plots_outing`."""

from typing import Final

TEXT: Final = """
visit.plan
  {A} wanted to visit {m} and bring {m.him} {x.a}.
  "I will go and see {m} today," <said a>, and {a.he} put {x.a} into a basket.
  {M} lived on the other side of the hill, and {a} had {x.a} for {m.him}.
visit.way
  The way went past {p.the}. {A} [sang a song|counted {a.his} steps|carried the basket with both {a.hand}s].
  {A} walked [and walked|with quick steps], until {a:he} came {p.to}.
visit.block
  But {c.a} stood in the way! It [made a terrible noise|stamped on the ground|would not let {a} pass].
  Suddenly {c.a} jumped onto the path. "[Nobody may pass me|This is my path|I do not like visitors], [little one|little {a.sort}]!" it said.
visit.drop
  {A} turned and ran. [In the rush|On the way], {a:he} dropped {x.the}, and [it fell into the mud|{c} stepped on it].
visit.g_late
  {M} came to meet {a} and [saw the tears|heard what had happened].
visit.thorn
  Then {a} saw that {c} [held up one foot|was in pain]. There was a thorn in it!
visit.pull
  "[Hold still|Let me help you]," <said a>. {A:he} [was careful|took a deep breath] and pulled the thorn out.
visit.friends
  {C} [licked {a:his} {a.hand}|made a soft sound]. It was not wild at all, and {a} was not afraid anymore.
visit.trick
  {A} had an idea. {A:he} threw a~ {#nature} far away, and {c} ran after it.
  {A} [sang a loud song|stood up tall and clapped], and {c} was so [surprised|scared] that it ran off.
visit.calm
  {A} did not run. {A:he} [spoke softly|stood very still|said hello], and {c} [grew calm|lay down in the grass].
visit.past
  {A} [walked past|went on] with {a.his} head up high. {A:he} had been brave!
  Quick as the wind, {a} ran past and [laughed|was not afraid anymore].
visit.there
  At last {a} [came to {m:his} house|saw {m:his} {#color} door]. {M} [was waiting at the gate|opened the door with a smile|came out and waved].
visit.give
  {A} gave {x.the} to {m} and told {m.him} the whole story.
  "This is for you, {m.call}!" <gladly a>, and gave {m} {x.the}.
coin.get
  {A} helped {m} [all morning|to sweep the floor|to carry the wood], and {m} gave {a.him} a [shiny|silver|round] coin.
  "Here is a coin for you, {a.call}," <said m>. "[You worked hard today|You worked like a~ {#farm}|Use it well]."
coin.choose
  There was so much to see, even a~ {#color} {#house}! {X.A}, or {y.a}? {A} [could not choose|walked from one to the other|turned the coin in {a.his} {a.hand}].
  {A} saw {x.a} and wanted it at once. But {y.a} [smelled so good|looked nice too].
coin.drop
  {A} [threw the coin into the air for fun|skipped around], and the coin [rolled into a hole|fell through a crack in the ground]. It was gone.
coin.b
  Then {a} saw a~ {b.trait} {b.sort} named {b}, who [had no money|was hungry|had lost a coin] and [was crying|looked sad].
  Next to the door sat a~ {b.sort} named {b}. {B.his} [pockets were empty|face was sad], and {b.he} [had eaten nothing all day|was hungry].
coin.think
  {A} looked at {x.the}, and then at {b}. [It was not easy|{A:he} thought for a while].
coin.gives
  "[Here, take my coin|I have an idea]," <said a>, and {a:he} bought {y.a} for {b}.
  {A} bought {y.a} and [gave it all to {b}|put it in {b:his} {b.hand}s].
coin.reward
  The shopkeeper had seen it all. "[You have a good heart|That was kind]," she said, and gave {a} {x.a} as a present!
coin.buy
  In the end, {a} [bought|paid the coin and got] {x.thefull} and [carried it home|hugged it all the way].
  "I will take {x.the}," <said a>, and gave the coin to the shopkeeper.
boat.hint
  "[The water is fast today|Tie it to a string]," <said b>. But {a} only laughed.
boat.float
  {A} put {x.the} on the water. It [danced on the waves|sailed like a swan]. Then [the wind came|a wave came], and {x.the} floated away!
  "[Sail, sail|Off you go]!" <cried a>. But {x.the} sailed too far, and {a} could not reach it.
boat.run
  {A} ran [along the bank|after it|along the shore], but it [was too fast|went farther and farther].
boat.blame
  "It is your fault!" <crossly a>. "No, it is your fault!" <cried b>.
boat.gone
  {X.the} got smaller and smaller, until it was only a dot. Then it was gone.
boat.letter
  {A} thought it was lost. But [a week later|many days later], {x.the} was [back|at the shore again]. In it lay a letter: "[I found this and liked it|Hello from far away]. [Write to me|Your friend]."
boat.back
  {A} [took {x.the} out of the water|could not believe it|laughed and read it twice].
boat.beast
  {C.A} swam by and [looked at them|saw what had happened].
  Then {c.a} [stuck its head out of the water|came along]. "[What is the matter|Why are you running]?" asked {c}.
boat.push
  {C} swam out and pushed {x.the} back to the shore[ with its nose|].
  "[I can swim|Wait here]," <said c>. It [swam off|swam as fast as it could] and brought {x.the} back.
boat.got
  {A} [took|lifted] {x.the} out of the water. It was wet, but [fine|not broken].
small.meet
  There {a} met {c.a}.
  {C.A} [lay in the shade|stood on the path|was drinking water] and [looked down at {a}|yawned].
small.laugh
  "You are so small," laughed {c}. "[What can you do?|Nobody needs you.|You cannot even reach my knee.]"
  {C} laughed and said that [small ones were good for nothing|{a} was too small to do anything].
small.stuck
  [The next day|A little later], {c} [was caught in a net|was stuck in the mud|had its foot between two rocks] and could not move.
small.call
  "[Help|Please help me], {a.call}!" <cried c>.
  {C} called for help, again and again, and saw {a}.
small.refuse
  "You laughed at me," <crossly a>, and {a:he} walked away.
small.regret
  But at home, {a} [could not forget the sad eyes|felt bad]. When {a:he} came back, [the farmer had already helped|nobody was there anymore].
small.think
  {A} [remembered the mean words|wanted to go away]. But then {a:he} [thought again|looked into its eyes].
small.help
  {A} was small enough to [crawl under it|reach the knot|get between the rocks]. {A:he} [pulled|dug] and pushed with all {a.his} strength.
  "[I will get you out|Hold still]," <said a>, and {a:he} [worked with both {a.hand}s|dug and pulled with all {a.his} strength].
small.more
  Then {d.a} came, and another, and another. Many small ones together were strong!
small.free
  With a [pop|snap|jump], {c} was free!
  And then, at last, {c} could move again.
"""
