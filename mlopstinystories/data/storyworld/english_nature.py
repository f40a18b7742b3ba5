# ruff: noqa: E501 (one template is one line, so that a block can be read down its left edge)
"""Ways of telling the plots of `plots_nature`."""

from typing import Final

TEXT: Final = """
vet.find
  There, {spot1}, lay {c.a}. Its {limb} was hurt.
  {A} heard a [soft|tiny|sad] sound {spot1}. It was {c.a}, and its {limb} was hurt[ badly|].
  Something moved {spot1}. {C.A} [was lying there|looked up]. It could not move because of its {limb}.
vet.pity
  "Oh, you poor little {c.sort}!" <said a>. "[Does it hurt?|I will help you.|Do not be scared.]"
  {A} felt sorry for the {c.sort} and [knelt down|came closer|wanted to help].
vet.shy
  But {c} was afraid and [tried to hide|shook all over|would not let {a} come near]. {A} [sat very still|spoke softly] until it was calm.
vet.care
  {A} [wrapped it in a~ {#clothing}|put it in a~ {#house} with soft grass|picked it up with care] and [gave it some water|kept it warm].
  Very gently, {a} [picked it up|stroked its head|put a leaf over it], [whispering kind words|humming a quiet song].
vet.home
  {A} carried {c} home[, step by step| under {a.his} coat| in both {a.hand}s].
  +{a} took {c} home.
vet.m_helps
  {M} [looked at|cleaned|washed] the {limb} and [put a bandage on it|tied a soft cloth around it].
  "It needs rest, food and love," <said m>, and together they [made a small bed|put a bandage on the {limb}].
vet.worse
  But the next day, the {c.sort} [was very weak|did not want to eat|would not open its eyes].
vet.doctor
  {M} took it to the animal doctor, [and it had to stay there|far away], and {a} could not keep it.
vet.days
  Every day, {a} gave it [berries|seeds|crumbs|fresh grass] and [told it stories|sang to it|sat next to it].
  Day after day, {a} [fed it|looked after it], and [slowly|bit by bit] it got [better|stronger].
vet.well
  After a [week|few days|while], the {limb} was [well|strong] again.
  Then one morning, {c} [stood up|jumped up|made a happy sound]. Its {limb} was all better!
vet.fly
  {A} opened the window, and {c} flew [up into the {weather} sky|over the roof|higher and higher]. [It sang one last song|It came back once, to say goodbye].
vet.runs
  {A} brought it back to where it lived, and {c} [ran into the grass|looked back once|went home to its family].
vet.stays
  {A} opened the door, but {c} did not want to go. It [climbed onto {a:his} foot|came back to {a}]. It wanted to stay!
vet.proud
  {A} waved for a long time and was [happy and sad at the same time|proud of the little {c.sort}].
  "Goodbye, little {c.sort}!" <cried a>. "[Take care of your {limb}|Come back soon|I will miss you, and I will keep some {#treats} for you]!"
vet.visit
  [Sometimes|In spring|Every week], {c} came [back to visit {a}|to the window].
stuck.hint
  The wind was getting stronger, but {a} did not [care|notice].
stuck.up
  {A} [threw {x.the} high into the air|let {x.the} fly|played with {x.the}], higher and higher, until it [got stuck in a tall tree|landed on a roof|was caught in the branches].
  {A} [tossed {x.the} up|kicked {x.the} too hard], and it [did not come down|got stuck high up in a tree].
stuck.jump
  {A} jumped[ and jumped|], but it was too high. {A:he} threw a~ {#nature} at it, but [missed|that did not help].
  {A} [shook the tree|used a long stick|stood on a box], but {x.the} [did not move|stayed up there].
stuck.climb_fall
  "I can climb up there," <said a>. But [a branch broke|{a.his} foot slipped], and {a:he} fell and hurt {a.his} [arm|knee|leg].
  Though it was too high, {a} began to climb. [Crack, went the branch|Then {a.his} foot slipped], and {a:he} fell down and hurt {a.his} [arm|knee|leg].
stuck.torn
  And {x.the} came down too, but it was [broken into pieces|broken for good].
stuck.wind
  {A} wanted to go home. [But then|Just then] the wind blew hard, and {x.the} [came down|flew right into {a.his} {a.hand}s|fell at {a.his} feet]!
  A~ {#color} bird [pulled and pulled|sat down next to it], and {x.the} [fell down|came down], right at {a:his} feet.
stuck.refuse
  "[I have no time|It is too high for me]," <said b>.
stuck.please
  "Please! [It is my best thing|I cannot reach it alone]," <said a>.
  {A} asked again, this time with a please.
stuck.together
  {B} [let {a} climb on {b:his} shoulders|held the ladder|had a long stick], and {a} [stretched|reached up].
  "[Climb on my back|You push and I pull|Let us shake the tree together]," <said b>, and they [tried|did].
stuck.got
  {A} [reached|pulled|gave one last push], and down came {x.the}!
  At last {a} had {x.the} [back in {a.his} {a.hand}s|again]!
borrow.play
  {A} and {b} played with {x.the} [together|for a long time|until it was dark].
  "[Do you want to play with it?|Now it is your turn.]" <said a>, and {b} [smiled|took a turn].
rain.plan
  {A} wanted to go {p.to} that {time}. [{A.his} bag was ready|{A:he} had waited for it all week].
  "Today we will go {p.to}!" <gladly a>.
rain.rain
  But then it began to rain. [Drip, drop|Plip, plop], big drops fell on [the window|the {#vehicle} outside|a~ {#color} {#plant}|every leaf and every {#wild}].
  But [dark|gray|big] clouds came, and it rained [and rained|harder and harder|like water from a bucket].
rain.sad
  "[It is not fair|Go away, rain|Now everything is spoiled]," <sadly a>.
  {A} pressed {a.his} nose against the [cold |]window and [sighed|looked at the drops].
rain.sneak
  {M} said, "Stay inside," but {a} [sneaked out|ran out] [without boots|without a coat] and [jumped into every puddle|slid in the mud].
rain.cold
  {A} came back [wet and cold|dripping]. The next day, {a:he} [sneezed|had a cough] and had to stay in bed.
rain.b_here
  {B} was there, [because it was too wet to go home|to play with {a}|wet from head to toe].
rain.bored
  Soon {a} and {b} were bored and began to quarrel about [nothing|a pillow|who was taller].
rain.game_b
  Then they had an idea. They made a [ship out of chairs|tent out of blankets|town out of boxes] and played {#game}.
rain.idea
  "[Rain cannot come inside|I know what we can do|Come, I have an idea]," <kindly m>, and {m.he} [took out a blanket|brought paper and paint|opened an old box].
rain.game
  {A} and {m} [made a tent out of blankets|painted {#color} suns|played {#game}|built a ship out of chairs] and [ate {#treats}|told stories|laughed a lot].
  They [folded paper boats|danced to loud music|made shadow animals on the wall], and {a} forgot about the rain.
rain.stop
  Outside, the rain [had stopped|was over].
rain.stay
  But nobody [looked out|saw it]. They were having too much fun!
  "We can go out now," said somebody. "[Not yet|Just one more game]!" <cried a>.
rain.rainbow
  Then the rain stopped, and there was a rainbow [over the house|as wide as the sky]. {A} [ran out to see it|counted all the colors].
snow.falls
  {A} looked out of the window. [Snow|Everything was white. Snow] [was falling|lay on the roofs|covered the trees]!
  In the night, it had snowed, and [the world was white|even the {#farm} had a white hat|all was quiet].
  "It is snowing, {b.call}!" <cried a>, and {a:he} [put on a warm hat|ran for {a.his} boots].
snow.build
  {A} and {b} rolled the snow and made {x.a}.
  They [rolled|pushed|carried] the snow until their {a.hand}s were cold, and {a} made {x.a}.
snow.face
  {B} gave it [two nuts for eyes|a carrot nose|buttons made of stones] and a~ {#color} {#clothing}.
  {U} put a~ {#clothing} on it and [a~ {#fruit} for a nose|a~ {#house} on its head].
snow.fight
  Then a snowball hit {a} right on the nose. "[Stop that|That hurt]!" <crossly a>.
  They quarreled about who had made the best part of {x.the}.
snow.night
  "Good night, {x}," <said a>. [It stood there in the moonlight|It seemed to smile].
  When it got dark, {a} waved to {x.the} [from the gate|one last time].
snow.magic
  Then {x.the} [blinked|moved]. "Thank you for making me," it said. "[Tomorrow I must go|I can stay only while it is cold]." {A} could not believe it!
snow.sun
  But the next day, the sun [came out|was warm], and [water dripped from the roofs|the snow grew soft].
snow.melt
  {X.the} got smaller and smaller, until there was only [a puddle|some water|a little heap].
snow.comfort
  "[It will come back next winter|We can make a new one when it snows again|The snow only went to the sea]," <kindly b>. {A} smiled.
"""
