"""Ways of telling the plots of `plots_search`: something or somebody is missing, or nobody knows who did it.

`{s1}` to `{s3}` are spots of the place; `t` is a missing pet or a hidden friend.
"""

from typing import Final

TEXT: Final = """
lost.at: lose u x; down u
  When it was time to go, {u} looked for {x.the}, but it was gone.
  {U} played {#game}, and when {u.he} looked around again, {x.the} was nowhere to be seen.
  {U} put {x.the} down for a moment to look at a~ {#bug}, and then {u.he} could not find it again.
lost.home: lose u x; down u
  One {weather} morning, {u} looked for {x.the}, but it was not in its place.
  {U} woke up, and the first thing {u.he} saw was that {x.the} was gone.
lost.pet_own: intro t; come t
  {U} had {t.a} that slept at the foot of {u.his} bed.
warn.keep: warn v u
  "Put {x.the} back in its place when you are done, {u.call}," <said v>.
  "One day you will lose {x.the}, {u.call}," <said v>.
seek.go: go u p
  So {u} went {p.to} to look for the little {t.sort}.
seek.go_with: go u v p
  So {u} and {v} went {p.to} to look for the little {t.sort}.
lost.pet_gone: leave t; down u
  But one {weather} morning, the door was open, and the little {t.sort} was gone.
seek.one.fail: fail u
  {U} looked {s1}, but there was only [a button|a spider|an old shoe|a dry leaf].
seek.two.fail: fail u
  {U} looked {s2}, but {t.the} was not there either.
seek.call.fail: fail u
  {U} called and called until {u.his} voice was small, but nothing happened.
seek.all.fail: fail u
  {U} turned everything upside down and made a big mess, but it was no use.
seek.back.fail: fail u
  {U} walked back the whole way with {u.his} nose to the ground, but found only {#treat} crumbs.
seek.think.win: try u
  {U} closed {u.his} eyes and thought of everything {u.he} had done that day, and then {u.he} remembered, and looked {s3}.
seek.tidy.win: try u
  {U} put one thing after the other back in its place, and then {u.he} looked {s3}.
seek.ask.win: try u
  {U} asked everyone on the street, and a~ {#worker} pointed with one finger, so {u} looked {s3}.
seek.light.fail: hold u y; fail u
  {U} looked into every corner with {y.the}, but there was only dust.
seek.light.win: hold u y; try u
  {U} took {y.thefull}, and in its light something moved, so {u} looked {s3}.
seek.beast.win: help v u
  {V} put its nose to the ground, ran ahead, and stopped {s3}.
seek.worker.win: help v u
  "I saw something like that this morning," said {v}, and took {u} to where it was, {s3}.
seek.friend.fail: fail u
  {V} looked on the left and {u} on the right, and then they bumped heads.
seek.friend.win: help v u
  "When did you see {t.the} last?" <asked v>. And then {u} remembered, and they looked {s3}.
seek.luck: try u
  In the end, {u} sat down to cry, but {u.he} sat on something hard, {s3}.
found.x: fetch u x; up u
  And there it was! {U} pulled out {x.the} and [kissed it|wiped the dust off|would not let go].
  There, {s3}, lay {x.the}, as if nothing had happened, and {u} took it in both {u.hand}s.
found.pocket: fetch u x; up u
  And then {u} put one {u.hand} into {u.his} own bag, and there was {x.the}. It had been there all the time!
found.owner_gives: fetch v x; return v u x; up u
  But {v} had found {x.the} on the road, and now {v.he} gave it back to {u}.
found.pet: come t; up u t
  And there sat the little {t.sort} and looked at {u} as if nothing had happened.
found.pet_babies: come t; up u t
  And there lay the little {t.sort}, and next to it were three tiny new ones!
never.x: spoil u x; down u; bad u
  But {x.the} was gone and stayed gone, and {u} had to go to bed without it.
  {U} never found {x.the}, that day or any other day.
never.pet: down u; bad u
  It got dark, and the little {t.sort} did not come back, and {u} put a bowl of milk outside in vain.
hide.game: act u
  "Let us play hide-and-seek," said {u}, and {u.he} put {u.his} {u.hand}s over {u.his} eyes and counted to twenty.
hide.hides: leave v
  {V} ran off and hid somewhere {p.at}.
hide.too_good: down u
  It got late, and {u} began to worry, because there was no sound at all.
hide.found: come v; up u v
  And there was {v}, curled up {s3} and fast asleep!
hide.found_stuck: come v; help u v; up u v
  There was {v}, stuck {s3}, too far in to get out alone, and {u} pulled {v.him} free.
hide.home: down u; bad u
  In the end, {u} heard that {w} had gone home long ago without a word.
whose.find: pick_up u x
  On the path lay {x.thefull}, and there was nobody near. {U} picked it up.
  {U} found {x.a} {s1} and took it, but it was not {u.his}.
whose.want: act u
  It was so lovely that {u} wanted to keep it, but somebody was surely looking for it.
whose.look: act u
  There was no name on {x.the}, so {u} had to find out whose it was.
owner.ask.fail: fail u
  {U} asked a~ {#worker}, but {x.the} did not belong there.
owner.door.fail: fail u
  {U} knocked on the first door and on the second, but nobody missed {x.a}.
owner.call.fail: fail u
  "Who has lost {x.a}?" <cried u>, but people only shook their heads.
owner.wait.fail: fail u
  {U} sat down where {x.the} had been and waited, but nobody came.
owner.sign.win: try u
  {U} wrote a big sign, "Found!" and put it on a tree for everyone to see.
owner.listen.win: try u
  Then {u} heard somebody crying and went to see.
owner.look.win: try u
  {U} looked at the ground, found small footprints, and followed them.
owner.friend.fail: fail u
  {V} wanted to keep {x.the}, and {u} had to say no three times.
owner.friend.win: help v u
  {V} had the idea to ask at the market, where everybody meets.
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
who.blamed: wrong v u; down u
  "{U}, was that you?" <asked v>. {U} shook {u.his} head, but {v} did not believe it.
who.wonder: act u
  "Who can it have been?" <asked u>, and {u.he} wanted to find out.
clue.ask.fail: fail u
  {U} asked everybody at home, but all of them said, "Not me."
clue.look.fail: fail u
  {U} looked at everything through a glass, but {u.he} saw only {u.his} own thumb, very big.
clue.wrong.fail: fail u
  {U} thought it was the dog, but the dog had been at the doctor all day.
clue.sleep.fail: fail u
  {U} wanted to stay awake all night, but {u.he} fell asleep before the moon was up.
clue.flour.win: try u
  {U} put flour on the floor, and in the morning there were tiny prints that went under the sofa.
clue.string.win: try u
  {U} tied a string with a bell to the plate, and in the night it rang.
clue.wait.win: try u
  {U} sat behind the curtain as quiet as a mouse, and at midnight something came out.
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
who.sorry: apologise v u
  "I am sorry that I did not believe you, {u.call}," <kindly v>.
who.self: up u
  And who was it? It was {u} {u.himself}, walking in {u.his} sleep!
who.never: down u; bad u
  {U} never found out who it had been, and everyone still looked at {u.him} from the side.
"""
