# ruff: noqa: E501 (one template is one line, so that a block can be read down its left edge)
"""Ways of telling the plots of `plots_making`."""

from typing import Final

TEXT: Final = """
bake.want
  {A} wanted to bake {x.a} for {guest}.
  "[Can we bake|May I make|Shall we bake] {x.a} for {guest}, {m.call}?" <asked a>. {M} [said yes|nodded|liked the idea].
  {A} [had an idea|could not wait]: {a:he} would make {x.a} for {guest}, [all by hand|with a little help].
bake.hint
  "[Do not forget to look at the clock|Read every jar before you use it|Be careful with the oven]," <kindly m>.
bake.start
  {M} put out the [flour, the eggs and the milk|big bowl, the sugar and the eggs|butter, the flour and a wooden spoon].
  {M} [helped {a} tie an apron|read the recipe out loud] and [gave {a.him} a big spoon|took out the eggs].
bake.stir
  {A} [stirred and stirred|broke the eggs|sang while mixing]. There was flour on {a.his} [nose|ears|feet]. Then {x.the} went into the oven.
  "[Mix, mix, mix|Stir it round and round]," {a} sang, and soon {x.the} was in the oven.
  First came the flour, then the milk, then [two|three|four] eggs. {A} mixed it all, and {x.the} went into the oven.
bake.forget
  While {x.the} was in the oven, {a} [went out to {verb}|began to {verb}|fell asleep on the couch], and forgot all about it.
bake.burnt
  Then there was a [strange|bad] smell. [Smoke|Black smoke] came out of the oven! {X.the} was [as black as coal|burnt].
bake.salt
  But {a} had [made a mistake|not looked at the label]. {A:he} had used salt [and not|instead of] sugar!
bake.taste
  {M} took a bite of {x.the} and made a face. "[Oh|Hm], it is [so |very |]salty!" <said m>.
  {M} tasted it first, [coughed|blinked] and [drank a whole cup of water|laughed].
bake.fix
  {A} was [shocked|sad for a moment], but then {a:he} laughed. They [put honey on top|covered it with sweet cream|put jam on it], and it tasted [funny, but good|better than any other cake].
bake.share
  {A} and {m} [ate a big piece|cut {x.the} into many pieces|each had a slice], and [there was enough for all|it was warm and sweet|not a crumb was left].
bake.missing
  But there was no [sugar|butter|milk] left! [How sad!|What now?] {A} went to [the door|the window] to look for help.
bake.b_has
  {B} [ran home and came back with|had] just what was missing, and so {x.the} could be finished.
  "[I have some at home|Wait here, I will get it]!" <said b>, and {b} was back in a minute with what they needed.
bake.eat_b
  {A} gave the biggest piece of {x.the} to {b}.
  When {x.the} was ready, {a} and {b} [ate it in the sun|each had a piece|ate until they were full].
bake.wait
  {A} sat in front of the oven and waited. [It smelled of {#smell}|The minutes were so long|{A:he} hummed a song].
  "Is it ready now?" <asked a>, again and again. "[Not yet|Soon]," <said m>.
bake.ready
  Ding! {X.the} was [golden|high and golden|ready]. It [smelled so good|looked wonderful].
  At last {m} opened the oven, and there was {x.the}, [golden and warm|round and high].
seed.get
  {C} gave {a} a [tiny|round|small brown|striped] seed. "[One day it will be|If you take care of it, it will be] {x.a}," <said c>.
  {A} got a seed from {c}[, wrapped in paper| that was no bigger than a crumb]. It was going to be {x.a}.
seed.dig
  {A} and {c} [went|walked] {p.to}, dug a [small|deep] hole, and put the seed in the [dark|soft|warm] earth.
  Together with {c}, {a} went {p.to}, made a hole with [one finger|a spoon|a stick], and planted the seed.
seed.advice
  "[Give it water every day|It needs water, sun and time|Now you have to wait]," <kindly c>.
  {C} told {a} to [water it each morning|be patient|sing to it now and then].
seed.wait
  Every day, {a} [came with a~ {#color} watering can|went to look|gave it water]. [Monday, Tuesday, Wednesday went by|One week went by].
  The next day, {a} looked at the ground. [Nothing|There was only earth]. The day after, {a:he} looked again.
seed.nothing
  But nothing [happened|grew|came up], and {a} was sad.
  "[Why does it not grow?|Is it asleep?|Wake up, little seed!]" <sadly a>.
seed.impatient
  {A} wanted to dig the seed up to look at it, but [{a:he} did not|{c} said no|it was only for a moment].
  {A} shouted at the ground, but [seeds have no ears|it did not help].
seed.too_much
  {A} gave it more and more water, [one bucket after the other|until there was a small lake], and the seed [was washed away|drowned].
seed.bird
  Then, one morning, a~ {#color} bird came and ate the seed. [Only a hole was left|{A} saw it from far away, but it was too late].
seed.care
  But {a} [did not give up|kept on]. {A:he} [pulled the weeds|chased the snails away|told it stories] and waited [and waited|some more].
  So {a} [made a little fence|put a scarecrow next to it|sang to it] and waited.
seed.sprout
  And then, one [warm|wet|bright] morning, there was something green! [It was as small as a tooth|It had two tiny leaves].
  One day, {a} saw a [tiny|small] green [leaf|tip] in the dirt. "It is [here|growing|awake], and it is as green as a~ {#frog}!" <cried a>.
seed.twist
  But as it grew, it did not look like a~ {x} at all. It was a~ {#flower}! [Someone had mixed up the seeds|"I gave you the wrong seed," laughed {c}], and it was [lovely|even better].
seed.grown
  Week after week it grew, and in the end it was {x.a}[, taller than {a}| that everybody came to see| full of bees|].
  It grew up to {a:his} knees, then up to {a:his} nose. It was the [best|most beautiful] {x} in the whole [town|valley].
build.idea
  "Let us build {x.a} out of {stuff}!" <gladly a>. "[Yes, a really big one|As high as the sky]!" <said b>.
  They wanted to build {x.a} out of {stuff}.
  {A} and {b} [found|had|collected] a lot of {stuff} and had an idea: they would build {x.a}.
build.quarrel
  But {a} wanted it [tall|round|with a door], and {b} wanted it [wide|square|with a window]. They [quarreled|argued] for a long time.
  "[I am the boss|We do it my way]!" <crossly a>. "[You always say that|No, my way]!" <crossly b>.
build.build
  {A} put one on top of the other, [higher and higher|bit by bit], until {x.the} was [almost done|as high as a chair|higher than {a.his} head].
  They worked [all {time}|for a long time|hard], and {a} put a~ {#nature} on top of {x.the}.
build.wobble
  {X.the} began to wobble a little, but nobody [saw it|cared].
build.kick
  Then {b}, [still |]angry, [kicked|pushed] {x.the}. [Crash|Boom|Bang]! Everything fell down.
build.fall
  [Crash|Boom|Bang]! [A strong wind came|A~ {#farm} ran by|{A} leaned too far], and {x.the} fell down.
  Then {a} put on one more, and it was [one too many|too heavy]. [Crash|Boom], {x.the} fell down!
build.b_leaves
  {B} [turned around and went home|walked away and did not look back]. {A} was alone with a heap of {stuff}.
build.no_time
  There was no time to build it again, [because it began to rain|because it was late], and {a} had to go home.
build.again
  Then they built it again, [slowly and with care|with a wide bottom]. {A} [held|carried], and {b} [stacked|pushed]. {X.the} was [even better|stronger than before]!
  "[This time we make it wide at the bottom|Let us do it together]," <said a>, and soon {x.the} stood [again|there again, better than before].
build.guest
  When it was done, a~ {#small} [moved in|sat on top|went in and fell asleep]. Now {x.the} had a king!
gift.birthday
  Soon it was {m:his} birthday, and {a} wanted to give {m.him} something special.
  "Tomorrow is {m:his} birthday!" {a} thought. "[What can I give?|I need a present!]"
  {A} counted the days. There were only two left until {m:his} birthday.
gift.think
  {A} had no money, so {a.he} had to make something. But should it be a~ {#house} or a~ {#clothing}?
  {A} thought [and thought|for a long time|until {a.his} head hurt]. [A kiss|A drawing] was nice, but it was not enough.
gift.wise
  {C.A} [sat on the window sill|looked in|walked by] and [said hello|saw that {a} was thinking hard].
gift.wise_says
  "[The best gifts are made by hand|Think of what {m} likes|Make something that only you can make]," <said c>.
gift.make
  So {a} made {x.a}, all alone, out of [paper and glue|old cloth and string|bits and pieces|clay and paint].
  {A} [worked behind closed doors|worked in secret], with {#color} paint and glue, until {x.a} was ready.
gift.secret
  "What are you doing in there?" asked {m}. "Nothing!" <said a>, and hid it.
  When {m} came in, {a} hid {x.the} and said that {a.he} was only [sleeping|reading].
gift.m_sad
  {M} [was a little sad|wondered about it], because {a} had never had a secret before.
gift.day
  At last the birthday came, and {a} [wore a~ {#color} {#clothing}|could not sit still|sang in every room]. [There were {#blooms} on the table|The sun was shining|The house smelled of {#smell}].
  On the morning of the birthday, {a} was the first to wake up.
gift.break
  {A} ran to {m} with {x.the}, but {a:he} [tripped over the rug|slipped on the stairs], and {x.the} broke.
gift.give
  {A} gave {x.the} to {m}. "[Happy birthday|This is for you|I made it for you], {m.call}!" <gladly a>.
  With a [big|red] bow on it, {a} put {x.the} into {m:his} {m.hand}s and [held {a.his} breath|said happy birthday].
gift.open
  {M:his} eyes [grew big|were wet]. It was [the best present ever|just what {m} had wished for].
  {M} [laughed and cried at the same time|looked at {x.the} from all sides] and [loved it at once|put it on the best place in the house].
gift.twist
  And {b} had a box in {b.his} {b.hand}s. "[This is for you, {a.call}|You helped everyone, so here is something for you]," <said b>. [In it was a~ {#treat}|It was a~ {#color} {#toy}]!
"""
