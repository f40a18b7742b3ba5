"""Ways of telling the plots of `plots_caring`: a plant, an egg, a sick friend, a hungry bird, a rainy day, a sleepless night."""

from typing import Final

TEXT: Final = """
plant.get: get u x
  {V} gave {u} {x.a}. "If you take good care of it, it will be {grown}," <said v>.
  For {u:his} birthday, {v} gave {u} {x.a} in a~ {#color} paper bag. "One day, it will be {grown}," <said v>.
  {V} put {x.a} into {u:his} {u.hand}. "You would not think so, but {grown} is asleep in it," <said v>.
  {V} came home from the market with a~ {#full_fruit}, some {#dish} and {x.a} for {u}, which was to be {grown} one day.
plant.sow: act u
  {U} went behind the house, dug a small hole with a spoon, and put {x.the} in the warm earth.
  {U} filled a pot with earth, put {x.the} in it, and set it next to the door.
  Between a~ {#full_garden_plant} and a~ {#full_garden_plant}, {u} dug a hole with {#number} fingers and put {x.the} in it.
  {U} found a~ {#color} pot, filled it with earth, and pressed {x.the} into it with one thumb.
  With a [spoon|shovel|stick], {u} made a small hole next to a~ {#full_garden_plant} and laid {x.the} in it like an egg.
plant.wait: down u
  The next day, {u} looked at the ground, and the day after, but there was nothing to see.
  {U} waited one day and then {#number} more, but no {#flower} in the world was ever so slow.
  For {#number} days, {u} ran to it before breakfast, but there was only brown earth and a~ {#full_bug}.
  Every {#full_bug} in the garden knew {u} by now, but in the ground nothing moved.
grow.shout.fail: fail u
  "Come out!" <cried u>, but a seed has no ears.
  {U} told it to hurry up, but nothing down there was in a hurry.
grow.dig.fail: fail u
  {U} dug it up to see if it was awake, and then {u.he} had to put it back again.
grow.flood.fail: fail u
  {U} gave it so much water that it almost swam away.
  {U} watered it in the morning, at noon and at night, and then there was a small lake.
grow.cake.fail: fail u
  {U} gave it a bit of {#dish}, but seeds do not eat such things.
grow.sun.win: try u
  {U} moved a big box that had kept the sun away, and now it was warm and bright there.
  {U} cut the high grass all around, so that the sun could shine on it all day long.
grow.water.win: try u
  Every morning, {u} gave it one cup of water, not more and not less.
  {U} gave it a little water every evening and then left it alone, which was the hardest part.
grow.song.win: try u
  Every evening, {u} sat beside it and sang a quiet song.
grow.scarecrow.fail: hold u y; fail u
  {U} put up {y.the} to keep the birds away, but the birds sat down on it.
grow.fence.win: hold u y; try u
  {U} put {y.thefull} next to it, so that nobody could step on it, and waited.
grow.beast.win: help v u
  "Let me loosen the earth," said {v}, and it dug around below for a while.
grow.worker.win: help v u
  "A seed needs three things: water, sun and time," said {v}, and showed {u} how much of each.
grow.friend.fail: fail u
  Both {u} and {v} watered it, and neither of them knew that the other had done it already.
grow.friend.win: help v u
  {V} watered it one day and {u} the next, and neither of them forgot.
grow.luck: try u
  Then it rained softly for three days, and on the fourth day the sun came out.
plant.grew: spoil u x; up u
  And then, one morning, there was something green, and week after week it grew, until it was {grown}.
  And then, while {u} was eating a~ {#full_fruit}, something green came up, and in the summer it was {grown}.
  After {#number} weeks, a~ {#full_bug} sat on the first green leaf, and by the end of the year the seed had become {grown}.
plant.other: spoil u x; up u
  And then it grew, but it was not what everyone had thought, for it was {othergrown}, and that was even better!
  And then it grew and grew, and it was not at all what was promised, but {othergrown}!
plant.eaten: spoil u x; down u; bad u
  And then, one morning, there was a little green leaf, but a snail came in the night and ate it.
  And then there was a leaf at last, but a~ {#full_small_animal} thought it was a present and ate it.
egg.find: get u x
  Under a bush lay {x.a}, all alone and cold, and {u} picked it up.
  Next to a~ {#here} lay {x.a}, and there was no nest near and no mother, so {u} picked it up.
home.carry: go u p
  {U} carried {x.the} {p.to} in both {u.hand}s.
egg.warm: act u
  "It must be kept warm," said {v}.
warm.sit.fail: fail u
  {U} sat down on it very gently, but that was hard work, and {u.his} legs fell asleep.
  {U} put on {#number} coats to keep it warm, but under them {u.he} could not breathe.
warm.stove.fail: fail u
  {U} put it near the stove, but it got too hot there.
warm.bed.win: try u
  {U} wrapped it in wool and took it to bed, under {u.his} chin, and hardly dared to move.
  {U} made a nest of socks in a box and put it next to the stove, not too near and not too far.
warm.sun.win: try u
  By day, {u} put it in the sun, and by night under {u.his} pillow.
  {U} held it in both {u.hand}s while {u.he} read a book to it, chapter after chapter.
warm.hat.win: hold u y; try u
  {U} put it into {y.thefull} and carried it close to {u.his} heart.
warm.hen.win: try u
  {U} carried it to the henhouse, and an old hen looked at it and then sat down on it.
warm.friend.win: help v u
  {U} kept it warm in the morning and {v} in the afternoon.
warm.luck: try u
  Then the weather turned so warm that the whole world was like a big nest.
egg.hatch: spoil u x; up u
  One morning, there was a small crack, and then a bigger one, and out came a wet little duckling and looked at {u}.
  One evening, while {u} was eating a~ {#full_treat}, the egg broke, and a wet little duckling said hello.
egg.twist: spoil u x; up u
  One morning, there was a crack, and out came no duckling at all, but a tiny turtle!
  One evening, while {u} was eating a~ {#full_treat}, the egg broke, and out came not a duckling but a tiny turtle!
egg.cold: down u; bad u
  But the egg stayed cold and still, and in the end {u} put it under a tree and laid a flower next to it.
egg.follow: act u
  From then on, it followed {u} wherever {u.he} went.
  It thought that {u} was its mother and ran after {u.him} past every {#tree} and through every puddle.
sick.news: fall_sick w; mention w
  {W} did not come out to play, because {w.he} was sick in bed.
  {W} was sick in bed that day, with a~ {#full_cuddly} on each side and a~ {#color} scarf.
sick.worry: down u
  "Poor {w}!" <cried u>. "I want to cheer {w.him} up."
  "Poor {w}! How can I help?" <asked u>.
sick.make: get u x
  {U} and {v} made {x.a} in a big pot.
  {V} helped {u} to make {x.a}.
sick.go: go u p
  {U} carried {x.the} with great care and went {p.to}.
sick.spill: spoil u x; down u
  But {u} slipped on a wet leaf, and {x.the} spilled all over the road.
sick.arrive: come w
  {W} lay in bed and [gave a small smile|looked pale|coughed] when {u} came in.
sick.give: give u w x
  {U} gave {w} {x.the}.
cheer.story.fail: fail u
  {U} told {w} a long story, but {w} only coughed.
  {U} read to {w} from a thick book, but {w} fell asleep on the first page.
cheer.dance.fail: fail u
  {U} danced around the bed, but it made {w} dizzy.
  {U} did a handstand for {w}, but kicked over a~ [chair|lamp|vase].
cheer.picture.fail: fail u
  {U} drew a picture of a~ {#small_animal}, but {w} was too tired to look.
cheer.joke.win: up u w
  {U} told the one about the {#far_animal} and the {#treat}, and {w} laughed until the bed shook.
  {U} pretended to be the doctor and listened to the pillow, and {w} laughed for the first time in days.
cheer.song.win: up u w
  {U} sang {w:his} favorite song, a little bit wrong, and {w} had to laugh and sing along.
  {U} sang the song about the {#far_animal} that lost its hat, and {w} wanted to hear it three times.
cheer.puppets.win: up u w
  {U} put two socks on {u.his} {u.hand}s and played a funny play with them, and {w} laughed until the bed shook.
cheer.quiet.win: up u w
  {U} sat down by the bed and just stayed there, and that was what {w} had wanted most.
cheer.spilled.win: up u w
  {U} told {w} how the {x} had run down the road like a little river, and {w} laughed until the bed shook.
sick.well: heal w
  [The next day|Two days later|A few days later], {w} was well again.
sick.now_a: fall_sick u
  But now it was {u} who had to stay in bed!
sick.w_comes: act w
  So {w} came every day with [a new joke|a~ {#full_fruit}|a~ {#full_flower}], for now it was {w:his} turn.
sick.thanks: comfort u w; thank w u
  "You are the best friend in the world, {u.call}," <said w>.
  {W} thanked {u} for coming.
sick.a_well: heal u
  And soon {u} was well again, too.
sick.worse: down u; bad u
  But {w} did not get better that day, and {u} had to go home on tiptoe.
winter.birds: act u
  The snow lay high, and in front of the window sat a little bird, thin and cold.
  It was the coldest day of the year, and in a~ {#tree} near the house sat a little bird with no food and no friend.
  Snow lay on every {#tree} and every fence, and a little bird, as round as a ball, sat in front of the door.
  On a~ {#full_snowed} [deep in snow|white with snow|under the snow], not far from the window, sat a little bird and shook.
winter.sad: down u
  {U} saw it through the glass and could not eat {u.his} {#dish}.
  {U} put down {u.his} {#full_treat} and looked at the poor thing through the window for a long time.
feed.open.fail: fail u
  {U} opened the window, but the bird was afraid and flew up into a tree.
  {U} ran outside with some {#dish}, but the bird was so scared that it flew away.
feed.soup.fail: fail u
  {U} put a bowl of soup outside, but soup is not for birds.
feed.call.fail: fail u
  {U} called it by every name {u.he} knew, but it did not come.
  {U} whistled like a bird, and quite well, but this one did not answer.
feed.cat.fail: fail u
  {U} put crumbs on the steps, but the cat sat down next to them.
feed.high.win: try u
  {U} hung a little house with seeds so high in the tree that no cat could reach it.
  {U} tied half an apple to a high branch, where only wings could get to it.
feed.still.win: try u
  {U} put seeds on one {u.hand} and stood in the snow without moving, for a very long time.
  {U} put a plate of seeds on the sill, went back three steps, and did not even blink.
feed.trail.win: try u
  {U} made a line of crumbs from the tree to the window sill and then went inside.
feed.friend.win: help v u
  {V} held the cat, and {u} put out the seeds.
feed.luck: try u
  Then the wind blew the door open, and the bird flew right into the warm kitchen by itself.
bird.eats: up u
  The bird came closer, hop by hop, and then it ate, and its eyes were bright again.
  The bird put its head to one side, hopped closer, and ate until it was as round as a~ [plum|peach|apple|ball|melon].
  The bird took one seed, then {#number} more, and then it sang so loudly that a~ {#full_farm_animal} woke up.
  First the bird ate a seed, then a crumb of a~ {#full_treat}, and then it closed its eyes in the sun.
bird.more: up u
  And the next morning, there were twenty birds in front of the window.
  And the next morning, it brought {#number} friends, and there were birds in every {#tree}.
bird.spring: act u
  In spring, the bird sat on the roof and sang, and {u} knew who it was.
  When the first {#flower} came out, the bird sat in a~ {#full_tree} and sang, and {u} knew who it was.
bird.gone: down u; bad u
  When {u} looked again, the bird was not there anymore, and the snow fell and fell.
rain.plan: act u
  All week, {u} had looked forward to a~ {#fest} {p.at}, and the bag was already packed.
  For {#number} days, {u} had thought of nothing but a~ {#fest} {p.at}, with {#treats} and a~ {#full_carried}.
rain.comes: down u
  But in the morning, it rained and rained, and nobody could go anywhere.
  But on the day itself, the rain came down on every roof and every {#tree}, and even the {#farm_animals} stayed inside.
  But when the day came, even a~ {#full_sea_animal} would have stayed at home, so hard did it rain.
rain.stay: act u
  "We must stay at home today," said {v}.
  "Only a~ {#sea_animal} would go out today," said {v}.
bored.window.fail: fail u
  {U} sat at the window and told the rain to stop, but it did not listen.
  {U} breathed on the glass and drew a sun on it, but that did not help.
bored.count.fail: fail u
  {U} counted the drops on the glass, but at a hundred {u.he} lost count.
  {U} counted all the spoons in the house, twice, and then it was only ten o'clock.
bored.toys.fail: fail u
  {U} took out every toy, one after the other, but none of them was any fun.
  {U} began a puzzle, but one piece was missing, as always.
bored.dance.fail: fail u
  {U} did a dance against the rain, but it only rained harder.
bored.tent.win: up u
  Then {u} made a tent out of two chairs and a blanket, and inside it was a ship, and outside was the wide sea.
  Then {u} turned the table upside down, and it was a boat, and all the rugs were islands.
bored.cook.win: up u
  Then {u} and {v} made {#treats}, and the whole house smelled of them.
bored.boots.win: up u
  Then {u} put on big boots and jumped from puddle to puddle, and that was better than any {#event}.
  Then {u} went out with nothing but a raincoat and a song, and got as wet as a fish and as happy.
bored.stories.win: up u
  Then {u} and {v} made up a story about a~ {#far_animal} and a~ {#sea_animal}, and it had no end.
bored.indoors.win: up u
  Then {u} had the idea to do it all at home, on the rug, with cushions and a~ {#treat}.
bored.friend.win: help v u; up u v
  {V} knew a game with buttons and cups, and they played it until it was dark.
bored.luck: up u
  Then the rain stopped, and there was a rainbow as wide as the sky.
rain.never_saw: act u
  Nobody even saw that the rain had stopped.
rain.sad: down u; bad u
  It rained all day long, and {u} sat on the stairs and waited for nothing.
sleep.cannot: act u
  One {night} night, {u} lay in bed and could not sleep.
  One {night} night, {u} lay in bed next to a~ {#full_cuddly}, but {u.he} could not sleep.
sleep.reason: down u
  {U} [had eaten too many {#treats}|was thinking of the next day|had heard a scary story about a~ {#fantasy}|had slept too long in the afternoon].
awake.sheep.fail: fail u
  {U} counted sheep, but one of them would not jump.
  {U} thought of nothing at all, but that was so hard that it kept {u.him} awake.
awake.turn.fail: fail u
  {U} turned to the left side and to the right side and then upside down, but nothing helped.
  {U} put the pillow at the other end of the bed, but sleep was not there either.
awake.eyes.fail: fail u
  {U} pressed {u.his} eyes shut as hard as {u.he} could, but they opened again.
awake.water.fail: fail u
  {U} drank a cup of water, and then {u.he} had to get up three times.
awake.breath.win: up u
  {U} listened to {u.his} own breath, in and out, in and out, like small waves on a beach.
  {U} listened to the rain on the roof, drop by drop, until the drops were far away.
awake.dream.win: up u
  {U} thought of the best dream {u.he} ever had and began it again from the start.
  {U} told {u.himself} a story about a~ {#far_animal} who could not sleep, and it helped them both.
awake.stars.win: up u
  {U} looked out of the window and gave each star a name, and at the ninth {u.his} eyes grew heavy.
  {U} thought of every good thing of the day, and at the fifth one {u.his} eyes fell shut.
awake.toy.win: hold u y; up u
  {U} put {y.thefull} under the blanket, held it tight, and felt warm.
awake.family.win: help v u; up u
  {V} sat down on the bed and hummed, without words, the song that {v.he} had always hummed.
awake.luck: up u
  Then the moon came around the corner and looked in like a friend.
sleep.asleep: act u
  And before {u} knew it, {u.he} was asleep.
  The last thing {u} heard was the clock, and then {u.he} was far away.
  And then {u} slept, and in {u.his} dream, a~ {#full_far_animal} ate a~ {#full_treat}.
  Soon {u} was asleep and dreamed of a~ {#full_far_animal} in a~ {#full_wear_one}.
sleep.never: down u; bad u
  It got light, and {u} had not slept at all, and the whole next day {u.he} was tired and cross.
sleep.twist: act u
  In the morning, {v} asked who had snored so loudly. "That must have been the [cat|wind|clock]," <said u>.
"""
