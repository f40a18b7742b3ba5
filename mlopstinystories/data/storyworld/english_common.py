"""Ways of telling what many plots need: having, losing, feeling, helping, quarrelling, making up, coming and going."""

from typing import Final

TEXT: Final = """
own.x: own u x; up u
  {U} had {x.a}[ and took it everywhere|, and nobody else was allowed to touch it|].
  Of all {u:his} things, {u} loved {x.a} the most.
  {U:his} greatest treasure was {x.a}.
  For {u:his} last birthday, {u} was given {x.a}[, and {u.he} loved it| with a big bow on it|].
own.v: own v x
  {V} had {x.a}[ and was very proud of it|, a present from {v.his} {#relation}|].
  {V} owned {x.a}, a present from {v.his} {#relation}.
bring.x: hold u x
  {U} had {x.the} with {u.him}[, as always|].
  Of course, {u} took {x.the} along.
tool.find: get u y
  [Then|A moment later,|Not far away,] {u} found {y.a} [behind|next to|not far from|beside] a~ {#here}.
  {U} looked around and found {y.a}<near>.
  [Then|Soon] {u} saw {y.a} [behind|next to|beside|in front of] a~ {#here} and [picked it up|fetched it|took it].
  [Then|Soon] {u} saw {y.a} between a~ {#here} and a~ {#here} and took it.
tool.find.home: get u y
  In the hall, {u} found {y.a}[ under some old {#wears}| behind a~ {#here}|].
  {U} looked around the room and found {y.a} [behind|under|next to] a~ {#here}.
  Under the bed, between a~ {#full_carried} and a~ {#full_cuddly}, {u} found {y.a}.
tool.plant: get u y
  By the path, {u} found {y.a}<near> and took it along, [just in case|without knowing why|for it might be of use].
  Beside the path lay {y.a}, half hidden behind a~ {#here}, and {u} took it along[, just in case| without knowing why|].
tool.home: get u y
  In a corner of the house, {u} found {y.a} and took it along[, just in case| without knowing why|].
  In the hall, {u} found {y.a} and kept it, for one never knows.
feed.home: intro v; come v; help u v
  In front of the door sat {v.a}, looking for something to eat, and {u} gave it half of a~ {#full_treat}.
  In front of the house, {u} met {v.a} and shared a~ {#full_treat} with it.
tool.remember: hold u y
  Then {u} remembered {y.thefull}[ that {u.he} had taken along|].
  "[Wait|Oh], I still have {y.the}!" <cried u>.
  [Suddenly,|Then] {u} thought of {y.thefull}, and {u.his} eyes [grew big|began to shine].
feed.plant: intro v; come v; help u v
  There, {u} met {v.a}<near> and [gave it half of a~ {#full_treat}|shared a~ {#full_treat} with it|gave it a~ {#full_fruit}].
  By the path sat {v.a}, [looking for something to eat|all alone|too tired to go on], and {u} gave it [half of a~ {#full_treat}|a bit of a~ {#full_treat}|some crumbs].
feed.leaves: leave v
  "A~ {v.sort} never forgets," said {v}, and ran off behind a~ {#full_tree}.
  {V} ate it all up, gave a little bow, and ran off past a~ {#full_tree}.
  {V} [nodded|blinked] and went [away|off] into the grass.
  "I will not forget that," said {v}, and away it went.
  {V} said thank you with its mouth full of crumbs and was gone.
feed.returns: come v
  Just then, {v} came back, the very same {v.sort} that {u} had helped.
  And who came along just then but {v} that {u} had helped!
warn: warn v u
  "[Be careful with {x.the}|Take good care of {x.the}|Do not play with {x.the} near {danger}], {u.call}," <said v>.
  {V} told {u} [to be careful with {x.the}|not to play with {x.the} near {danger}].
warn.ignore: act u
  But {u} [only laughed|did not listen|was not really listening|thought that nothing could happen].
  "[Yes, yes|I know, I know]," <said u>, but {u.he} was not really listening.
sad.x: bad u
  {U} was [very sad|unhappy|upset] about {x.the}.
  {U} was so [sad|unhappy|upset] about {x.the} that {u.he} could not speak.
  "[Oh no|Oh dear], my {x}!" <sobbed u>.
  Tears ran down {u:his} face when {u.he} looked at {x.the}.
  Without {x.the}, {u} felt {#sad}.
  {U} did not even want a~ {#full_treat}, because {u.he} thought only of {x.the}.
felt.sad: bad u
  {U} was so {#sad} that {u.he} sat down next to a~ {#here}.
  {U} was {#sad}, and {u.his} eyes were wet.
  "[This is too hard|I do not know what to do]," <sadly u>.
  {U} sat down and [was {#sad}|looked at {u.his} feet|sighed a deep sigh].
  {U} stood still next to a~ {#here} and was {#sad}.
  Not even a~ {#full_treat} would have helped, so {#sad} was {u}.
felt.glad: good u
  {U} was {#glad}[ and jumped up and down| and clapped {u.his} {u.hand}s|, and {u.his} eyes were shining|].
  "[Hooray|Yes|We did it]!" <cheered u>.
  {U} felt so {#glad} that {u.he} [danced around|sang a little song|spun in a circle].
  {U} was as {#merry} as a~ {#small_animal} with a~ {#treat}.
felt.glad_x: hold u x; good u
  {U} held {x.the} tight and was {#glad}.
  "[Hooray|Yes], I have my {x}!" <cheered u>.
  With {x.the} in {u.his} {u.hand}s, {u} felt so {#glad} that {u.he} [danced around|sang a little song|spun in a circle].
  {U} pressed {x.the} to {u.his} heart and [laughed|smiled|hummed a song].
glad.both: up u v
  {U} and {v} were {#glad} and [danced around|clapped|jumped up and down|sang a song].
  "[Hooray|We did it]!" [cried|shouted|cheered] {u} and {v}.
idea: act u
  {U} ate a~ {#full_treat} and thought it over, and then {u.he} knew what to do.
  {U} looked at a~ {#full_bug} on a leaf for a while, and then {u.he} had an idea.
  [Then|After a while,] {u} had an idea.
  {U} sat down next to a~ {#here}, and soon {u.he} had an idea.
  "I know what to do!" <cried u>.
  {U} walked around a~ {#here} {#number} times, and then {u.he} knew what to do.
  Over a~ {#full_treat}, {u} thought about it, and then {u.he} jumped up.
  A~ {#full_bug} came by, {u} looked at it, and suddenly {u.he} knew what to do.
talk.self: ask u
  "[Now what|What now|What can I do]?" <asked u>. "A~ {#fantasy} would know."
  "Even a~ {#full_bug} could do it better," <said u>.
  "There must be a way," <said u>, and ate a bit of a~ {#full_treat}.
  "[Think, {u}, think|One thing after the other|I will not give up so soon]," <said u>.
  "A~ {#fantasy} would know what to do," <said u>.
  "What would a~ {#worker} do now?" <asked u>.
  "I wish I had {#number} {#strong_animals} to help me," <said u>.
later.at: at u p
  The sun moved on, and {u} was still {p.at}.
  An hour later, {u} was still {p.at} and did not want to give up.
  It grew late and quiet {p.at}, and {u} sat down to think.
  The shadows grew longer, and {u} was still {p.at}.
idea.ask: ask u v
  "What [can|shall] we do, {v.call}?" <asked u>.
  {U} asked {v} what to do.
idea.tell: act v
  "When I do not know what to do, I eat a~ {#full_treat}, and then I try again," <said v>.
  "There is always a way," <said v>. "We will find it."
  {V} scratched {v.his} nose and thought of all the tricks {v.he} knew.
  "I have an idea," <said v>. "[Let us try it another way|There must be a way]."
  {V} thought about it and had an idea.
  {V} looked at a~ {#full_bug}, then at a~ {#here}, and then {v.he} had an idea.
arrive.friend: intro v; come v
  Just then, a~ {v.trait} {v.sort} named {v} came [by|along|around the corner] in a~ {#full_wear_one}.
  Then a~ {v.trait} {v.sort} [called|named] {v} came [by|along|around the corner], eating a~ {#fruit}.
  A~ {v.trait} {v.sort} named {v} [walked by|came up the path|came by] and [stopped to look|saw what had happened].
arrive.beast: intro v; come v
  Just then, {v.a} came [by|along|out of the grass] and [looked at {u}|stopped to look|tilted its head].
  Then {v.a} came [by|along] and asked, "[What is the matter|Why are you so sad|Can I help you], little one?"
  {V.a} had seen it all and came [closer|near].
  From behind a~ {#here} came {v.a} and sat down next to {u}.
  A moment later, {v.a} came out from behind a~ {#here} and looked at {u}.
  Between a~ {#here} and a~ {#here} was {v.a}, and now it came up to {u}.
arrive.worker: intro v; come v
  Just then, {v.a} came [by|along|down the road] and [stopped to look|saw what had happened].
  Then {v.a} came [by|along] [on a bike|with a cart|with a big bag] and asked, "[What is the matter|Can I help you], little one?"
  At that moment, {v.a} came by with a~ {#full_treat} in one {v.hand} and saw {u}.
  Past a~ {#here} came {v.a}, whistling a tune, and stopped in front of {u}.
  Along came {v.a} with a~ {#full_ride}, stopped, and looked at {u}.
  Down the road came {v.a} in a~ {#full_outdoor}, eating a~ {#full_fruit}, and stopped next to {u}.
arrive.known: come v
  Just then, {v} came [by|along|running] and [saw what had happened|asked what was wrong|saw {u:his} face].
  Then {v} came [by|along|to look for {u}] with a~ {#full_wear_one} on.
ask.help: ask u v
  "[Can|Could|Will] you [please |]help me, {v.call}?" <asked u>.
  {U} told {v} everything and asked for help.
  "Please help me, {v.call}!" <cried u>.
  {U} [went to|called] {v} and [asked for help|told {v.him} what was wrong].
agree.help: act v
  {V} [put down a bag|smiled] and said, "[Let me see|I will try|That is just the thing for me]."
  "Of course[, with pleasure|]," <kindly v>.
  {V} [nodded|smiled|agreed] and [said yes|came at once|got ready to help].
  "[Yes|Sure|All right], {u.call}," <said v>. "[I will do my best|Show me|Two are better than one]."
refuse.help: act u
  "[No, thank you|No], I can do it [alone|by myself]," <said u>.
  {U} did not want any help, because {u.he} wanted to do it alone.
offer.help: act v
  "[Shall I help you|Do you want some help|May I help], {u.call}?" <asked v>.
  {V} wanted to help {u}.
thanks: thank u v
  "[Thank you|Thanks|Thank you so much], {v.call}!" <cheered u>.
  {U} thanked {v}[ and gave {v.him} a hug| and gave {v.him} a~ {#full_treat}| with all {u.his} heart| again and again].
  {U} gave {v} a [warm|big|soft] hug and said thank you.
  "[Thank you|Thanks], {v.call}! I will [bake you a~ {#full_treat}|draw you a~ {#full_small_animal}|pick you a~ {#full_flower}|give you a~ {#full_fruit}]," <gladly u>.
  "Without you, I would still be [standing|sitting] here, {v.call}," <gladly u>.
  {U} gave {v} a~ {#full_fruit} and [a big smile|a warm hug].
comfort: comfort v u
  "[Do not be sad|Do not cry|It will be all right], {u.call}," <kindly v>.
  {V} sat down next to {u} and [sang a soft song|told {u.him} about a~ {#far_animal}|held {u.him} for a while].
  {V} put an arm around {u} and [said nothing for a while|told {u.him} a story about a~ {#full_fantasy}].
befriend: befriend u v; up u v
  From that day on, {u} and {v} were [good |best |]friends.
  {U} and {v} became [good |best |the best of |]friends[ and played {#game} every day| and shared every {#treat}|].
sad.about: bad u
  {U} was [very sad|unhappy|upset] about {x.the}.
  {U} was so [sad|unhappy|upset] about {x.the} that {u.he} could not speak.
  Tears ran down {u:his} face when {u.he} thought of {x.the}.
  {U} would have given all {u.his} {#toys} to have {x.the} again.
  {U} was as {#sad} as a~ {#drenched} in the rain.
sad.for: down u
  {U} was sad for {v}, because [friends feel things together|it had been such a good {x}|nobody could bring {x.the} back].
sorry: apologise u v
  "I am [so |very |]sorry, {v.call}," <sadly u>.
  {U} went to {v} and said sorry[, and {u.he} meant it|].
  "[Please forgive me|I will never do it again|It was wrong of me], {v.call}," <sadly u>.
forgive: forgive v u; up u v
  "[I forgive you|It is all right|Everyone makes mistakes], {u.call}," <kindly v>.
  {V} was not angry anymore and [smiled|took {u} by the {u.hand}|gave {u} a hug].
  {V} thought about it and then forgave {u}.
blame: wrong v u; quarrel u v; down u v
  "You did it all wrong, {u.call}!" <shouted v>. "[I knew it|I said so from the start|Now we will never do it]!"
  {V} said it was all {u:his} fault, and {u} and {v} began to quarrel.
  {V} laughed at {u}, and that made {u} {#cross}.
blame.hero: wrong u v; quarrel u v; down u v
  "You only stand there, {v.call}!" <shouted u>. "[Do something|Why do you not help me|Even a~ {#bug} would be more help]!"
  {U} was {#cross} and said that {v} was no help at all.
  "You never have a good idea, {v.call}!" <shouted u>.
quarrel.way: quarrel u v; down u v
  {U} wanted to do it one way and {v} another, and they began to quarrel.
  "We must do it my way!" <shouted u>. "No, my way!" <shouted v>.
  {U} and {v} could not agree on what to do and [shouted at each other|began to quarrel].
  {U} called {v} a silly {#far_animal}, and {v} called {u} a silly {#sea_animal}, and then they were both {#cross}.
apart: act u
  For a while, {u} and {v} did not [speak|say a word|look at each other].
  {U} sat on one side and {v} on the other, and it was very quiet.
makeup: make_up u v; up u v
  {U} and {v} [looked at each other and began to laugh|said sorry and shook {u.hand}s|hugged], and the quarrel was over.
  "[Let us not fight|I do not want to fight], {v.call}," <said u>. {V} [nodded|smiled], and they were friends again.
  {U} gave {v} half of a~ {#full_treat}, and with the last crumb the quarrel was over.
  A~ {#full_bug} sat down on {u:his} nose, {v} had to laugh, and then they both laughed and were friends again.
leave.v: leave v
  Then {v} had to go and [waved goodbye|said goodbye], and {u} was alone.
  {V} said goodbye and went away.
leave.angry: leave v
  {V} turned around and [went away|walked home|ran off], and {u} was alone.
help.alone_fail: fail u
  {U} tried it alone once more, and it went just as wrong as before.
  But alone, {u} could not do it, no matter how hard {u.he} tried.
"""
