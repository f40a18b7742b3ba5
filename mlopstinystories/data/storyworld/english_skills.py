"""Ways of telling the plots of `plots_skills`: something must be learned, or a fear overcome.

`{k}` is the skill ("ride a bike"), `{mishap}` what happens to a beginner, `{f}` what is feared.
"""

from typing import Final

TEXT: Final = """
learn.want: act u
  {U} wanted to learn to {k}, [like the big ones|because everyone else could do it|more than anything].
  "I want to learn to {k}," <said u>.
  {U} had always wanted to {k}, but nobody had shown {u.him} how.
learn.race: act u
  There was going to be a big day {p.at}, where everyone was to {k}, and {u} did not know how.
  In {#number} days, everyone was to {k} {p.at}, even the {#worker}, and {u} did not know how.
learn.show: act u
  {V} could {k} better than anyone, and {u} wanted to be able to do it, too.
  {V} had learned to {k} in one week, and {u} wanted to be able to do it, too.
learn.boast: act u
  "It is easy," <said u>. "I can do it without practice."
  {U} told everyone that {u.he} could {k} already, but that was not true.
learn.boast_lesson: act u
  {U} saw now that words are quick and learning is slow.
learn.first: try u; fail u
  {U} tried it, but {u.he} {mishap}.
  The first time, {u} {mishap}, and the second time was no better.
  {U} did it as {u.he} had seen a~ {#worker} do it, but {u.he} {mishap}.
learn.fast.fail: fail u
  {U} tried to do it very fast, but then {u.he} {mishap} again.
  {U} thought that it only had to be done with a lot of speed, but that made it [worse|only harder|no better].
learn.eyes.fail: fail u
  {U} closed {u.his} eyes and hoped for good luck, but {u.he} {mishap}.
  {U} did it without looking, and so of course {u.he} {mishap}.
learn.copy.fail: fail u
  {U} did just what the big ones did, but somehow it [went wrong|did not work] all the same.
  {U} watched how a~ {#worker} did it and did the same, but {u.he} {mishap}.
learn.angry.fail: fail u
  {U} got {#cross} and stamped {u.his} foot, but that was no help.
  {U} shouted at the sky because {u.he} {mishap} again, but the sky could not help it.
learn.slow.win: learn u $k
  {U} did it slowly, one little piece after the other, and all of a sudden {u.he} could {k}.
  {U} stopped trying to do it all at once, did the first half, then the other half, and then {u.he} could {k}.
learn.count.win: learn u $k
  {U} counted to three each time, "One, two, three," and on the tenth time {u.he} could {k}.
  {U} said to {u.himself}, "Once more," and after the twentieth "once more" {u.he} could {k}.
learn.song.win: learn u $k
  {U} sang a song while trying, forgot all about {u.his} fear, and suddenly {u.he} could {k}.
  {U} hummed {u.his} favorite tune, and somewhere in the middle of it {u.he} could {k}.
learn.dawn.win: learn u $k
  The next morning, before anyone was up, {u} tried again all alone, and now {u.he} could {k}.
  That night, {u} did it in a dream, and when {u.he} got up {u.he} went out and could {k}.
learn.pad.fail: hold u y; fail u
  {U} tied {y.the} around {u.his} belly so that it would not hurt, but {u.he} {mishap} and could not get back up.
learn.pad.win: hold u y; learn u $k
  {U} tied {y.thefull} around {u.his} belly, was not afraid of bumps anymore, and soon {u.he} could {k}.
learn.beast.win: help v u; learn u $k
  "{Tip}," said {v}. {U} did so, and after a while {u.he} could {k}.
learn.worker.win: help v u; learn u $k
  "{Tip}," said {v}, who had learned it long ago, and with that {u} could {k} before the sun went down.
learn.friend.fail: fail u
  {V} counted to three for {u}, but it went wrong all the same.
learn.friend.win: help v u; learn u $k
  "{Tip}," <said v>, and showed it again and again until {u} could {k}.
learn.luck: learn u $k
  Then a bee came flying, {u} forgot everything and only wanted to get away, and suddenly {u.he} could {k}.
  Then a dog barked behind {u}, {u.he} was so surprised that {u.he} did everything right, and so {u.he} could {k}.
learn.laugh: wrong v u; down u
  {V} laughed [out loud|and could not stop|at {u}], and that made {u} {#cross}.
learn.hurt: hurt u
  Then {u} fell once more and hurt {u.his} knee, and it was over for that day.
learn.give_up: down u
  In the end, {u} did not want to try anymore and put everything away.
  In the end, {u} sat down next to a~ {#here} and did not want to hear of it anymore.
learn.show_off: up u
  {U} showed it to everybody, again and again, until it was dark.
  "Look, look!" <cheered u>. "I can {k}!"
learn.teach_other: act u
  And the next week, {u} taught it to a little one who could not do it yet.
  The next day, somebody asked who could teach the little ones to {k}, and {u} put up one {u.hand}.
fear.have: fear u $f
  {U} liked {#far_animals} and {#bugs} and even {#fantasys}, but {u.he} was afraid of {f}.
  If a~ {#full_far_animal} had come to tea, {u} would have laughed, but {u.he} was afraid of {f}.
  But there was one thing that {u} was afraid of: {f}.
  {U} was not afraid of {#far_animals}, {#bugs} or {#sea_animals}, but {u.he} was afraid of {f}.
  Nothing made {u} shake like {f}.
  {U} had once stroked a~ {#full_far_animal} and kissed a~ {#full_bug}, but {u.he} was afraid of {f}.
  Neither a~ {#full_fierce} nor a~ {#full_fierce} could make {u} shake, but {u.he} was afraid of {f}.
fear.must.dark: act u
  One {night} night, {u} was alone in {u.his} room, and the light went out.
  One {night} night, {u} woke up, and it was so dark that {u.he} could not see {u.his} own {u.hand}.
  One {night} night, the lamp went out while {u} was reading about a~ {#full_far_animal}.
fear.must.thunder: act u
  One {night} night, there was a flash in the sky and then a boom that shook the windows.
  One {night} night, {u} was dreaming of a~ {#full_treat} when a flash lit up the whole room.
fear.must.water: go u p
  One {weather} day, {u} went {p.to}, where everyone jumped into the water, and only {u} stood on the shore.
  One {weather} day, {u} went {p.to} with the others, and soon everybody was in the water but {u} and a~ {#full_small_animal}.
fear.must.dog: go u p
  One {weather} day, {u} went {p.to}, and there a dog as big as a calf stood in front of the gate.
  One {weather} day, {u} went {p.to} to fetch some {#dish}, and there lay a dog as big as a [calf|pony|sheep|goat].
fear.must.stage: go u p
  One {weather} day, {u} went {p.to}, for there was a big show, and {u} was to sing in front of everyone.
  One {weather} day, {u} went {p.to} in a~ {#full_wear_one}, for {u.he} was to sing in front of {#number} rows of people.
fear.must.doctor: go u p
  One {weather} day, {u} had a sore throat and had to go {p.to}.
  One {weather} day, {u} had to go {p.to}, with a sore throat, a~ {#color} scarf and very cold feet.
fear.must.school: go u p
  One {weather} day, {u} was to go {p.to} for the very first time.
  One {weather} day, {u} went {p.to} for the very first time, with a~ {#full_treat} in a~ {#color} bag.
fear.must.high: go u p
  One {weather} day, {u} went {p.to}. {U:he} stood on the top of the long slide, and the line behind {u.him} grew longer.
  One {weather} day, {u} went {p.to} and climbed up the long slide, step by step, and there {u.he} stood.
fear.must.haircut: go u p
  One {weather} day, {u} went {p.to} to have {u.his} hair cut.
  One {weather} day, {u} went {p.to}, with so much hair that a~ {#full_small_animal} could have lived in it.
fear.noise: act u
  It went {noise}, as if a~ {#spook} were near!
  {Noise}! It sounded like a~ {#spook}, or like {#number} of them.
  And there it was: {noise}!
  {Noise}, it went, and then it was quiet, and then again, {noise}!
  {Noise}! A~ {#full_fierce} could not have made a worse sound.
  {Noise}, it went, and {u:his} hair stood on end.
fear.hide.fail: bad u; fail u
  {U} hid {u.his} face in {u.his} {u.hand}s, but even there {u.he} could hear {u.his} heart.
  {U} crept behind a~ {#here}, but the fear came along.
  {U} held a~ {#full_cuddly} in front of {u.his} eyes, but even the two of them were afraid.
fear.run.fail: bad u; fail u
  {U} ran away, but after ten steps {u.he} was ashamed and came back.
  {U} turned around to leave, but {u.his} feet were as heavy as stones.
  {U} ran as far as a~ {#here}, but there {u.he} was ashamed and came back.
fear.shout.fail: bad u; fail u
  "I am not afraid!" <cried u>, but {u.his} knees knew better.
  {U} roared like a~ {#full_fierce}, but it sounded more like a~ {#full_small_animal}.
fear.later.fail: bad u; fail u
  "I will do it later," <said u>, and then it was later, and {u.he} was still afraid.
  {U} thought of {#number} other things that had to be done first, but none of them helped.
  {U} said that a~ {#full_treat} had to be eaten before that, but after it {u.he} was just as {#scared}.
fear.count.fail: bad u; fail u
  {U} counted to a hundred, but at a hundred {u.he} was just as {#scared} as before.
  {U} counted backward from ten, but at one {u.his} heart was still in {u.his} throat.
  {U} counted {u.his} fingers and then {u.his} toes, but {u.his} knees were still soft.
  {U} counted {#number} {#strong_animals} in {u.his} head, and then {#number} {#small_animals}, but it was no use.
fear.step.win: overcome u $f
  {U} took one small step, and one more, and with each step the fear grew a little smaller.
  {U} put one foot forward, and all was well, and then the other, and then {u.he} had to smile at {u.himself}.
fear.look.win: overcome u $f
  {U} opened {u.his} eyes wide and looked right at it, and it was only {truth}.
  {U} looked once, and then once more, and in the end it was nothing but {truth}.
fear.song.win: overcome u $f
  {U} sang {u.his} favorite song, first very softly and then louder, and the fear could not sing along.
  {U} whistled a tune, out of tune at first, and when the tune was right the fear had left.
fear.joke.win: overcome u $f
  {U} thought of the funniest joke in the world and had to laugh, and one cannot laugh and be afraid at once.
  {U} made up a silly rhyme about {f}, and nobody can be afraid of a silly rhyme.
fear.charm.fail: hold u y; bad u; fail u
  {U} held {y.the} tight, but {u.his} {u.hand}s were still shaking.
fear.charm.win: hold u y; overcome u $f
  With {y.thefull} in one {u.hand}, {u} felt as strong as a lion and was not afraid anymore.
fear.beast.win: help v u; overcome u $f
  "I am much smaller than you," said {v}, "and I am not afraid." Then {u} laughed and was not afraid either.
  "I have a sister who was eaten by nobody at all," said {v}, and {u} had to laugh, and the fear was gone.
fear.friend.fail: bad u; fail u
  {V} made a funny face to help, but {u} did not even see it.
fear.friend.win: help v u; overcome u $f
  {V} took {u:his} {u.hand} and did not let go, and so {u} was brave enough.
  {V} told {u} about {v.his} own fears, one after the other, and then {u} was not afraid anymore.
fear.family.win: help v u; overcome u $f
  "It is only {truth}," <kindly v>. They looked together, and {u} was not afraid anymore.
fear.luck: overcome u $f
  Then something little came up to {u}, even more {#scared} than {u.he} was, and {u} comforted it and forgot the fear.
fear.laugh: wrong v u; down u
  {V} laughed at {u}, and that was not nice.
  "You are a baby, {u.call}," <said v>, and that hurt more than the fear.
forgive.fear: forgive v u
  {V} forgave {u}, though it still hurt a little.
  {V} forgave {u}, for friends are friends.
with.b: come v
  {V} was with {u} that day, with a~ {#full_wear_one} on.
call.family: ask u v
  "{V}!" <cried u>, and {v} was there at once.
  {U} called {v}, and {v} came with a candle.
fear.v_too: act v
  "I am afraid of it, too," <said v>. "I only laughed so that nobody would see it."
fear.gave_up: bad u
  But {u} could not do it that day, and {u.he} was still afraid of {f}.
fear.gave_up.away: bad u
  But {u} could not do it that day, and {u.he} was still afraid of {f}.
  That day, {u} could only look at {u.his} own feet, for {u.he} was still afraid of {f}.
  Not even for a~ {#full_treat} could {u} do it that day, and {u.he} was still afraid of {f}.
fear.proud: up u
  {U} stood as straight as a~ {#tree} and laughed out loud. {F}? That was nothing to be afraid of!
  {U} stood there, tall and proud. {F} {was} not so bad after all.
  "Was that all?" <asked u>. "Then a~ {#bug} could do it, too."
  {U} laughed and felt as light as a~ {#full_airy}.
  Not even a~ {#full_fierce} could have scared {u} now.
  {U} felt as tall as a~ [tower|tree|giant|house], and from that hour {f} {was} nothing to run away from.
  {U} ate a~ {#full_treat} in honor of the day, for {u.he} had not run away from {f}.
  Later, {u} told a~ {#full_cuddly} that {f} {was} nothing to worry about.
  From then on, {u} and {f} got along as well as a~ {#flower} and the rain.
"""
