"""Ways of telling the plots of `plots_making`: something is to be made, and something goes wrong.

`x` is what is made, `w` for whom. Kinds of making: bake, build, craft, show.
"""

from typing import Final

TEXT: Final = """
for.birthday: mention w
  The next day was {w:his} birthday, and {u} wanted to give {w.him} [something special|a surprise|something made by hand].
  {U} had no money for a present, but it was almost {w:his} birthday.
for.thanks: mention w
  {W} was always so kind, and {u} wanted to say thank you in a special way.
  {W} had mended a~ {#full_wear_one} for {u}, and {u} wanted to say thank you in a special way.
for.sad: mention w
  {W} had been {#sad} all week, and {u} wanted to make {w.him} smile again.
  Not even a~ {#full_treat} could make {w} smile that week, so {u} wanted to cheer {w.him} up.
for.contest: act u
  There was going to be a contest {p.at}, and {u} wanted to win it.
  "Who can make the best {x}?" said a sign {p.at}, and {u} wanted to try.
for.self: act u
  {U} had seen {x.bare} [in a picture book|on a poster|at a neighbor's house] and wanted to have one, too.
  All night, {u} had dreamed of {x.a}, and in the morning {u.he} wanted to have one.
bake.plan: act u
  "I will bake {x.a}," said {u}, and put on a~ {#color} apron.
  {U} took out a big bowl, flour and eggs, for {u.he} wanted to bake {x.a}.
build.plan: act u
  "I will build {x.a}," said {u}, and got to work at once.
  {U} looked for wood and nails, for {u.he} wanted to build {x.a}.
craft.plan: act u
  "I will make {x.a}," said {u}, and put everything on the table next to a~ {#full_fruit}.
  {U} took out paper, scissors and {#color} paint, for {u.he} wanted to make {x.a}.
sew.plan: act u
  "I will make {x.a} all by myself," said {u}, and took out a needle and {#color} thread.
  {U} found some {#color} cloth, for {u.he} wanted to make {x.a}.
with.friend: come v
  {V} came over to help, with a~ {#full_wear_one} on and a~ {#full_treat} to share.
  {U} asked {v} to come and help, and {v} was there before {u} could [count to ten|eat a~ {#full_fruit}|find a~ {#full_wear_one}].
  Soon {v} stood at the door with a~ {#full_fruit} in one {v.hand} and a~ {#full_treat} in the other and wanted to help {u}.
warn.slow: warn w u
  "[Do not rush|Take your time|One thing after the other], {u.call}," <said w>.
rush: act u
  But {u} could not wait and did everything very fast.
  "I am faster than the wind," said {u}, and did two things at once.
rush.lesson: act u
  Fast work is seldom good work, and now {u} knew it, too.
  {U} looked at the mess and thought of what {w} had said.
  Now {u} saw that {u.he} had been too fast.
missing.bake: down u
  But when {u} opened the cupboard, there was no [sugar|butter|milk|flour] left at all.
missing.build: down u
  But then {u} saw that there was not a single nail left.
missing.craft: down u
  But then {u} saw that the glue was as dry as stone.
missing.sew: down u
  But then {u} saw that there was not enough thread.
missing.look.fail: fail u
  {U} looked in every drawer and under every shelf, but found only [a button|an old spoon|dust and crumbs].
  {U} emptied three boxes onto the floor, but what {u.he} needed was in none of them.
missing.else.fail: fail u
  {U} tried to do without it, but it did not look like {x.a} at all.
  {U} tried it with a bit of {#dish}, but that was no good idea.
missing.else.win: try u
  {U} took something else instead, a bit of this and a bit of that, and to {u.his} surprise it worked.
  {U} looked around for something that was almost the same, found it, and it worked even better.
missing.shop.fail: fail u
  {U} counted the coins in {u.his} pocket, but there were only two, and that was not enough for the shop.
  {U} ran to the shop, but it was Sunday, and the door was closed.
missing.swap.win: try u
  {U} carried {u.his} second-best toy to the neighbors and swapped it for what was missing.
  {U} gave the boy next door a bag of marbles for it, and both were happy.
missing.earn.win: try u
  {U} swept the yard of the shop for an hour, and the shopkeeper gave {u.him} what was missing.
  {U} helped an old neighbor to carry wood, and the neighbor gave {u.him} what was missing.
missing.tin.fail: hold u y; fail u
  {U} looked inside {y.the}, but it was empty.
missing.tin.win: hold u y; try u
  {U} opened {y.thefull}, and inside, in the last corner, was just enough of what was missing.
  {U} turned {y.thefull} upside down, and out fell just what {u.he} was looking for.
missing.worker.win: help v u
  {V} had plenty of it and gave {u} as much as {u.he} needed.
  {V} laughed and took it out of a pocket, as if it had been waiting there for {u}.
missing.friend.fail: fail u
  {V} ran home to look for it, but came back with a~ {#treat} and nothing else.
  {V} thought they could do without it, and {u} thought so, too, but they were both wrong.
missing.friend.win: help v u
  {V} thought of the box under {v.his} bed and brought back just what was missing.
  {V} asked an aunt for it and came back at a run with enough of it for {u}.
missing.luck: try u
  Then {u} sat down with a sigh, right on a bag under the cushion, and in it was just what was missing.
ruin.bake: down u
  But {u} had put it in the oven for too long, and black smoke came out.
  But {u} had taken salt and not sugar, and it tasted like the sea.
ruin.build: down u
  But with a loud crash, everything fell down.
  But it stood as crooked as an old tree, and then it fell over.
ruin.craft: down u
  But the paint tipped over and ran all over the paper.
  But a gust of wind came through the window and tore it in two.
ruin.sew: down u
  But the cat pulled at the thread, and everything came apart.
  But one side was long and one side was short, and there was a hole in the middle.
ruin.again.fail: fail u
  {U} did it all again in the same way, and the same thing happened.
  {U} began again and made the same mistake, only faster.
ruin.patch.fail: fail u
  {U} tried to mend it here and there, but that made it even worse.
  {U} put a bit more here and took a bit away there, until it looked like {#number} things at once.
ruin.patch.win: try u
  {U} cut off the bad part, turned the rest around, and nobody could see that anything had happened.
  {U} cleaned it up, mended the worst part, and covered the rest with a {#color} ribbon, and it looked fine.
ruin.hide.fail: fail u
  {U} covered it with a cloth and hoped that nobody would see, but a cloth does not help with such things.
  {U} pushed it behind the curtain, but it was still there when {u.he} looked again.
ruin.slow.win: try u
  {U} took a deep breath and began again, but this time slowly, one step after the other.
  {U} drank some {#drink}, rolled up {u.his} sleeves, and did it all from the beginning, one thing at a time.
ruin.book.fail: fail u
  {U} looked into a thick book, but the words were much too long.
  {U} asked {u.himself} what the big ones would do, but the big ones were not there.
ruin.small.win: try u
  {U} made it half as big as before, and that was much easier.
  {U} took only half of everything this time, and what came out was small and just right.
ruin.tool.fail: hold u y; fail u
  {U} tried to keep it up with {y.the}, but that only made a hole.
  {U} tried to hold it in place with {y.the}, but it slipped and tore.
ruin.tool.win: hold u y; try u
  {U} used {y.thefull} to hold everything in place, and now it stayed as it should.
  {U} held the parts together with {y.thefull} until they were firm.
ruin.beast.win: help v u
  {V} had seen many people at work and told {u} what had gone wrong.
  {V} looked at it with its head to one side and knew at once what was wrong.
ruin.worker.win: help v u
  {V} did such things every day and showed {u} a little trick.
  {V} looked at it with one eye closed, moved two things, and then it was right.
ruin.friend.fail: fail u
  {V} held one end and {u} the other, but they both let go at the same time.
  {V} wanted to help, but bumped against it with one elbow, and it was worse than before.
ruin.friend.win: help v u
  {V} did one half and {u} the other, and soon it looked just right.
  {V} held everything still while {u} put it together again, and this time it held.
ruin.luck: try u
  Then {u} looked at it again, with {u.his} head to one side, and saw that it looked even better like this.
thief.bake: down u
  {U} put the flour and the eggs by the window and looked away for one moment, and they were gone.
thief.build: down u
  {U} came back from lunch, and half of the wood was gone.
thief.craft: down u
  {U} left it on the table, and when {u.he} came back, some of it was gone.
thief.sew: down u
  {U} left it on a chair, and when {u.he} came back, some of it was gone.
thief.wait.fail: fail u
  {U} hid behind the door to catch the thief, but fell asleep and saw nothing.
  {U} sat in a corner with a wooden spoon, but the thief did not come while {u.he} was watching.
thief.wait.win: try u
  {U} stayed awake behind the door, and there came {guilty}, so {u} said, "Stop!" and it gave everything back.
thief.shout.fail: fail u
  "Who was that?" <cried u>, but nobody answered.
  {U} called out that it was not funny, but only a fly was listening.
thief.tracks.fail: fail u
  {U} followed the tracks on the floor, but they ended in a puddle.
  {U} found a trail of crumbs, but it led back to {u.his} own pocket.
thief.tracks.win: try u
  {U} followed the tracks to a corner of the yard, and there sat {guilty} with everything in a heap.
  {U} listened at every door and bush until {u.he} heard a scratching, and there was {guilty} with all of it.
thief.trap.fail: hold u y; fail u
  {U} set a trap with {y.the}, but only {u.his} own foot got caught in it.
  {U} spread out {y.the} in front of the door, but the thief must have come by the window.
thief.trap.win: hold u y; try u
  {U} put {y.thefull} in front of the door, and when {guilty} came and tripped over it, it gave everything back.
  {U} laid {y.thefull} across the path, and when {guilty} tripped over it, it gave everything back.
thief.friend.fail: fail u
  {V} thought it was {u}, and {u} thought it was {v}, but it was neither.
  {V} asked the neighbors, but the neighbors had been asleep.
thief.friend.win: help v u
  {V} watched the door and {u} the window, and so they caught {guilty} and got everything back.
  {V} had the better nose and {u} the better ears, and so they found {guilty} and all that was gone.
thief.worker.win: help v u
  {V} had seen {guilty} run by and helped {u} to get everything back.
thief.luck: try u
  Then {guilty} came back by itself, hung its head, and put everything in front of {u:his} feet.
doubt.bake: down u
  Then an older {u.sort} walked by and laughed. "You can never bake {x.a}," said the older {u.sort}.
doubt.build: down u
  Then an older {u.sort} walked by and laughed. "You can never build {x.a}," said the older {u.sort}.
doubt.craft: down u
  Then an older {u.sort} walked by and laughed. "That will never look like {x.a}," said the older {u.sort}.
doubt.sew: down u
  Then an older {u.sort} walked by and laughed. "That will never look like {x.a}," said the older {u.sort}.
doubt.argue.fail: fail u
  "I can!" <cried u>, but {u.his} voice was very small.
  {U} tried to explain how it would look, but the laughing was louder.
doubt.stop.fail: fail u
  {U} put everything away and looked out of the window, but {u.his} {u.hand}s itched to go on.
  {U} did not want to see it anymore and sat with {u.his} back to it, but {u.he} kept looking over {u.his} shoulder.
doubt.go_on.win: try u
  {U} did not listen to the laughing anymore and worked on, one piece after the other.
  {U} thought, let them laugh, and put the next piece in its place, and then the next.
doubt.secret.win: try u
  {U} closed the door and worked on in secret, with the tip of {u.his} tongue between {u.his} teeth.
  {U} carried everything into the shed, where nobody could see it, and worked there until it was dark.
doubt.practice.win: try u
  {U} tried it out in small first, and when that worked, {u.he} did it in big.
  {U} practiced with old scraps until {u.his} {u.hand}s knew what to do, and then {u.he} went on.
doubt.worker.win: help v u
  {V} looked at it for a long time. "You have good {u.hand}s," said {v}, and showed {u} the next step.
  {V} told {u} that every good thing had been laughed at once, and then lent a hand.
doubt.beast.win: help v u
  "I was laughed at, too, when I was small," said {v}, and it stayed with {u} until the work was done.
doubt.friend.win: help v u
  "I know that you can do it," <said v>, and stayed with {u} until the work was done.
  {V} said nothing, sat down, and worked along with {u} until the last piece was in its place.
doubt.luck: try u
  Then the older {u.sort} came back and said, "I only said it because I cannot do it myself," and they went on together.
done.x: make u x; up u
  And then it was done: {x.a}! {U} looked at it from all sides.
  At last, there it was, {x.a}, and {u} [could hardly believe it|walked around it three times|clapped].
done.both: make u x; up u v
  And then it was done: {x.a}! {U} and {v} looked at it from all sides.
gift.come: come w
  In the evening, {w} came home, hung up a~ {#full_outdoor}, and saw {u} with a secret smile.
  Then the door opened, and {w} came in with a bag full of [carrots|potatoes|apples|beans|onions|pears|books|letters].
  Then {w} came in and stopped at the door.
  Past a~ {#full_tree} and up the steps came {w}, and {u:his} heart beat fast.
gift.give: give u w x; up u w
  "This is for you, {w.call}!" <cheered u>, and gave {w} {x.the}.
  {U} held out {x.the} to {w}, and {w:his} eyes grew big.
gift.joy: act w
  "[You made this|Is this really for me], {u.call}?" <asked w>. {W} had never had such a good {x}.
  {W} laughed and cried at the same time and gave {u} a long hug.
gift.empty: come w
  Then {w} came in, and {u} had nothing to give.
  Then {w} came home with a~ {#full_flower} for {u}, and {u} had nothing to give.
gift.empty_comfort: comfort w u
  "You thought of me, and that is the best present," <kindly w>, but {u} was still {#sad}.
gift.swap: act w
  Then {w} laughed and took something out of a bag. {W} had made {x.a} for {u}, too!
contest.go: go u p
  {U} carried {x.the} {p.to}, step by step.
contest.go_with: go u v p
  {U} and {v} carried {x.the} {p.to}, step by step.
contest.win: hold u x; up u
  The judge looked at everything twice and then gave the first prize to {u} and {u.his} {x}.
contest.lose: hold u x; down u
  The judge looked at everything twice and then gave the first prize to somebody else.
contest.lose_glad: up u
  But many people came to {u} and asked how {u.he} had made {x.the}, and that was almost better.
contest.twist: hold u x; up u
  The judge could not choose, so everybody got a prize, and {u:his} {x} got the one for the best idea.
self.use: hold u x; up u
  All afternoon, {u} was busy with {x.the} and did not want to stop.
self.share: up u v
  {U} and {v} both loved {x.the} and took turns with it.
eat.share: eat u x; up u v
  {U} cut {x.the} into pieces, and {u} and {v} ate them all, down to the last crumb.
eat.self: eat u x; up u
  {U} ate {x.the} very slowly, down to the last crumb.
made.nothing: down u
  In the end, there was no {x}, and {u} had to put everything away.
  In the end, it was too late to begin again, and there was no {x} that day.
"""
