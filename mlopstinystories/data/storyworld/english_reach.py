"""Ways of telling the plots of `plots_reach`: something is out of reach, and somebody wants it. `t` is what is wanted."""

from typing import Final

TEXT: Final = """
got.x: fetch u x; up u
  At last, {u} had {x.the} in {u.his} {u.hand}s[ again|, safe and sound].
  {U} [took|grabbed|caught] {x.the} and [would not let go|held it tight|hugged it].
  And [then|at last], {x.thefull} was in {u:his} {u.hand}s[ again|].
got.new: fetch u x; up u
  At last, {u} had {x.the} in {u.his} {u.hand}s[, safe and sound|].
  {U} [took|grabbed|caught] {x.the} and [would not let go|held it tight|hugged it].
  And [then {u} could|now {u} could|at last, {u} could] hold {x.thefull} in {u.his} {u.hand}s.
got.hand: fetch v x; give v u x; up u
  {V} [wiped|rubbed] {x.the} clean and gave it to {u}.
  "Here you are, {u.call}," <said v>, and gave {u} {x.the}.
got.back: fetch v x; return v u x; up u
  {V} [wiped|rubbed] {x.the} clean and [gave|handed] it back to {u}.
  With a~ [smile|wink|nod], {v} [gave|handed] {x.the} back to {u}.
  "Here is your {x}, {u.call}," <said v>, and {u} could hold {x.the} again.
got.return: fetch u x; return u v x; up u v
  {U} [took|grabbed] {x.the} and gave it to {v}, who [laughed with joy|could hardly believe it|hugged it].
  At last, {u} could put {x.the} into {v:his} {v.hand}s.
free.t: help u t; up u t
  The little {t.sort} was safe, and it [snuggled up to {u}|looked at {u} with bright eyes|made a happy sound].
  {U} held the little {t.sort} in both {u.hand}s until it stopped shaking.
free.by: help v t; up u t
  The little {t.sort} was safe again, and {u} [danced with joy|stroked it gently|could breathe again].
free.mother: act t
  "Thank you for helping me," said the little {t.sort}. "[I was so scared|I thought nobody would come]."
  The little {t.sort} [ran once around {u}|rubbed its head on {u}] and could not keep still for joy.
high.own: lose u x; down u
  {U} [threw|tossed] {x.the} [high into the air|up for fun|as high as {u.he} could], and it [landed|got stuck] {spot}.
  {U} swung {x.the} around and around, let go by mistake, and it flew up and landed {spot}.
  A cheeky [crow|magpie|monkey] snatched {x.the} from {u} and left it {spot}.
high.wish: see u x; missing u x
  There, {spot}, {u} saw {x.a}.
  Something was up there, {spot}. It was {x.a}!
  {U} looked up and saw {x.a} {spot}.
high.animal: intro t; come t; down t
  There was a cry from above. {T.a} sat {spot} and could not get down.
  {U} looked up. {T.a} sat {spot} and [was crying|shook with fear|did not dare to jump].
high.problem: act u
  {U} could see {t.the}, but from below {spotnoun} looked as high as a~ [tower|church|hill|house|castle|lighthouse|ship].
  It was much too high for {u}, even on the tips of {u.his} toes.
  {U} stretched both arms, but {spotnoun} was [much|far|so much] taller than {u}.
high.climb.fail: fail u
  {U} tried to climb up, but [{u.his} foot slipped, and {u.he} slid down again|there was nothing to hold on to|halfway up {u.he} got dizzy and had to turn back].
  Climbing up {spotnoun} was no use, for {u} [slid down|got stuck halfway|scraped {u.his} knee].
  {U} got as far as the first step up {spotnoun}, and then {u.he} hung there like a wet sock and had to let go.
high.climb.win: try u
  {U} climbed {spotnoun}, [slowly|carefully|bit by bit], and did not look down until {u.he} could reach {t.the}.
  [Step by step|Inch by inch], {u} climbed up {spotnoun}, and {u.he} did not slip and came right up to {t.the}.
  {U} looked for a better side of {spotnoun}, found one with a place for each foot, and came up to {t.the}.
high.jump.fail: fail u
  {U} jumped as high as {u.he} could, but {u.he} could not [even touch|reach] {t.the}.
  {U} jumped and jumped until {u.his} legs hurt, but {t.the} was still too far up.
  {U} hopped up and down under {t.the} like a rubber ball, but {u.his} fingers caught only air.
high.jump.win: try u
  {U} took a long run, jumped higher than ever before, and [reached|got hold of] {t.the}.
  {U} bent {u.his} knees, counted to three, flew up like a cork, and got hold of {t.the}.
high.shake.fail: fail u
  {U} pushed and shook {spotnoun}, but [nothing moved|only some dust came down|it was like pushing a mountain].
  {U} kicked against {spotnoun} and rattled it, but all that came down was one dry leaf.
high.call.fail: fail u
  {U} called and called and held out {u.his} arms, but {t.the} stayed where it was.
  {U} begged and promised and even said please, but {t.the} did not come down for that.
high.call.win: try u
  {U} held out {u.his} arms and [sang a soft song|spoke very gently|counted to three], and {t.the} [came down|dropped] right into them.
high.pole.fail: fail u; hold u y
  {U} reached up with {y.the}, but it was [too short|a bit too short|too heavy to hold up].
  With {y.the}, {u} could almost touch {t.the}, but only almost.
  {U} lifted {y.the} over {u.his} head, but it swung from side to side and missed {t.the}.
high.pole.win: hold u y; try u
  {U} stood on a stone, held up {y.thefull}, and gently [pushed|pulled] {t.the} down.
  With {y.the} in both {u.hand}s, {u} reached up and brought {t.the} down.
high.steps.fail: hold u y; fail u
  {U} put {y.the} down and climbed on it, but it [wobbled|tipped over], and {u} fell into the grass.
  {U} stood on {y.the} on the tips of {u.his} toes, but it sank into the soft ground, and {u.he} was no taller than before.
high.steps.win: hold u y; try u
  {U} leaned {y.the} against {spotnoun}, climbed up, and reached {t.the}.
  {U} put {y.the} on a flat stone, climbed on top of it, and could reach {t.the} with one {u.hand}.
  {U} set {y.the} firmly against {spotnoun}, tested it with one foot, went up, and took hold of {t.the}.
high.beast.win: help v u
  {V} went up {spotnoun} as if it were nothing and brought {t.the} down.
  "Nothing is too high for me," said {v}, and up it went and brought {t.the} down.
high.worker.win: help v u
  {V} fetched a long ladder, climbed up {spotnoun}, and brought {t.the} down.
  {V} was so tall that {v.he} could reach {t.the} and lift it down.
  {V} laughed, took a big pole with a hook from the cart, and had {t.the} down in no time.
high.friend.fail: fail u
  {U} climbed on {v:his} shoulders, but {v} began to laugh, and they both fell over.
  {V} wanted to lift {u}, but {u} was too heavy, and they ended up in a heap on the ground.
high.friend.win: help v u
  {U} climbed on {v:his} shoulders, [stretched|held {u.his} breath], and reached {t.the}.
  {V} held {spotnoun} still and {u} climbed, and together they got up to {t.the}.
high.luck: try u
  [Then|Just then] the wind blew hard, and {t.the} came down all by itself and landed in front of {u}.
  {U} leaned against {spotnoun} with a sigh, and that little push was enough, for {t.the} fell down.
  While {u} was still thinking, two birds had a fight up there, and one of them pushed {t.the} down.
high.bad: spoil u x; down u
  Then came a storm, and the wind carried {x.the} away, so far that nobody ever saw it again.
  At last, {x.the} came down, but it fell onto a passing [truck|cart|wagon], and nobody ever saw it again.
  All at once, a big bird came down, picked up {x.the}, and flew off with it behind the hills.
high.bad_t: leave t; down u
  Then it grew dark, and {t.the} was too scared to move, so {u} had to leave it there for the night.
water.own: lose u x; down u
  {X.the} [slipped|fell|flew] out of {u:his} {u.hand}s into the water, and now it floated {spot}.
  {U} [put|threw|dropped] {x.the} too near the water, and before {u.he} could catch it, it floated {spot}.
  The wind blew {x.the} into the water, and soon it was {spot}.
  {U} swung {x.the} around once too often, and it flew into the water and was now {spot}.
water.wish: see u x; missing u x
  There, {spot}, {x.a} floated in the sun.
  Something bobbed up and down {spot}, and {u} could see that it was {x.a}.
water.animal: intro t; come t; down t
  {T.a} sat on a piece of wood {spot} and could not get to the shore.
  There was a small cry from the water. {T.a} held on to a branch {spot} and [was crying|shook with fear].
water.problem: act u
  {U} could see {t.the}, but the water was so deep that not even a~ {#tall_animal} could stand in it.
  The water was [cold and deep|much too deep|brown and fast], and {u} could not swim that far.
  {U} looked at {spotnoun} and did not dare to go in, because the water was too deep.
water.stones.fail: fail u
  {U} threw small stones to make waves, but the waves carried {t.the} even farther away.
  {U} tried to hit {t.the} with pebbles to turn it around, but every one of them went past it.
water.stones.win: try u
  {U} threw big stones behind {t.the}, and each splash pushed it a bit closer to the shore.
  {U} dropped a heavy stone from the bank, and the big wave washed {t.the} up to the shore.
water.wade.fail: fail u
  {U} took off {u.his} shoes and walked in, but the water was so cold that {u.he} jumped right out again.
  {U} walked in up to {u.his} knees, but the mud was deep, and {u.he} had to turn back.
water.wade.win: try u
  {U} found a place where the water was low and walked in, step by step, until {t.the} was near.
  {U} found a row of flat stones under the water and went out on them until {u.he} could reach {t.the}.
water.wait.fail: fail u
  {U} waited for the wind to blow {t.the} back, but the wind went to sleep.
  {U} sat down and hoped that the waves would bring {t.the} back, but they carried it the other way.
water.blow.fail: fail u
  {U} took a deep breath and blew as hard as {u.he} could, but {t.the} did not move an inch.
  {U} puffed up {u.his} cheeks and blew over the water, but all that moved was a leaf.
water.pole.fail: hold u y; fail u
  {U} lay down on the bank and held out {y.the}, but it was [too short|a little too short].
  {U} splashed with {y.the}, but that only pushed {t.the} farther out.
  {U} leaned out with {y.the} as far as {u.he} dared, but there was still a bit of water between it and {t.the}.
water.pole.win: hold u y; try u
  {U} lay down flat, stretched out {y.thefull}, and pulled {t.the} closer and closer.
  With {y.thefull}, {u} reached over the water and fished {t.the} out.
water.line.fail: hold u y; fail u
  {U} threw {y.the} far out, but it [came back empty|missed {t.the} by an inch].
  {U} swung {y.the} over the water, but it fell down long before it came to {t.the}.
water.line.win: hold u y; try u
  {U} made a loop in {y.the}, threw it over {t.the}, and pulled it to the shore.
  {U} tied a stick to {y.the}, let it drift behind {t.the}, and drew both of them back to the bank.
water.beast.win: help v u
  {V} jumped into the water, swam out to it, and pushed {t.the} to the shore with its nose.
  "[I love to swim|The water is my home]," said {v}, and soon it had pushed {t.the} to the shore.
water.worker.win: help v u
  {V} had a little boat, rowed out to it, and lifted {t.the} out of the water.
  {V} had long rubber boots, walked into the water, and carried {t.the} out.
  {V} knew a shallow place, walked right through the water there, and came back with {t.the}.
water.friend.fail: fail u
  {V} held {u} by one {u.hand} while {u} leaned over the water, but they both slipped and got wet feet.
  {U} and {v} made waves with four {u.hand}s at once, but {t.the} only danced up and down on the same spot.
water.friend.win: help v u
  {V} held {u} tight by one {u.hand}, {u} leaned far over the water, and they got hold of {t.the}.
  {U} and {v} laid a long board over the water and pulled {t.the} out together.
water.luck: try u
  [Then|Just then] a boat went by, and its waves carried {t.the} right to {u:his} feet.
  Then the wind turned and brought {t.the} back, all by itself, right to where {u} stood.
water.bad: spoil u x; down u
  But {x.the} drifted farther and farther out, until it was only a dot.
  But the water carried {x.the} away, past the bridge and out to sea.
water.bad_t: leave t; down u
  But the water carried {t.the} away on its piece of wood, and {u} could only watch it go.
deep.own: lose u x; down u
  {X.the} slipped out of {u:his} {u.hand}s and fell {spot}.
  {U} [tripped over a root|bumped into a post|jumped for joy], and {x.the} [flew|fell] {spot}.
  {U} looked the other way for one moment, and {x.the} slipped away and fell {spot}.
deep.wish: see u x; missing u x
  {U} looked down and saw {x.a} that somebody had dropped {spot}.
  Something [shone|lay] down there in the dark. It was {x.a} that had fallen {spot}!
deep.animal: intro t; come t; down t
  There was a thin cry from below. {T.a} had fallen {spot} and could not get out.
  {U} heard a scratching sound and looked down, and there was {t.a} that had fallen {spot}.
deep.problem: act u
  From above, {spotnoun} looked as deep as [the sea|a well|the night], and {t.the} lay at the bottom.
  {U:his} arm was much too short to reach the bottom of {spotnoun}.
  It was dark and narrow down there, and {spotnoun} was much too deep.
  {Spotnoun} was deeper than it had looked, and not even a long arm could reach that far.
deep.arm.fail: fail u
  {U} lay on {u.his} belly and stretched out one arm, but {u.he} could only touch [cold stone|a spider web|some wet leaves].
  {U} pushed {u.his} arm down up to the shoulder, but {t.the} lay deeper still.
deep.arm.win: try u
  {U} took off {u.his} coat, lay down flat, and stretched and stretched until {u.he} could reach {t.the}.
  {U} wriggled forward until only {u.his} feet stuck out, and so {u.he} got hold of {t.the}.
deep.dig.fail: fail u
  {U} began to dig with both {u.hand}s, but more and more earth slid down, and {u.he} had to stop.
  {U} tried to make the opening of {spotnoun} wider, but there was a big root in the way.
deep.dig.win: try u
  {U} dug away the earth on one side, little by little, until {u.he} could reach {t.the}.
  {U} scraped away stone after stone from the edge of {spotnoun} until there was room enough to reach {t.the}.
deep.call.fail: fail u
  {U} shouted into {spotnoun}, but only {u.his} own voice came back.
  {U} sang a little song into {spotnoun}, but nothing came out of it but a cold draft.
deep.pole.fail: hold u y; fail u
  {U} pushed {y.the} down into {spotnoun}, but {t.the} slid even deeper.
  {U} poked around with {y.the}, but it was too dark to see {t.the}.
deep.pole.win: hold u y; try u
  {U} put a bit of chewing gum on the end of {y.the}, and {t.the} stuck to it and came up.
  With {y.thefull}, {u} slowly pushed {t.the} up along the side of {spotnoun}.
deep.line.fail: hold u y; fail u
  {U} let down {y.the}, but there was nothing to [hold on to|catch it with].
  {U} lowered {y.the} all the way down, but it came up again with nothing but mud on it.
deep.line.win: hold u y; try u
  {U} let {y.the} down into {spotnoun}, waited, and then pulled {t.the} up very slowly.
  {U} made a loop at the end of {y.the}, fished around in {spotnoun} with it, and drew {t.the} up into the light.
deep.beast.win: help v u
  {V} was small enough to crawl down into {spotnoun}, and it came up again with {t.the}.
  "Holes are my home," said {v}, and down it went and brought {t.the} up.
deep.worker.win: help v u
  {V} came with a lamp and a long hook and pulled {t.the} out of {spotnoun}.
  {V} lay down on the ground, reached into {spotnoun} with a very long arm, and brought out {t.the}.
deep.friend.fail: fail u
  {V} held {u:his} feet while {u} hung down into {spotnoun}, but {u} began to sneeze, and they had to stop.
  {V} shone a light into {spotnoun} with a mirror while {u} reached down, but all they saw was a toad.
deep.friend.win: help v u
  {V} held {u:his} feet while {u} hung down into {spotnoun}, and with the tips of {u.his} {u.hand}s {u.he} got hold of {t.the}.
  {U} made a chain with {v}, {v:his} {v.hand}s around {u:his} ankles, and so {u.he} could reach {t.the}.
deep.luck: try u
  Then it began to rain, and the water in {spotnoun} rose until {t.the} came up all by itself.
  Just then, somebody sneezed inside {spotnoun}, and {t.the} flew out like a cork.
deep.bad: spoil u x; down u
  There was a splash from deep below, and then it was quiet, so {x.the} was gone for good.
  Then the earth slid down and covered {x.the}, and nobody could ever get it out.
deep.bad_t: leave t; down u
  But {t.the} ran deeper into the dark, and {u} never found out where it went.
locked.own: lose u x; down u
  {X.the} flew through a small window and was locked {spot}.
  {U} left {x.the} {spot} for one minute, and then the wind slammed the door, and nobody could open it.
  {U} tossed {x.the} through a window for fun, and now it was locked up {spot}, where nobody could get in.
locked.wish: see u x; missing u x
  Through a crack, {u} saw {x.a} that someone had forgotten {spot}.
  {U} looked through a keyhole, and there was {x.a}, all alone {spot}.
locked.animal: intro t; come t; down t
  There was a sad sound from behind a door. {T.a} was locked {spot} and could not get out.
locked.problem: act u
  {U} shook the door of {spotnoun}, but there was a lock as big as a [bun|melon|pumpkin|plate|shoe] on it.
  There was only one door to {spotnoun}, and it was shut as tight as [a nutshell|an oyster|a new jar|a frozen lake].
  The door of {spotnoun} was shut tight, and there was a big lock on it.
  The door of {spotnoun} was as thick as [a mattress|a big book|three boards], and there was no key.
  {U} knocked on the door of {spotnoun} with one {u.hand} and then with both, but it stayed shut.
locked.push.fail: fail u
  {U} pushed against the door of {spotnoun} with all {u.his} strength, but it did not move.
  {U} ran at the door of {spotnoun} with one shoulder, but only the shoulder gave way.
locked.push.win: try u
  {U} pushed, with one foot against the wall, and the old door [opened with a creak|gave way].
  {U} lifted the door of {spotnoun} a little while pushing, and with a groan it came open.
locked.window.fail: fail u
  {U} tried to get in through the window, but it was too small, and {u.he} almost got stuck.
  {U} climbed up to a small window of {spotnoun}, but there were bars in front of it.
locked.window.win: try u
  {U} found a small window at the back of {spotnoun}, crawled through it, and came out with {t.the}.
  {U} found a loose board at the back of {spotnoun}, squeezed through the gap, and brought out {t.the}.
locked.word.fail: fail u
  "Open, open!" cried {u}, but it was not that kind of door.
  {U} tried every magic word that {u.he} had ever heard, but the door of {spotnoun} had heard them all, too.
locked.knock.fail: fail u
  {U} knocked on the door of {spotnoun} and waited, but nobody came.
  {U} banged on the door of {spotnoun} with both {u.hand}s, but there was nobody inside to open it.
locked.pole.fail: hold u y; fail u
  {U} put {y.the} into the lock and turned it, but the lock only laughed with a click.
  {U} scratched around in the lock with {y.the}, but it made only an ugly noise.
locked.pole.win: hold u y; try u
  {U} pushed {y.the} through the crack, lifted the bar inside, and the door of {spotnoun} swung open.
  {U} used {y.thefull} as a key, turned it very slowly, and the lock of {spotnoun} sprang open.
locked.beast.win: help v u
  {V} crawled through a gap under the door, found the key inside, and pushed it out to {u}.
locked.worker.win: help v u
  {V} had a big ring of keys, tried one after the other, and the last one opened {spotnoun}.
  {V} knew a second door to {spotnoun} behind the bushes, and that one was not locked.
locked.friend.fail: fail u
  {U} and {v} pushed the door together and counted to three, but it did not open.
  {V} looked through the keyhole and {u} under the door, but neither of them could open it.
locked.friend.win: help v u
  {V} looked under the mat and {u} above the door, and there was the key to {spotnoun}.
  {V} made a ladder with both {v.hand}s, and {u} climbed in through the window of {spotnoun} and opened it from inside.
locked.luck: try u
  Then {u} leaned against the door with a sigh, and it opened, for the lock was all rust and broke in two.
  At that moment, a strong wind blew against the door of {spotnoun}, and it swung open by itself.
locked.bad: spoil u x; down u
  When somebody opened {spotnoun} in the evening, {x.the} was gone, and nobody knew who had taken it.
locked.bad_t: leave t; down u
  It was late, and {u} had to go, and {t.the} had to wait there until someone with a key came by.
thorny.own: lose u x; down u
  {U} [threw|flung|swung] {x.the} too far, and it landed {spot}.
  {U} ran too fast around a corner, and {x.the} flew out of {u.his} {u.hand}s and got caught {spot}.
thorny.wish: see u x; missing u x
  {U} saw something between the leaves. It was {x.a}, caught {spot}.
thorny.animal: intro t; come t; down t
  Something moved and cried. {T.a} was caught {spot} and could not get free.
thorny.problem: act u
  {U} saw {t.the}, but all around it there were thorns as long as [fingers|pencils|needles|nails].
  The thorns of {spotnoun} were as sharp as needles.
  {U} put out one {u.hand} and pulled it back at once, because {spotnoun} was full of sharp thorns.
  Not even a~ {#full_small_animal} would have dared to go into {spotnoun}, so sharp were the thorns.
thorny.grab.fail: fail u
  {U} reached in between the thorns, but they scratched {u.his} arm.
  {U} put both {u.hand}s into the thorns as fast as {u.he} could, but they were faster.
thorny.grab.win: try u
  {U} pulled {u.his} sleeves over {u.his} {u.hand}s, reached in very slowly, and got hold of {t.the}.
  {U} wrapped a coat around {u.his} arm, pushed it through the thorns, and took hold of {t.the}.
thorny.kick.fail: fail u
  {U} kicked {spotnoun}, but now {u.his} foot hurt, and {t.the} was still stuck.
  {U} ran against {spotnoun} to shake it, but that cost {u.him} a button and two tears.
thorny.below.fail: fail u
  {U} crawled under {spotnoun}, but {u.his} coat got caught, and {u.he} had to crawl back.
  {U} tried to creep in from the back, but {spotnoun} had thorns there, too.
thorny.below.win: try u
  {U} lay down flat, crawled under {spotnoun} like a snake, and reached {t.the} from below.
  {U} found a little path that some animal had made under {spotnoun}, and it led right to {t.the}.
thorny.pole.fail: hold u y; fail u
  {U} reached into {spotnoun} with {y.the}, but {t.the} only slid deeper into the thorns.
  {U} pulled at {t.the} with {y.the}, but the thorns held it like little teeth.
thorny.pole.win: hold u y; try u
  With {y.thefull}, {u} held the thorns aside and took {t.the} out.
  {U} pressed the branches of {spotnoun} down with {y.thefull} and stepped over them to {t.the}.
thorny.beast.win: help v u
  {V} had such a thick coat that no thorn could hurt it, and it pulled {t.the} out of {spotnoun}.
thorny.worker.win: help v u
  {V} put on thick gloves, cut off two branches of {spotnoun}, and took {t.the} out.
  {V} had skin like leather, reached right into {spotnoun}, and held up {t.the}.
thorny.friend.fail: fail u
  {V} pulled on one side and {u} on the other, but {spotnoun} would not let go.
  {V} held {u} by the belt while {u} leaned into {spotnoun}, but the belt slipped, and that hurt.
thorny.friend.win: help v u
  {V} bent the thorny branches back, and {u} took {t.the} out.
  {U} and {v} laid their coats over the thorns and so got to {t.the}.
thorny.luck: try u
  Then a hungry goat came by and ate and ate, until there was a hole in {spotnoun} and {t.the} fell out.
  {U} sneezed so hard that all the leaves of {spotnoun} shook, and {t.the} dropped out at {u:his} feet.
thorny.bad: spoil u x; down u
  {U} pulled too hard, and with a snap {x.the} came apart.
  {X.the} slipped deeper and deeper between the thorns, until nobody could see it anymore.
thorny.bad_t: leave t; down u
  But {t.the} was so scared that it pulled itself free and ran away with a thorn in its foot.
heavy.own: lose u x; down u
  {U} put {x.the} down for a moment, and with a rumble it got stuck {spot}.
  {X.the} slipped away from {u} and got stuck {spot}.
  There was a rumble, and before {u} could do anything, {x.the} was stuck {spot}.
heavy.wish: see u x; missing u x
  {U} saw a bit of something. It was {x.a}, stuck {spot}.
heavy.animal: intro t; come t; down t
  Someone was calling for help. {T.a} was stuck {spot} and could not move.
heavy.problem: act u
  {U} could see {t.the}, but {spotnoun} was as heavy as a~ {#heavy_ride}.
  {U} took hold of {spotnoun}, but it was as heavy as a house.
  It would have taken {#number} {#strong_animals} to move {spotnoun}, and there was not even one.
heavy.lift.fail: fail u
  {U} pulled at {spotnoun} until {u.his} face was red, but it did not move.
  {U} put both arms around {spotnoun} and lifted, but it was {u.his} own back that cracked.
heavy.lift.win: try u
  {U} took a deep breath, lifted {spotnoun} just a bit with {u.his} back, and reached for {t.the}.
  {U} bent {u.his} knees, pushed up with both legs, and raised {spotnoun} high enough to get {t.the} out.
heavy.roll.fail: fail u
  {U} leaned on {spotnoun} and wanted to push it away, but {u.his} feet slipped in the mud.
  {U} set {u.his} back against {spotnoun} and pushed, but it was {u.he} who moved.
heavy.dig.fail: fail u
  {U} dug with both {u.hand}s, but the ground was too hard.
  {U} scratched at the earth around {spotnoun}, but there was rock below it.
heavy.dig.win: try u
  {U} dug a little tunnel under {spotnoun}, until {t.the} could slip out.
  {U} took away the earth on one side of {spotnoun}, a handful at a time, until it tipped and {t.the} was free.
heavy.shout.fail: fail u
  {U} shouted at {spotnoun}, but it did not listen.
  {U} told {spotnoun} to go away, three times, but it was not that kind of thing.
heavy.lever.fail: hold u y; fail u
  {U} pushed {y.the} under {spotnoun} and pressed, but it slipped out again.
  {U} leaned with all {u.his} weight on {y.the}, but it bent like a straw.
heavy.lever.win: hold u y; try u
  {U} pushed {y.thefull} under {spotnoun}, put a small stone below it, pressed down, and {t.the} was free.
  {U} stuck {y.the} into the gap, hung on the other end of it, and {spotnoun} rose and let {t.the} go.
heavy.beast.win: help v u
  {V} put its strong head against {spotnoun}, pushed once, and it moved to the side.
  {V} gave {spotnoun} one push with its shoulder, and it went over like a feather.
heavy.worker.win: help v u
  {V} was so strong that {v.he} lifted {spotnoun} with both {v.hand}s while {u} pulled out {t.the}.
  {V} spat into both {v.hand}s, heaved {spotnoun} to the side, and there was {t.the}.
heavy.friend.fail: fail u
  {U} and {v} pushed together, but one pushed to the left and one to the right.
  {V} pulled while {u} pushed, but {spotnoun} did not care.
heavy.friend.win: help v u
  "One, two, three!" they counted, and {u} and {v} pushed {spotnoun} to the side.
  {U} counted, and on three {u} and {v} heaved {spotnoun} up together and pulled out {t.the}.
heavy.luck: try u
  Then the ground shook a little, and {spotnoun} slid to the side as if somebody had called it.
heavy.bad: spoil u x; down u
  When {spotnoun} moved at last, there was not much left of {x.the}.
  {Spotnoun} moved a little, but the wrong way, and that was the end of {x.the}.
heavy.bad_t: leave t; down u
  It got dark, and {u} had to leave {t.the} there until the big people came in the morning.
guarded.own: lose u x; down u
  {X.the} [flew|slipped] away from {u} and landed right in front of a~ {guard}.
  A~ {guard} [grabbed|took] {x.the}, ran a few steps, and lay down on it.
  {U} dropped {x.the}, and at once a~ {guard} was there and put one foot on it.
guarded.wish: see u x; missing u x
  There lay {x.a} in the grass, but right next to it [sat|stood|lay] a~ {guard}.
  Next to a~ {#here} lay {x.a}, and a~ {guard} was looking after it.
guarded.animal: intro t; come t; down t
  {T.a} sat in a corner, and in front of it stood a~ {guard} and would not let it go.
guarded.problem: act u
  When {u} came closer, the {guard} [stamped its foot|made a loud noise|gave {u.him} a dark look].
guarded.grab.fail: fail u
  {U} ran up to grab {t.the}, but the {guard} chased {u.him} up a fence.
  {U} sneaked up on tiptoe, but the {guard} had ears in the back of its head.
guarded.grab.win: try u
  {U} waited until the {guard} looked the other way, ran as fast as the wind, and got {t.the}.
  {U} threw a pebble into the bushes, and when the {guard} turned to look, {u.he} reached for {t.the}.
guarded.scare.fail: fail u
  {U} waved both arms and shouted, but the {guard} was not afraid at all.
  {U} made the most terrible face {u.he} could, but the {guard} made a worse one.
guarded.ask.fail: fail u
  {U} asked the {guard} very politely, but it only blinked and did not move.
  {U} told the {guard} the whole story from the start, but it yawned in the middle.
guarded.ask.win: try u
  {U} bowed to the {guard} and said please, and to everyone's surprise it stepped aside.
  {U} asked the {guard} how it was, and it was so surprised that it made room for {u.him}.
guarded.sing.fail: fail u
  {U} sang a lullaby for the {guard}, but it only began to sing along.
  {U} whistled to calm the {guard} down, but it did not like music.
guarded.sing.win: try u
  {U} sang a lullaby, softer and softer, until the {guard} was asleep, and tiptoed to {t.the}.
  {U} hummed the song that always made {u.him} sleepy, and soon the {guard} lay on its side and snored.
guarded.food.fail: eat u y; fail u
  {U} threw {y.the} to the {guard}, but it ate it in one bite and did not move.
  {U} held out {y.the} to the {guard}, but it swallowed it whole and looked for more.
guarded.food.win: eat u y; try u
  {U} put {y.the} in the grass a few steps away, and while the {guard} was eating, {u.he} got {t.the}.
  {U} gave {y.the} to the {guard}, and while it was chewing, {u.he} walked past it to {t.the}.
guarded.beast.win: help v u
  {V} whispered something into the ear of the {guard}, and it laughed and let {u} come to {t.the}.
guarded.worker.win: help v u
  {V} whistled, and the {guard} came to {v.him} at once, so that {u} could get {t.the}.
  {V} knew the {guard} by name and scratched it behind the ears until it was as soft as butter.
guarded.friend.fail: fail u
  {V} made funny faces at the {guard}, but it got so angry that they both had to run.
  {V} ran to the left and {u} to the right, but the {guard} was fast enough for both.
guarded.friend.win: help v u
  {V} danced around and made the {guard} look, while {u} crept up from behind and got {t.the}.
  {V} sang at the top of {v.his} voice on one side, and on the other {u} got to {t.the}.
guarded.luck: try u
  Then somebody rang a bell far away, and the {guard} ran off to its dinner.
guarded.bad: spoil u x; down u
  The {guard} [ran off with {x.the}|dragged {x.the} away] and hid it so well that nobody ever found it.
guarded.bad_t: leave t; down u
  The {guard} stayed all day, and {u} had to go home while {t.the} was still sitting there.
reach.surprise: notice u
  But when {u} looked closer, {u.he} saw that {x.the} was full of [tiny eggs|sleeping ladybugs], so {u.he} left it where it was for now.
reach.owner: belongs v x
  But on the back of {x.the} there was a name, and it was {v:his} name!
  But then {u} saw that {x.the} belonged to {v}.
reach.give_owner: return u v x; up v
  {U} gave {x.the} to {v}, who had been looking for it for days.
  {U} thought for a moment, and then {u} gave {x.the} to {v}, because it was right.
reach.reward: get u y; up u
  "You are honest, {u.call}," <said v>, and gave {u} {y.a}.
  {V} was so glad that {v.he} gave {u} {y.a}.
reach.stay: act t
  The little {t.sort} did not want to go away anymore and [followed {u} everywhere|sat down on {u:his} foot].
reach.not_scary: befriend u v; up u
  And the big {v.sort} that {u} had been so afraid of was really the kindest {v.sort} in the world.
reach.rival: intro v; come v
  At that moment, a~ {v.trait} {v.sort} named {v} came by and saw {x.the}, too.
reach.rival_wants: quarrel u v; down u v
  "I saw it first!" <shouted v>. "No, I did!" <shouted u>.
  {U} wanted {x.the}, and {v} wanted it just as much, so they pushed each other.
reach.rival_idea: make_up u v; up u v
  Then {u} and {v} saw that neither of them could get {x.the} alone, and they shook {u.hand}s.
  "[Let us do it together|We can share it], {u.call}," <said v>, and {u} nodded.
reach.share: share u v x
  {U} and {v} shared {x.the} and took turns[, one day {u} and one day {v}|].
  {U} let {v} hold {x.the} first, and then it was the other way around.
reach.share_food: share u v x
  {U} cut {x.the} in two, and {u} and {v} each ate one half.
reach.new: get u y; up u
  But on the way home, {u} found {y.a}, and that was [a small comfort|almost as good].
reach.empty: good u
  {U} and {v} laughed about it together, and that was better than any {x}.
gone.x: bad u
  "[Oh no|Oh dear], my poor {x}!" <sobbed u>.
  {U} cried [bitter|big] tears for {x.the}.
  {U} could not believe that {x.the} was gone.
  {U} would have given all {u.his} {#toys} to have {x.the} back.
reach.lesson: act u
  {U} thought of the warning and wished {u.he} had listened.
"""
