"""Ways of telling the plots of `plots_search`: something or somebody is missing, or nobody knows who did it.

`{s1}` to `{s3}` are spots of the place; `t` is a missing pet or a hidden friend.
"""

from typing import Final

TEXT: Final = """
lost.at: lose u x; down u
  When it was time to go, {u} looked for {x.the}, but it was gone.
  {U} played {#lone_game}, and when {u.he} looked around again, {x.the} was nowhere to be seen.
  {U} put {x.the} down for a moment to look at a~ {#bug}, and then {u.he} could not find it anymore.
  {U} laid {x.the} next to a~ {#here} to eat a~ {#full_treat}, and when {u.he} turned around it was gone.
lost.home: lose u x; down u
  One {weather} morning, {u} looked for {x.the}, but it was not in its place.
  {U} woke up, and the first thing {u.he} saw was that {x.the} was gone.
  Between a~ {#full_carried} and a~ {#full_cuddly}, there was an empty place where {x.the} belonged, and {u} saw it at once.
lost.pet_own: intro t; come t
  {U} had {t.a} that slept [at the foot of {u.his} bed|next to a~ {#full_cuddly}|on a~ {#color} rug|under a~ {#color} chair].
warn.keep: warn v u
  "Put {x.the} back in its place when you are done, {u.call}," <said v>.
  "One day you will lose {x.the}, {u.call}," <said v>.
seek.go: go u p
  So {u} went {p.to}<past> to look for the little {t.sort}.
seek.go_with: go u v p
  So {u} and {v} went {p.to} to look for the little {t.sort}.
lost.pet_gone: leave t; down u
  But one {weather} morning, the door was open, and the little {t.sort} was gone.
  But one {weather} morning, there was a hole in the fence behind a~ {#full_garden_plant}, and the little {t.sort} was gone.
  But one {weather} morning, the bowl was full and the bed was empty, and {#number} neighbors had seen no {t.sort} at all.
seek.one.fail: fail u
  {U} looked {s1}, but there was only [a button|a~ {#full_bug}|an old shoe|a dry leaf].
  {U} took a long look {s1}, but all {u.he} saw was a~ {#bug}.
  {U} looked {s1} three times, but found only {#number} [stones|buttons|nuts|pencils|dry leaves].
seek.two.fail: fail u
  {U} looked {s2}, but {t.the} was not there.
  {U} looked {s2}, with great care, but there was nothing there.
seek.call.fail: fail u
  {U} called and called until {u.his} voice was small, but nothing happened.
  {U} asked out loud where {t.the} was, but nobody could tell {u.him}.
  {U} called so loudly that a~ {#full_small_animal} ran away, but nothing else happened.
seek.list.fail: fail u
  {U} said the names of all {u.his} things out loud, but that did not bring {t.the} back.
  {U} asked a~ {#full_bug} and a~ {#full_small_animal} about {t.the}, but they did not know anything.
  {U} drew {t.the} on a piece of paper and asked a~ {#full_cuddly} about it, but that did not help.
seek.all.fail: fail u
  {U} looked to the left and to the right, up and down, and even behind {u.himself}, but it was no use.
  {U} looked behind a~ {#here} and a~ {#here}, but there was only [a dry leaf|an old sock|a sleeping cat].
  {U} emptied {u.his} bag and {u.his} pockets, but found only a~ {#full_treat}.
seek.back.fail: fail u
  {U} walked back the whole way with {u.his} nose to the ground, but found only {#crumbly} crumbs.
  {U} went over the whole way again, step by step, but it was no longer there.
  {U} went back past a~ {#here} and a~ {#here}, step by step, but there was no sign of it.
seek.think.win: try u
  {U} closed {u.his} eyes and thought of everything {u.he} had done that day, and then {u.he} remembered, and looked {s3}.
  {U} sat still for a moment and went through the day in {u.his} head, and then {u.he} knew and went to look {s3}.
seek.tidy.win: try u
  {U} thought of every place where {u.he} had sat or stood, and then {u.he} looked {s3}.
  {U} stopped running around, began at one end, went on to the other, and so {u.he} came to look {s3}.
seek.ask.win: try u
  {U} asked everyone who came by, and a~ {#scribe} pointed with one finger, so {u} looked {s3}.
  {U} asked a~ {#scribe} in a~ {#full_wear_one}, and the answer was so good that {u.he} ran off to look {s3}.
seek.hear.win: try u
  {U} stood still and listened, and there was a small sound, so {u} looked {s3}.
  {U} held {u.his} breath, heard something move, and went to look {s3}.
seek.light.fail: hold u y; fail u
  {U} looked into every corner with {y.the}, but there was only dust.
  {U} held up {y.the}, but all it showed was a~ {#full_bug} and a~ {#full_small_animal}.
seek.light.win: hold u y; try u
  {U} held up {y.thefull}, and in its light there was something, so {u} looked {s3}.
seek.beast.win: help v u
  {V} put its nose to the ground, ran ahead, and looked {s3}.
  {V} sniffed at a~ {#here}, sneezed, and then went straight ahead and looked {s3}.
seek.worker.win: help v u
  "I saw something like that this morning," said {v}, and took {u} to where it was, {s3}.
  "Eat a~ {#full_fruit} and then look {s3}," said {v}, and that was good advice.
seek.friend.fail: fail u
  {V} looked on the left and {u} on the right, and then they bumped heads.
  {V} thought that {t.the} was in the tree, so they both looked up until their necks hurt.
seek.friend.win: help v u
  "When did you see {t.the} last?" <asked v>. And then {u} remembered, and they looked {s3}.
  {V} had good eyes and saw something, so {u} and {v} went to look {s3}.
seek.luck: try u
  In the end, {u} sat down to cry, and while {u.he} was drying {u.his} eyes, {u.he} looked {s3}.
  {U} dropped a penny, it rolled away, and {u.he} ran after it until it lay {s3}.
  {U} slipped on a~ {#slippery}, fell on {u.his} seat, and when {u.he} opened {u.his} eyes there was something {s3}.
found.x: fetch u x; up u
  And there it was! {U} pulled out {x.the} and [kissed it|wiped the dust off|would not let go].
  And there lay {x.the}, as if nothing had happened, and {u} took it in both {u.hand}s.
  And there, next to a~ {#full_bug}, lay {x.the}, and {u} [picked it up|held it tight|would not let go].
found.pocket: fetch u x; up u
  And then {u} put one {u.hand} into {u.his} own bag, and there was {x.the}. It had been there all the time!
found.owner_gives: fetch v x; return v u x; up u
  But {v} had found {x.the} on the road, and now {v.he} gave it back to {u}.
found.pet: come t; up u t
  And there sat the little {t.sort} and looked at {u} as if nothing had happened.
  And there sat the little {t.sort}, with a~ {#full_bug} on its nose, as if nothing had happened.
found.pet_babies: come t; up u t
  And there lay the little {t.sort}, and next to it were three tiny new ones!
never.x: spoil u x; down u; bad u
  But {x.the} was gone and stayed gone, and {u} had to do without it.
  {U} never found {x.the}, that day or any other day.
never.pet: down u; bad u
  It got dark, and the little {t.sort} did not come back, and {u} put a bowl of milk outside in vain.
hide.game: act u
  "Let us play hide-and-seek," said {u}, and {u.he} put {u.his} {u.hand}s over {u.his} eyes and counted to twenty.
  "I will count to {#number} times ten," said {u}, leaned on a~ {#here}, and shut {u.his} eyes.
hide.first: quarrel u v; down u v
  "When we play hide-and-seek, I hide first!" <shouted u>. "No, I do!" <shouted v>.
  {U} and {v} could not agree on who was to hide first at hide-and-seek and [shouted at each other|began to quarrel].
hide.hides: leave v
  {V} ran off and hid somewhere {p.at}.
  {V} ran past a~ {#here} and a~ {#here} and hid.
hide.too_good: down u
  It got late, and {u} began to worry, because there was no sound at all.
hide.found: come v; up u v
  And there was {v}, curled up and fast asleep!
  And there lay {v} with closed eyes, snoring a little!
  There was {v}, fast asleep, with a~ {#full_bug} on one knee!
hide.found_stuck: come v; help u v; up u v
  There was {v}, so stuck that {v.he} could not get out alone, and {u} pulled {v.him} free.
hide.home: down u; bad u
  In the end, {u} heard that {w} had gone home long ago without a word.
whose.find: pick_up u x
  On the path lay {x.a}, and there was nobody near. {U} picked it up.
  {U} saw {x.a} next to a~ {#here}, and there was nobody near, so {u.he} picked it up.
  {U} found {x.a} {s1} and took it, but it belonged to somebody else.
whose.want: act u
  It was so lovely that {u} wanted to keep it, but somebody was surely looking for it.
whose.look: act u
  There was no name on {x.the}, so {u} had to find out whose it was.
owner.ask.fail: fail u
  {U} asked a~ {#worker}, but {x.the} did not belong there.
  {U} went up to a~ {#worker} with {x.the}, but it was the wrong person.
owner.door.fail: fail u
  {U} knocked on the first door and on the second, but nobody missed {x.a}.
  {U} rang at {#number} houses, but people there had all their things.
owner.call.fail: fail u
  "Who has lost {x.a}?" <cried u>, but people only shook their heads.
  {U} held {x.the} up for all to see, but nobody came to get it.
owner.wait.fail: fail u
  {U} sat down where {x.the} had been and waited, but nobody came.
  {U} waited on a bench until {u.his} feet were cold, but nobody came by who was looking for something.
owner.sign.win: try u
  {U} wrote a big sign, "Found!" and put it on a tree for everyone to see.
  {U} painted a picture of {x.the} and hung it up where everyone would see it.
owner.listen.win: try u
  Then {u} heard somebody crying and went to see.
  {U} kept {u.his} ears open, and in the end {u.he} heard somebody say, "Where can it be?"
owner.look.win: try u
  {U} looked at the ground, found small footprints, and followed them.
  {U} turned {x.the} around and around until {u.he} found two small letters on it, and then {u.he} knew where to go.
owner.friend.fail: fail u
  {V} wanted to keep {x.the}, and {u} had to say no three times.
owner.friend.win: help v u
  {V} had the idea to ask at the market, where everybody meets.
  {V} thought that whoever loses something comes back to look for it, so they went back and waited.
owner.luck: try u
  Then a dog came up, sniffed at {x.the}, and pulled {u} along by the sleeve.
owner.comes: intro w; come w; belongs w x
  And there stood {w.a}, who [was looking under every stone|had red eyes from crying|was turning in a circle]. "I have lost my {x}," said {w}.
owner.gives: return u w x; up u w
  {U} held out {x.the}, and {w} could hardly believe {w.his} eyes.
  "Is it this one?" <asked u>, and gave {w} {x.the}.
owner.thanks: thank w u
  "You are the most honest {u.sort} I know," said {w}, and shook {u:his} {u.hand}.
owner.reward: get u y; up u
  Out of a deep pocket, {w} took {y.a} and gave it to {u}.
owner.keep: down u; bad u
  In the end, {u} kept {x.the}, but whenever {u.he} looked at it, {u.he} thought of somebody who was crying.
who.trouble: down u
  One {weather} morning, all the {#treats} were gone from the plate, and only crumbs were left.
  One {weather} morning, there were muddy footprints all over the house, and nobody knew whose.
  One {weather} morning, the flowers in the window were all eaten, down to the ground.
  One {weather} morning, somebody had taken a bite out of every {#treat} and every {#fruit} in the kitchen.
  One {weather} morning, there was a hole in a~ {#full_festive} that was meant for the guests.
who.blamed: wrong v u; down u
  "{U}, was that you?" <asked v>. {U} shook {u.his} head, but {v} did not believe it.
who.wonder: act u
  "Who can it have been?" <asked u>, and {u.he} wanted to find out.
  {U} put on a~ {#full_wear_one}, like a real detective, and wanted to find out who it had been.
clue.ask.fail: fail u
  {U} asked everybody at home, but all of them said, "Not me."
  {U} asked each of them where they had been last night, and each of them had been in bed.
clue.look.fail: fail u
  {U} looked at everything through a glass, but {u.he} saw only {u.his} own thumb, very big.
  {U} crawled over the whole floor to find a sign, but found only a lost button.
clue.wrong.fail: fail u
  {U} thought it was the dog, but the dog had been at the doctor all day.
  {U} was sure that it had been the wind, but the windows had been closed.
clue.sleep.fail: fail u
  {U} wanted to stay awake all night, but {u.he} fell asleep before the moon was up.
  {U} put a chair by the door and sat on it, but in the morning {u.he} woke up on the rug.
clue.flour.win: try u
  {U} put flour on the floor, and in the morning there were tiny prints that went under the sofa.
  {U} looked at the floor very closely, and there was a line of crumbs that went behind the cupboard.
clue.string.win: try u
  {U} tied a string with a bell to a full plate, and in the night it rang.
  {U} put a plate on the edge of the table, so that it would fall down when somebody came, and in the night it did.
clue.wait.win: try u
  {U} sat behind the curtain as quiet as a mouse, and at midnight something came out.
  {U} pretended to be asleep, with one eye open, and then something came tiptoeing in.
clue.friend.fail: fail u
  {V} and {u} watched together, but they giggled so much that nothing came.
clue.friend.win: help v u
  {V} watched the door and {u} the window, and they both saw it.
clue.luck: try u
  Then somebody burped behind the sofa, and that was that.
who.was.it: up u
  And who was it? It was only {guilty}!
  It was {guilty}, and it looked at {u} with big eyes.
who.hungry: act u
  It was so hungry that {u} could not be angry and gave it a bowl of its own.
  It had not eaten for {#number} days, so {u} gave it a~ {#full_treat} and a~ {#full_fruit} and a corner to sleep in.
who.sorry: apologise v u
  "I am sorry that I did not believe you, {u.call}," <kindly v>.
who.self: up u
  And who was it? It was {u} {u.himself}, walking in {u.his} sleep!
who.never: down u; bad u
  {U} never found out who it had been, and everyone still looked at {u.him} from the side.
"""
