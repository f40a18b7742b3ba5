"""Ways of telling the plots of `plots_journey`: why one sets out, what lies in the way, and the arrival.

`x` is what is carried, `w` who waits at place `q`.
"""

from typing import Final

TEXT: Final = """
why.visit: lives w q; mention w
  {W} lived {q.at}, and {u} wanted to bring {w.him} something nice that day.
  It was a long time since {u} had seen {w}, who lived {q.at}.
  {U} missed {w}, who lived {q.at}, and wanted to see {w.him} that very day.
why.birthday: lives w q; mention w
  There was to be a birthday party for {w} {q.at}, with {#fruits} and {#treats}.
  It was {w:his} birthday, and the party was {q.at}.
  {W} lived {q.at} and had a birthday that day, and {u} did not want to come too late.
why.sick: lives w q; fall_sick w; mention w
  There came a card from {w}, who lived {q.at} and had to stay in bed with a~ {#color} scarf around {w.his} neck.
  {W} lived {q.at} and was sick in bed, so {u} wanted to cheer {w.him} up.
  {U} heard that {w}, who lived {q.at}, had a bad cold and had to stay in bed.
why.pack: get u x
  {U} put {x.a} into a basket for {w}.
  "I will bring {w} {x.a}," said {u}, and put it into a bag next to a~ {#full_treat}.
  {U} wrapped {x.a} in paper and tied a~ {#color} ribbon around it.
why.carry: get u x
  {U} put {x.a} into a big bowl for {w}.
  "I will bring {w} {x.a}," said {u}, and filled a big bowl with it.
why.sight: act u
  {U} had heard that one could see {sight} {q.at}, and {u.he} wanted to go there more than anything.
  "{Q.at} one can see {sight}," people said, and {u} wanted to go there.
  All week, {u} had dreamed of seeing {sight} {q.at}.
why.baby: intro t; come t; down t
  On the doormat, {u} found {t.a} that cried for its mother, who lived far away {q.at}.
  In front of the door sat {t.a}, all alone. It had lost its way, and its home was {q.at}.
  {U} opened the door and found {t.a} on the step. "I want to go home to my mother," it cried. "She lives {q.at}."
why.promise: act u
  {U} gave the little {t.sort} [some bread|some milk|a cup of water|something to eat], and then {u.he} said, "Come, I will bring you home."
  "I will take you home," <kindly u>, and {u.he} picked up the little {t.sort}.
  {U} wrapped the little {t.sort} in a scarf and promised to bring it home.
set_out: go u p
  So {u} set off<past>, and the way went {p.over}.
  {U} put on a~ {#full_wear_one} and walked and walked<past> until {u.he} came to {p.the}.
  One {weather} [morning|afternoon], {u} set out<carry> and soon came to {p.the}.
  With a~ {#full_treat} in one pocket, {u} walked past a~ {#full_building} and a~ {#full_tree} until {u.he} came to {p.the}.
set_out.with: go u v p
  So {u} and {v} set off together<past>, and the way went {p.over}.
  {U} asked {v} to come along, and soon they came to {p.the}.
  One {weather} [morning|afternoon], {u} and {v} set out<past> and soon came to {p.the}.
set_out.baby: go u t p
  So {u} set off with the little {t.sort}<past>, and the way went {p.over}.
  {U} carried the little {t.sort} in both arms<past> and soon came to {p.the}.
warn.way: warn w u
  "[Stay on the path|Do not talk too long on the way|Be back before dark], {u.call}," <said w>.
  {W} told {u} to stay on the path.
strayed: act u
  Soon {u} saw some lovely {#flowers} and left the path for a while to pick them.
  Soon {u} saw a~ {#color} {#bug}, ran after it, and left the path for a while.
  Soon {u} wanted to take a short cut and left the path for a while.
strayed.lesson: act u
  {U} thought of the warning and wished {u.he} had listened.
flood.problem: at u p
  But {p.at} there was a ditch full of water, as wide as a~ {#heavy_ride} is long.
  Then {p.at} the path ended at a stream, and all that was left of the bridge was one {#color} board.
  But the rain had taken the bridge away, and the water {p.at} was wide and fast.
  There was a stream {p.at}, and the little bridge over it was broken.
  Then {p.at} there was nothing but water, brown and fast, and a~ {#color} hat floated by.
flood.jump.fail: fail u
  {U} took a run to jump over the water, but at the last moment {u.he} stopped, because it was too wide.
  {U} jumped, but not far enough, and had to pull {u.himself} out of the water by a root.
flood.stones.fail: fail u
  {U} threw stones into the water to walk on, but the water carried them away.
  {U} tried to step on a stone in the water, but it was as slippery as soap.
flood.stones.win: try u
  {U} rolled three big stones into the water, one after the other, and hopped across.
  {U} built a row of flat stones through the water and walked over them like a king.
flood.wade.fail: fail u
  {U} put one foot in, but the water was as cold as ice and pulled at {u.his} leg.
  {U} tried the water with one foot, but the stream took {u.his} shoe and almost {u.him} as well.
flood.along.win: try u
  {U} walked along the bank until the water was low and only came up to {u.his} ankles, and there {u.he} got across.
  {U} went up the stream for half an hour, and there it was so narrow that one step was enough.
flood.plank.fail: hold u y; fail u
  {U} laid {y.the} across the water, but it was too short and fell in.
  {U} pushed {y.the} over the water, but the stream turned it around and carried it against the bank.
flood.plank.win: hold u y; try u
  {U} laid {y.thefull} from one bank to the other and crossed over it, step by step.
  {U} put {y.thefull} down between two rocks, sat on it, and slid across bit by bit.
flood.line.win: hold u y; try u
  {U} threw {y.thefull} around a tree on the other side and held on to it all the way across.
flood.beast.win: help v u
  "Sit on my back," said {v}, and it swam across with {u}.
flood.worker.win: help v u
  {V} laid down two long boards, and {u} could walk across.
  {V} picked {u} up and carried {u.him} through the water in high boots.
flood.friend.fail: fail u
  {U} and {v} tried to build a bridge out of sticks, but the sticks floated away.
  {U} and {v} wanted to cross {u.hand} in {u.hand}, but one slipped and then the other, and both had wet knees.
flood.friend.win: help v u
  {U} and {v} pushed a log across the water and crawled over it, one after the other.
  {V} went first and held out a branch, and {u} came after {v.him} with dry feet.
flood.luck: try u
  Then a big old tree fell down with a crash, right across the water, and it made a fine bridge.
beast.problem: at u p
  But {p.at} a~ {guard} sat on the path and ate a~ {#treat} and did not want to move.
  But {p.at} a~ {guard} stood in the middle of the path. "Nobody may pass," it said.
  Suddenly, a~ {guard} jumped onto the path {p.at} and would not let {u} by.
beast.past.fail: fail u
  {U} tried to run past the {guard}, but it was faster.
  {U} walked up as if {u.he} had not seen the {guard}, but it had seen {u.him}.
beast.past.win: try u
  {U} pointed behind the {guard} and cried, "Look there!" When it turned around, {u.he} ran past as fast as the wind.
  {U} ran three times around a tree until the {guard} was dizzy, and then {u.he} went on.
beast.small.fail: fail u
  {U} made {u.himself} very small and crept through the grass, but the {guard} saw {u.him}.
  {U} tried to go around behind the bushes, but the {guard} was there before {u.him}.
beast.small.win: try u
  {U} lay down flat in the tall grass and crept past the {guard}, as quiet as a mouse.
  {U} hid under some leaves and moved only when the {guard} blinked, until {u.he} was past it.
beast.shout.fail: fail u
  {U} shouted at the {guard}, but it shouted back, much louder.
  {U} stamped one foot and roared, but the {guard} thought it was a game and roared, too.
beast.ask.fail: fail u
  "May I pass, please?" <asked u>, but the {guard} only laughed.
beast.ask.win: try u
  "Why are you so angry?" <asked u>. "Nobody ever says hello to me," said the {guard}. "Hello," said {u}, and it let {u.him} pass.
beast.riddle.win: try u
  {U} told the {guard} a riddle, and while it was thinking and thinking, {u.he} walked on.
beast.song.fail: fail u
  {U} sang a song for the {guard}, but it only shook its head.
  {U} began to dance for the {guard}, but it only asked for another dance.
beast.food.fail: eat u y; fail u
  {U} gave {y.the} to the {guard}, but it ate it at once and wanted more.
  {U} threw {y.the} far away, but the {guard} fetched it, ate it, and came back.
beast.food.win: eat u y; try u
  {U} gave {y.the} to the {guard}, and it was so pleased that it let {u.him} pass.
  {U} shared {y.the} with the {guard}, and then it was so full that it lay down and let {u.him} go by.
beast.beast.win: help v u
  {V} sat down on the nose of the {guard} and made it sneeze, and {u} ran past.
beast.worker.win: help v u
  {V} knew the {guard} well and called it by its name, and it sat down like a lamb.
  {V} clapped twice, and the {guard} trotted off as if it had never been there.
beast.friend.fail: fail u
  {V} hid behind {u}, and {u} hid behind {v}, and that did not help at all.
  {U} and {v} stood very tall, but the {guard} was taller.
beast.friend.win: help v u
  {U} and {v} took each other by the {u.hand} and walked right up to the {guard}, and it stepped aside.
  {V} started a game of tag with the {guard}, and when it was tired, they all said goodbye as friends, and {u} could pass.
beast.luck: try u
  Then the {guard} saw a~ {#bug}, squeaked, and ran away, for it was not so brave after all.
storm.problem: at u p
  But {p.at} the sky turned as dark as [ink|night|coal|a black cat], and big drops began to fall.
  But {p.at} dark clouds came up, and it began to rain and thunder.
  When {u} was {p.at}, a storm broke loose, and the rain came down like a river.
  Then {p.at} the wind began to shake every {#tree}, and a~ {#full_wear_one} flew through the air.
storm.run.fail: fail u
  {U} tried to run through the rain, but the wind pushed {u.him} back.
  {U} held {u.his} head down and ran, but the rain came from the front, from the back, and from both sides.
storm.tree.fail: fail u
  {U} stood under a small tree, but the rain came right through the leaves.
  {U} crawled under a bush, but the wind found {u.him} there and shook the last leaf off it.
storm.cave.win: try u
  {U} found a dry cave and sat in it, counting the thunder, until the storm was over.
  {U} crept into a hollow log, pulled in {u.his} feet, and waited until the last drop had fallen.
storm.sing.win: try u
  {U} began to sing as loud as the thunder and walked on, wet from head to toe but not afraid.
  {U} made a march out of the thunder, one step for each boom, and so {u.he} came through the rain.
storm.wait.fail: fail u
  {U} waited and waited, but the rain did not stop.
  {U} stood still and hoped it would pass, but the puddle around {u.his} feet grew into a pond.
storm.leaf.fail: fail u
  {U} held a big leaf over {u.his} head, but it broke in two.
  {U} put a piece of bark on {u.his} head, but it was not wide enough for both ears.
storm.roof.fail: hold u y; fail u
  {U} held {y.the} over {u.his} head, but the wind blew it to one side.
  {U} crept under {y.the}, but the rain ran down {u.his} neck from behind.
storm.roof.win: hold u y; try u
  {U} held {y.thefull} over {u.his} head with both {u.hand}s and walked on under it.
  {U} hung {y.thefull} over a branch, sat below it, and kept dry until the sky was blue.
storm.beast.win: help v u
  {V} knew a hollow tree near the path, where {u} could sit and keep dry until the rain was over.
storm.worker.win: help v u
  {V} took {u} under a big umbrella and walked along until the rain was over.
  {V} had a cart with a roof and let {u} sit in it until the storm had passed.
storm.friend.fail: fail u
  {U} and {v} hid under one coat, but soon they were both wet.
  {U} and {v} ran in a circle, and when they stopped they were just as wet and back where they had been.
storm.friend.win: help v u
  {U} and {v} built a little hut out of branches and told each other jokes until the rain was over.
  {V} knew a haystack not far away, and {u} and {v} sat in it, warm and dry, until the rain was over.
storm.luck: try u
  Then the clouds broke, the sun came out, and a rainbow showed the way.
fog.problem: at u p
  But {p.at} the path split into three, one full of mud, one full of stones and one full of {#flowers}, and the fog was as thick as [milk|wool|soup].
  But {p.at} a thick fog came up, and {u} could not see the path anymore.
  But {p.at} the path split into two, and in the fog {u} did not know which one was right.
fog.left.fail: fail u
  {U} went to the left, but after a while {u.he} came back to the very same tree.
  {U} took the way with the fewest stones, but it ended in front of a wall.
fog.call.fail: fail u
  {U} called out, "Hello!" but nobody answered.
  {U} shouted three times, and three times somebody answered, but it was the echo.
fog.climb.fail: fail u
  {U} climbed onto a stone to look around, but there was nothing to see but gray.
  {U} stood on the tips of {u.his} toes, but the next thing {u.he} could see was {u.his} own nose.
fog.climb.win: try u
  {U} climbed up a tall tree, looked over everything, and saw the way far below.
  {U} went up a little hill until {u.his} head was above the gray, and from there {u.he} saw where to go.
fog.tracks.fail: fail u
  {U} followed some footprints, but they were {u.his} own.
  {U} followed a line of snails, but they did not know the way either.
fog.tracks.win: try u
  {U} looked closely at the ground, found the wheel tracks of a cart, and followed them.
  {U} saw that moss grew on one side of every tree, and with that {u.he} found the way.
fog.listen.win: try u
  {U} stood still and listened, heard a bell far away, and walked toward the sound.
  {U} closed {u.his} eyes and listened to where the water was running, and went along with it.
fog.light.fail: hold u y; fail u
  {U} held up {y.the}, but all {u.he} could see was white air.
  {U} swung {y.the} from side to side, but the gray only turned yellow.
fog.light.win: hold u y; try u
  {U} held up {y.thefull}, and in its light {u.he} saw a sign that showed the way.
  {U} held {y.thefull} close to the ground, found the old wheel marks, and walked between them.
fog.beast.win: help v u
  "Follow my voice," said {v}, and it went ahead until the path was clear again.
fog.worker.win: help v u
  {V} walked this way every day and led {u} by the {u.hand}.
  {V} drew a map in the dirt with a stick, and with that {u} could not go wrong.
fog.friend.fail: fail u
  {U} pointed one way and {v} the other, so they tossed a coin, and it was the wrong way.
  {V} was sure that it was to the right, but to the right there was a swamp.
fog.friend.win: help v u
  {U} held one end of a scarf and {v} the other, and so they found the path without losing each other.
  {V} walked ten steps ahead and sang all the time, and {u} followed the song.
fog.luck: try u
  Then the wind blew the fog away, and the right path lay in front of {u:his} feet.
steep.problem: at u p
  But {p.at} the ground was so steep that even a~ {#far_animal} would have been out of breath.
  Then {p.at} the path went up over rocks, each as big as a~ {#heavy_ride}.
  But {p.at} the path went up and up, and {u:his} legs grew heavy.
  But {p.at} the path went up over roots and fallen trees, as steep as a roof.
  Then {p.at} the path went up like a ladder, past a~ {#here}, and {u} was tired already.
steep.run.fail: fail u
  {U} ran as fast as {u.he} could, but soon {u.he} had no breath left.
  {U} tried it with a run and a shout, but {u.he} came back down on {u.his} seat.
steep.sit.fail: fail u
  {U} sat down to rest, but when {u.he} stood up again {u.his} legs were just as tired.
  {U} sat on a stone and waited for new strength, but it did not come by itself.
steep.over.fail: fail u
  {U} took a big jump, but {u.he} slid back down and had leaves in {u.his} hair.
  {U} pulled {u.himself} up by a root, but the root came out, and {u.he} lay on {u.his} back.
steep.over.win: try u
  {U} looked only at the next step, and then at the next, and suddenly {u.he} was over it.
  {U} went up sideways like a crab, slowly, with a rest at every third step, and so {u.he} came over it.
steep.around.win: try u
  {U} found a little path on the side that went around everything.
  {U} walked to the left until it was not so hard anymore, and there {u.he} got past it.
steep.song.win: try u
  {U} sang a marching song, and with every line {u.his} legs felt lighter, until the hard part was over.
  {U} told {u.himself} a long story on the way up, and before it was over {u.he} was on the other side.
steep.staff.fail: hold u y; fail u
  {U} leaned on {y.the}, but it slipped on a wet stone.
  {U} pushed {y.the} into the ground to hold on to, but the ground was too soft for it.
steep.staff.win: hold u y; try u
  With {y.thefull} in one {u.hand}, {u} could push {u.himself} up and over.
  {U} used {y.thefull} like a third leg, and with three legs it was easy.
steep.beast.win: help v u
  {V} let {u} sit on its back and carried {u.him} over the hard part.
  {V} knew every step here and showed {u} where to put {u.his} feet.
steep.worker.win: help v u
  {V} lifted {u} up and set {u.him} down on the other side.
  {V} threw down a rope and pulled {u} up to where it was flat again.
steep.friend.fail: fail u
  {V} pulled {u} by the arm, and they both fell on their backs.
  {U} and {v} ran up side by side, and side by side they slid down again.
steep.friend.win: help v u
  First {u} pushed {v} up, and then {v} pulled {u} up after {v.him}.
  {V} went in front and {u} held on to {v:his} coat, and so they got over it.
steep.luck: try u
  Then {u} leaned on a branch, it swung around like a gate, and {u.he} was on the other side.
dark.problem: at u p; down u
  But {p.at} the sun went down, and every bush looked like a~ {#far_animal}.
  But it was getting dark {p.at}, and the trees looked like giants.
  But {p.at} it was so dark under the trees that {u} was afraid to go on.
dark.eyes.fail: fail u
  {U} closed {u.his} eyes and walked on, but {u.he} bumped into a tree.
  {U} walked on with both arms stretched out, but {u.he} met a thorny bush.
dark.run.fail: fail u
  {U} wanted to run through the dark as fast as possible, but {u.he} tripped over a root.
  {U} began to run, but {u.his} own steps sounded like somebody behind {u.him}, and {u.he} stopped.
dark.whistle.fail: fail u
  {U} tried to whistle, but {u.his} mouth was too dry.
  {U} wanted to hum a song, but no sound came out.
dark.whistle.win: up u
  {U} whistled a happy tune, and an owl whistled back, and then the dark was not so dark anymore.
  {U} sang a song with many verses, and at the last one {u.he} saw that nothing had happened at all.
dark.name.win: up u
  {U} looked at every dark shape until {u.he} saw what it was, a tree, a stone, a bush, and so the fear grew small.
  {U} said good evening to every shadow, and not one of them was rude to {u.him}, and so the fear went away.
dark.lamp.fail: hold u y; fail u
  {U} lit {y.the}, but the wind blew it out.
  {U} held up {y.the}, but its light was so small that it made the dark look bigger.
dark.lamp.win: hold u y; up u
  {U} lit {y.thefull}, and a warm circle of light walked along with {u.him}.
  {U} lit {y.thefull} and held it high, and all the dark shapes turned into trees and bushes.
dark.beast.win: help v u; up u
  "I can see in the dark," said {v}, and it went ahead and told {u} where to step.
dark.worker.win: help v u; up u
  {V} had a lantern and walked next to {u} until the trees ended.
  {V} was not afraid of anything and took {u} along by the {u.hand} until the road was bright.
dark.friend.fail: fail u
  {V} told {u} not to be afraid, but {v:his} voice was shaking.
  {U} and {v} walked so close together that they stepped on each other's feet and fell.
dark.friend.win: help v u; up u v
  {U} and {v} held {u.hand}s and counted their steps, and before they came to a hundred the trees ended.
  {V} told one joke after the other, and {u} laughed so much that there was no room left for fear.
dark.luck: up u
  Then the moon came out, as round as a plate, and the path was white and clear.
arrive.at: go u q
  At last, {u} came {q.to}<past>.
  Tired but happy, {u} came {q.to}<past>.
  With dusty shoes, {u} came {q.to}<past>.
  [Then|After one more hour,] {u} came {q.to}[, a little tired| out of breath|].
arrive.with: go u v q
  At last, {u} and {v} came {q.to}<past>.
  Tired but happy, {u} and {v} came {q.to}<past>.
  With dusty shoes, {u} and {v} came {q.to}<past>.
  [Then|After one more hour,] {u} and {v} came {q.to}[, a little tired| out of breath|].
arrive.baby: go u t q
  At last, {u} came {q.to} with the little {t.sort}.
visit.give: give u w x; up u w
  {U} gave {w} {x.the}, and {w} [was so glad that {w.he} danced around|laughed with joy|could hardly believe it].
  "This is for you, {w.call}!" <cheered u>, and gave {w} {x.the}.
visit.share: act w
  {W} [put {x.the} on the table|looked at {x.the} from all sides], and then they drank some {#drink} and {u} told about the long way.
  "And how was the way?" <asked w>. {U} told {w} everything.
visit.well: heal w
  {W} tasted {x.the} at once, and a little color came back into {w:his} face, and soon {w.he} was well again.
  With {x.the} and {u:his} stories, {w} was well again in no time.
  The next day, {w} was well again.
  From that hour on, {w} felt much better and soon got up.
visit.thanks: thank w u
  "[Thank you|How kind of you], {u.call}!" <cheered w>.
  {W} thanked {u} and [gave {u.him} a big hug|kissed {u.him} on the nose].
visit.surprise: heal w
  But the door opened, and out came {w}, well again and with a~ {#full_treat} in one {w.hand}.
  {U} knocked, and there stood {w} in a~ {#full_wear_one}, as well as ever.
visit.missed: leave w
  {U} knocked and called, but only a~ {#bug} sat on the door. {W} was not there.
  {U} knocked, but nobody opened. {W} was not at home.
visit.same_idea: come w
  Then {w} came along with a bag of [buns|cookies|apples|pears|plums|muffins]. {W} had been on the way to {u}!
  Then {w} came up the path from the other side. {W} had gone to see {u}, and they had missed each other.
visit.late: down u; bad u
  But it was so late that all the windows were dark, and {u} had to put {x.the} in front of the door.
visit.turn_back_with: go u v p; down u
  In the end, {u} and {v} had to turn back and go {p.to}, and {w} waited in vain that day.
visit.turn_back: go u p; down u
  In the end, {u} had to turn back and go {p.to}, and {w} waited in vain that day.
sight.see: up u
  And there it was: {sight}! {U} looked and looked and forgot the time.
  {U} held {u.his} breath, for it was even better than {u.he} had dreamed: {sight}!
sight.both: up u v
  And there it was: {sight}! {U} and {v} looked and looked and did not say a word.
sight.gone: down u; bad u
  But it was too late, for it was over, and there was only grass and wind.
  But there was nothing to see that day, and {u} had come all the way for nothing.
sight.back_with: go u v p; down u
  In the end, {u} and {v} had to turn back and go {p.to}, and they did not see it that day.
sight.back: go u p; down u
  In the end, {u} had to turn back and go {p.to}, and {u.he} did not see it that day.
sight.better_dark: up u
  It was too late for that, but a hundred {#color} lights danced over the grass, and every one was a firefly, and that was even better.
  It was already over, but above {u} stood more stars than anybody can count, and that was even better.
sight.better: up u
  It was too late for that, but then a hundred {#color} butterflies flew past, and that was even better.
  It was already over, but behind the clouds a rainbow came out, as wide as the sky, and that was even better.
baby.home: up u; leave t
  Somebody was calling from behind a~ {#tree}. It was the mother, and the little {t.sort} ran to her as fast as it could.
  Somebody came running. "My little one!" cried the mother of the {t.sort}, and the two put their heads together.
  There stood the mother of the little {t.sort}, and it jumped out of {u:his} arms with a cry of joy.
baby.no_mother: down u
  But nobody was there, and the little {t.sort} began to cry.
baby.keep: befriend u t; up u t
  "Then you can live with me," <kindly u>, and the little {t.sort} stopped crying.
baby.gone: leave t; down u
  On the last part of the way, the little {t.sort} got scared and ran off into the bushes, and {u} could not find it anymore.
"""
