"""Ways of telling the plots of `plots_friends`: wanting a friend, wanting the same thing, doing wrong and setting it right."""

from typing import Final

TEXT: Final = """
friend.lonely: down u; bad u
  But {u} had nobody to play with, and that made {u.him} {#sad}.
  {U} had just moved to a new place and did not know anyone there.
  {U} had a big box of {#toys}, but no friend to share them with.
  {U} had a~ {#full_carried} and a~ {#full_cuddly}, but nobody to show them to.
  Every day, {u} ate {u.his} {#treat} alone and talked to a~ {#full_bug}.
friend.advice: act u
  "[If you want a friend, be a friend|Just say hello and smile|Go out and say hello], {u.call}," <kindly v>.
  {V} told {u} to [smile and say hello|be kind and wait|ask others about their games].
friend.sees: intro v; come v; own v x
  There, a~ {v.trait} {v.sort} named {v} was playing with {x.a}, all by {v.himself}.
  Next to a~ {#here} stood a~ {v.trait} {v.sort} named {v}, holding {x.a}.
friend.shy.fail: fail u
  {U} opened {u.his} mouth to say hello to {v}, but no words came out.
  {U} took three steps toward {v}, but then {u.he} only looked at {u.his} own feet.
friend.near.fail: fail u
  {U} walked around {v} three times and looked at the sky, but {v} did not see {u.him}.
  {U} sat down not far from {v} and coughed twice, but {v} did not look up.
friend.ask.fail: fail u
  "Hello, I am {u}. Can I play with you?" <asked u>. {V} turned red and did not say a word.
friend.trick.fail: fail u
  {U} stood on {u.his} head to make {v} laugh, but {u.he} only fell into a bush.
  {U} tried to juggle three stones for {v}, but they all fell on {u.his} feet.
friend.show.fail: fail u
  {U} showed {v} how fast {u.he} could run, but {v} only looked at {x.the}.
  {U} jumped over a bench, and then back again, but {v} was busy with {x.the}.
friend.ask.win: up u v
  {U} took a deep breath. "Hello, I am {u}. May I play with you?" {V} smiled and nodded.
  {U} walked up to {v} and asked about {x.the}, and {v} told {u.him} everything about it.
friend.game.win: up u v
  {U} began to [build a tower of stones|sing a song about {#far_animals}|dance around a~ {#here}|walk like a~ {#far_animal}], and it looked like so much fun that {v} came to join in.
  {U} drew a big game in the sand, and {v} came over and asked how it was played.
friend.gift.fail: hold u y; fail u
  {U} held out {y.the}, but {v} shook {v.his} head.
friend.gift.win: give u v y; up u v
  {U} gave {v} {y.the}, and {v} smiled and made room.
friend.trouble.win: help u v; up u v
  Then {x.the} fell into a muddy hole, and {u} ran and got it back for {v}.
  Then {v} tripped and fell, and {u} ran over and helped {v.him} up.
friend.joke.win: up u v
  {U} told a joke about a~ {#far_animal} in a~ {#wear}, and {v} laughed and laughed.
friend.luck: up u v
  Then {v} looked up and said, "I wanted to say hello, too, but I was too shy."
friend.play: share v u x; befriend u v; up u v
  {V} let {u} play with {x.the}, and soon they were friends.
  {U} and {v} took turns with {x.the} and made up a new game, and so they became friends.
friend.play_bad: leave v; down u
  Then {v} took {x.the} and went home, and {u} was alone again.
friend.same: act u
  And it turned out that {v} lived [quite near|around the corner|next to a~ {#full_tree}], not a hundred steps from {u}!
own.held: own v x
  {V} had {x.a} with {v.him}.
want.x: act u
  {U} wanted to play with {x.the}, too, so much that {u.his} {u.hand}s itched.
share.get: get u x; up u
  "This is for you, {u.call}," <kindly v>, and gave {u} {x.a}.
  {V} gave {u} {x.a} for being so helpful.
share.hint: act v
  "[It is big enough for two|Do not forget your friends]," <said v>.
share.b_comes: come v
  Then {v} came by and looked at {x.the} with big eyes.
  {V} was there, too, and saw {x.the} at once.
share.ask: ask v u
  "May I have some of it, please? I am so hungry," <said v>.
  {V} had nothing to eat that day and asked for a piece of it.
share.ask_toy: ask v u
  "May I play with it, too, please?" <asked v>.
  {V} asked {u} for a turn with {x.the}.
share.refuse: wrong u v; down v
  "No! It is mine," <crossly u>, and {u.he} held {x.the} tight.
  {U} shook {u.his} head and hid {x.the} behind {u.his} back.
share.sad_v: bad v
  {V} did not say anything, but {v.his} eyes were wet.
  {V} was as {#sad} as a~ {#drenched} in the rain.
share.excuse: lie u v; down v
  "It is not good at all," <said u>, though that was not true.
share.dropped: spoil u x; down u
  {U} wanted to be alone with {x.the}, but {u.he} tripped, and it fell into the mud and was spoiled.
  Just then a crow came down, took {x.the}, and flew away with it.
share.alone: down u; bad u
  {U} went behind a tree with {x.the}, but it was no fun alone.
  Alone with {x.the}, {u} kept thinking of {v:his} face, and it was no fun at all.
  {U} sat alone with {x.the} and looked over at {v}, and it was not half as good as it had been before.
share.kind_v: help v u
  Then {u} slipped and fell, and it was {v} who helped {u.him} up.
share.half: share u v x; up u v
  {U} broke {x.the} in two and gave the bigger half to {v}.
  {U} and {v} sat down in the shade and shared {x.the}, one bite for {u}, one bite for {v}.
share.turns: share u v x; up u v
  {U} let {v} have the first turn with {x.the}, and then they took turns until the sun went down.
  {U} and {v} played with {x.the} together, and it was twice as much fun.
share.back: help v u; up u
  And the next day, {v} came back with a whole bag of {#treats} and shared them all with {u}.
both.want: quarrel u v; down u v
  {U} wanted {x.the}, and {v} wanted it, too, and neither would let go.
  "It is my turn!" <shouted u>. "No, it is mine!" <shouted v>.
both.see: see u x
  On the ground lay {x.a} that belonged to nobody.
  Under a bench, they found {x.a}.
both.pull.fail: fail u
  {U} pulled on one side and {v} on the other, but nobody won.
  {U} would not let go, and {v} would not let go, and so nobody could play at all.
both.loud.fail: fail u
  {U} shouted louder and {v} shouted even louder, until a~ {#worker} opened a window and told them to be quiet.
  {U} told {v} to give it up, and {v} told {u} the same, and they were both out of breath.
both.first.fail: fail u
  {U} said that {u.he} had seen it first, and {v} said the same, and nobody could prove it.
  {U} wanted to ask somebody who was right, but nobody had seen it.
both.race.fail: fail u
  {U} and {v} ran a race for it, but they came in at the very same time.
  {U} and {v} drew straws for it, but both straws were the same.
both.coin.win: make_up u v; up u v
  {U} and {v} tossed a coin, and then laughed, because whoever lost would get the first turn.
  {U} asked what they would do if it were the other way around, and then they both began to laugh.
both.count.win: make_up u v; up u v
  "You have it until I count to a hundred, and then I have it," said {u}, and {v} thought that was fair.
  {U} thought of a plan, one day for {u}, one day for {v}, and {v} liked it.
both.build.win: make_up u v; up u v
  {U} had an idea for a game that needed two, and so {x.the} was for both of them.
both.worker.win: help v u
  "Whoever lets go first is the kinder one," said {v}, and then they both let go at the same time.
both.luck: make_up u v; up u v
  Then they found another one just like it behind the bench, and there was nothing to fight about.
both.broken: spoil u x; down u v
  Then {x.the} flew out of their {u.hand}s, and a [big|small|brown|white|cheeky] dog ran off with it, and nobody ever saw it again.
both.go: leave v; down u
  {V} went home without a word, and {u} went the other way.
both.take: get u x; share u v x; up u v
  From then on, {x.the} belonged to both of them.
precious: belongs v x
  {V} had {x.a} that nobody was allowed to touch.
  In the living room stood {x.a}, and {v} loved it very much.
warn.precious: warn v u
  "Please do not touch {x.the}, {u.call}," <said v>.
  {V} had told {u} many times not to touch {x.the}.
left.meets: come v
  {V} was there already, with three others.
alone.with: act u
  One {weather} day, {v} was out of the room, and {u} wanted to look at {x.the}, just for a moment.
  {V} had to look after the soup, and {u} was alone with {x.the}.
broke.x: break u x; down u
  {U} only wanted to hold {x.the}, but it slipped out of {u.his} {u.hand}s and broke.
  {U} jumped around, bumped into the table, and {x.the} fell down with a crash.
  {U} wanted to show {x.the} to a~ {#full_cuddly}, but it slipped and broke.
broke.ball: break u x; down u
  {U} kicked a ball through the room, though that was forbidden, and it hit {x.the}, which fell down and broke.
hide.pieces.fail: fail u
  {U} put the pieces under the rug, but now there was a bump in the rug.
glue.pieces.fail: fail u
  {U} tried to put the pieces together, but there was always one too many.
blame.cat.fail: lie u v; fail u
  "It was the cat," <said u>, but the cat was asleep in the garden.
run.away.fail: fail u
  {U} ran to {u.his} room and hid under the bed, but it was on {u.his} mind all the time.
say.nothing.fail: fail u
  {U} said nothing all through dinner, but not even the {#dish} tasted good.
found.out: act v
  {V} saw what had happened and asked, "Who did this?"
  "What happened to my {x}?" <asked v>.
  {V} put down a~ {#full_fruit} and asked, "Where is my {x}?"
confess: confess u v
  "It was me," <sadly u>. "I broke {x.the}."
  {U} took a deep breath and told {v} everything.
angry.v: down v
  {V} was {#cross} for a moment and did not say a word.
mend.x: mend u x; up u v
  Together, {u} and {v} put {x.the} back together with glue, and one could hardly see it.
pay.x: help u v
  {U} gave {v} all the pennies from {u.his} jar, and {v} gave half of them back.
never.liked: up u v
  And then {v} began to laugh. "To be honest, I never liked that {x}," <said v>.
proud.truth: up u
  "I am glad that you told me the truth, {u.call}," <kindly v>, and a heavy stone fell from {u:his} heart.
no.truth: down u
  {U} did not tell the truth that day, and it sat in {u.his} tummy like a cold stone.
trust.lost: down u v
  In the evening, {v} found out all the same, and that {u} had lied hurt {v.him} more than the broken {x}.
borrow.take: take u x
  {V} was not looking, and {u} took {x.the} without asking.
  "I will bring it back soon," thought {u}, and took {x.the} while {v} was looking at a~ {#here}.
borrow.warn: warn v u
  "Please ask before you take my things, {u.call}," <said v>.
borrow.lose: lose u x; down u
  {U} played with {x.the} all afternoon, and when {u.he} looked for it again, it was gone.
borrow.away: leave v
  Then {v} had to go home for lunch.
borrow.asks: come v
  Then {v} came back and asked, "Have you seen my {x}, {u.call}?"
borrow.lie: lie u v
  "No, I have not seen it," <said u>, but {u.his} face was red.
borrow.regret: act u
  But the lie weighed on {u:his} heart, and {u.he} could not look at {v}.
  But with every minute the lie felt bigger, until {u} could not keep it any longer.
borrow.confess: confess u v; down v
  "I took {x.the} without asking, and I lost it," <sadly u>.
borrow.look: fetch u x; return u v x; up u v
  {U} and {v} looked everywhere together, and under a bush {u} found {x.the} and gave it back.
borrow.had_it: fetch v x; up u v
  Then {v} began to smile and took {x.the} out of {v.his} bag. "I found it by the gate. I only waited to hear if you would tell me."
borrow.never: leave v; down u
  "You took it, and you lied to me," <sadly v>, and went away.
lie.wolf: lie u v
  "Help, {monster}!" <cried u>, just for fun. {V} came running, and there was nothing at all.
lie.again: lie u v; down v
  {U} laughed and did it again, and {v} came running again, but {v.he} did not laugh.
lie.leave: leave v
  {V} went away and did not want to hear any more of it.
lie.real: down u
  And then {u} slipped and fell into a deep hole and could not get out.
lie.call.fail: fail u
  "Help, I fell into a hole!" <cried u>, but everyone thought it was a joke.
  {U} called for help until {u.his} voice was gone, but people only shook their heads and walked by.
lie.jump.fail: fail u
  {U} jumped as high as {u.he} could, but the edge was too far up.
  {U} threw stones out of the hole so that somebody would see them, but nobody did.
lie.dig.fail: fail u
  {U} tried to climb out, but the earth came down under {u.his} feet.
lie.v_comes: come v; help v u; up u
  It was almost dark when {v} came by, heard a little voice, and pulled {u} out.
lie.worker: intro v; come v; help v u; up u
  It was almost dark when {v.a} came by, heard a little voice, and pulled {u} out.
lie.night: down u; bad u
  {U} sat in the hole until deep in the night, cold and hungry, before somebody found {u.him}.
new.baby: act u
  There was a new baby in {u:his} house, and everyone looked only at the baby.
  A new baby had come into {u:his} house, no bigger than a loaf of bread.
baby.jealous: down u; bad u
  "Nobody sees me anymore," <sadly u>.
  {U} felt as small as a~ {#bug}, for nobody had time for {u.him}.
baby.loud.fail: fail u
  {U} sang as loud as {u.he} could, but {v} only said, "Hush, the baby is asleep."
  {U} dropped three spoons on purpose, but {v} only picked them up with a sigh.
baby.good.fail: fail u
  {U} washed all the plates, but nobody saw it.
  {U} put on {u.his} shoes all alone, on the right feet, but everyone was looking at the cradle.
baby.cry.fail: fail u
  {U} cried like a baby, too, but that did not help.
  {U} said that {u.his} tummy hurt, but {v} had no hand free.
baby.hide.fail: fail u
  {U} hid in the closet, but it took a very long time before somebody looked for {u.him}.
  {U} wanted to move into the doghouse, but after ten minutes it was too cold there.
baby.smile.win: up u
  Then {u} looked into the cradle, and the baby took {u:his} finger, held it tight, and smiled.
baby.song.win: up u
  One evening, the baby cried and cried, and only {u:his} song could make it stop.
baby.talk.win: help v u; up u
  {U} told {v} how it felt, and {v} took {u} into both arms. "You are my big one, and that never ends."
baby.gift.win: hold u y; up u
  {U} put {y.thefull} into the cradle, and the baby laughed for the very first time.
baby.luck: up u
  And then the very first word of the baby was "{u}"!
baby.hit: down u v
  {U} shouted at the baby, and it cried and cried, and {v} was {#cross}.
baby.sorry: down u; bad u
  That evening, {u} stood at the cradle for a long time and was ashamed.
left.out: down u; bad u
  {V} and the others were playing {#game}, and nobody asked {u}.
  "You are too small for our game, {u.call}," said {v}.
left.ask.fail: fail u
  {U} asked if {u.he} could join in, but {v} said that there were enough players.
  {U} asked for just one turn, but they all said, "Later."
left.show.fail: fail u
  {U} showed how well {u.he} could do it, but nobody was looking.
  {U} stood on one leg for a whole minute, but none of them saw it.
left.cry.fail: fail u
  {U} sat down on a stone, close enough that everyone could see {u.him}, but the game went on.
left.own.win: up u
  So {u} made up a game of {u.his} own, with a stick and three stones, and one after the other they all wanted to play it.
  {U} began to build a tower of stones, higher and higher, until they all came over to help.
left.small.win: up u
  Then the ball rolled under a shed, and only {u} was small enough to get it out.
  Then they needed one who could hide really well, and {u} was the best at that.
left.brave.win: up u
  "I would like to play with you, and it makes me sad that I cannot," said {u}, and it was quiet for a moment.
left.friend.win: help v u; up u
  {V} thought about it and stopped the game. "Without {u} it is only half the fun."
left.luck: up u
  Then one of them had to go home for lunch, and now they needed {u}.
left.in: befriend u v; up u v
  "Come, you are on my team," <said v>, and from then on they always asked {u}.
left.home: down u
  {U} went home, and nobody even saw it.
race.idea: act u
  "Let us race to {goal}!" <cried u>. "The winner gets {x.a}."
  {V} had an idea: a race to {goal}, and the winner was to get {x.a}.
race.boast: act v
  "I am the fastest of all," <said v>. "You will never beat me."
race.start: try u; try v
  "[One, two, three|Ready, set], go!" and off they ran, past a~ {#here} and around a~ {#here}, with the wind in their faces.
  {U} and {v} stood side by side behind a line, and then they ran off like the wind.
race.cheat: wrong u v
  {U} wanted to win so much that {u.he} took a short cut behind the bushes and was first at {goal}.
  {U} held {v} by the sleeve for a moment and was first at {goal}.
race.prize: get u x
  {U} got {x.thefull}[, but it did not feel good| and did not dare to look at anybody].
race.seen: down v
  "That was not fair," <sadly v>. "I saw what you did."
race.confess: confess u v
  "I did not win in a fair way," <sadly u>.
race.give: give u v x; up u v
  {U} gave {x.the} to {v}, and only then could {u.he} smile again.
race.fall: hurt v
  Then there was a cry, for {v} had fallen over a root and hurt {v.his} knee.
race.stop: help u v
  {U} could have won, but {u.he} stopped, ran back, and helped {v} up.
race.up: heal v
  {V} sniffed and took a deep breath, and the knee was not so bad after all.
race.together: get u x; share u v x; up u v
  They walked to {goal} arm in arm, so both of them won {x.thefull}.
race.win: get u x; up u
  {U} ran and ran and touched {goal} first, and {u.he} got {x.thefull}.
race.lose: get v x; up v; down u
  {U} ran and ran, but {v} was one nose ahead and got {x.thefull}.
race.good: act v
  {V} shook {u:his} {u.hand} and said, "Well done!"
race.comfort: share v u x; up u
  {V} saw {u:his} face and shared {x.the} with {u.him}.
race.slow: get u x; up u
  Both were so fast that they ran past {goal} and fell into the grass, and they laughed so much that {v} let {u} have {x.thefull}.
race.angry: quarrel v u; down u
  "I do not want to race with you anymore," <said v>, and walked away.
"""
