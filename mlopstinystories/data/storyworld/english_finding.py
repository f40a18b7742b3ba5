# ruff: noqa: E501 (one template is one line, so that a block can be read down its left edge)
"""Ways of telling the plots of `plots_finding`."""

from typing import Final

TEXT: Final = """
own.x
  {A} had {x.a} and [took it everywhere|loved it very much|never went out without it|slept next to it every night|played with it each day].
  {A.his} favorite thing [in the world |of all |]was {x.a}[ from Grandma| that {a:he} got on a birthday| with a tiny letter on it|].
  [Of all {a.his} things|More than all other things], {a} loved {x.the}. It was {x.look}, and [it had always been there|there was no other like it|it smelled of {#smell}|it made {a.him} feel safe].
  {A} had {x.a}. {A:he} called it [Mister Button|Captain Moon|Bobbin|Sir Noodle|Pickle|Lady Plum] and [talked to it|told it secrets|carried it around all day].
lost.hint
  "[Do not leave|Be careful not to lose|Keep an eye on|Hold on to] {x.the}," <kindly m>. "[Small things are easy to lose|You never know what can happen]." {A} [nodded but did not listen|laughed and ran off|said yes without listening].
  {M} had often said, "Put {x.the} back in its place," but {a} [always forgot|did not listen|was too busy].
lost.go
  {A} took {x.thefull} {p.to}.
  +{a} went {p.to} with {x.thefull} [under one arm|in a bag|in one {a.hand}], [humming|smiling|and the air was {weather}].
  +{a} [ran|walked|skipped] {p.to} and [took {x.the} along|of course {x.the} came too].
lost.lose
  {A} [climbed|ran|played {#game}|rolled in the grass|jumped about|chased a~ {#color} butterfly] for a [long |good ]time. [When it was time to go|Then {a:he} looked around|After that], {x.the} was [gone|not there|nowhere to be seen].
  {A} [put {x.the} down|set {x.the} on the ground] to [look at a~ {#color} beetle|watch a~ {#small}|tie a shoe|pick a flower|drink from a fountain]. [When {a:he} turned around|A moment later], {x.the} was gone!
  [Suddenly|All at once], {a} [stopped|stood still|felt that something was missing]. Where was {x.the}? {A.his} {a.hand}s were empty!
  {A} ran and jumped until {a:he} was tired. But where was {x.the}? [It had disappeared|It was not there anymore|It was gone].
  "[Wait|Oh no|Oh dear]! Where is {x.my}?" <cried a>. [It had been next to a~ {#nature} just now|{A:he} looked around, but it was not there|There was only a~ {#wild}].
lost.search
  +{a} looked {spot1}, but there was only a~ {#nature}. {A:he} looked {spot2}, but [there was nothing|it was not there|it was empty].
  {A} [searched|looked] everywhere: {spot1}, {spot2}, [even up in the air|and all around].
  First {a} looked {spot1}. [No {x} there|Only a~ {#nature} was there|There was only a~ {#wild}]! Then {a:he} looked {spot2}. [A~ {#small} was there, but no {x}|Nothing again|It was not there either].
  "Where are you, {x}?" <cried a>, looking {spot1} and {spot2}. [There was no answer|Only a~ {#small} looked back|Nobody answered].
lost.search2
  {A} asked a~ {#adult}, but nobody had seen it.
  {A} was [getting tired|about to give up|hot and thirsty], but [{a:he} kept looking|{a:he} did not stop|{x.the} was worth it].
  "[I must find it|I will not give up|It must be here somewhere]," <said a>.
  {A} even [crawled through the grass|turned over every stone|looked inside a~ {#house}|asked a~ {#small}], but [no luck|it did not help|there was no sign of {x.the}].
lost.never
  [But {x.the} was not there|{A} looked until it was dark, but it was no use|Hours went by, and still there was no {x}]. [{X.the} was lost for good|Maybe the wind had taken it|Somebody must have taken it away].
lost.other_found
  "[Is this yours|Are you looking for this|Did you lose this]?" <asked b>. In {b.his} {b.hand} was {x.thefull}! "It was {spot3}."
  {B} [listened|heard what had happened] and began to look too. [Suddenly|After a while], {b:he} [bent down|gave a shout] {spot3} and held up {x.thefull}.
  {B} [knew what to do|had sharp eyes] and looked {spot3}. There lay {x.thefull}, and {b} [picked it up|pulled it out].
lost.give_back
  {B} gave {x.the} [back |]to {a}[ with a smile| and was happy to help| without waiting for a thank you|].
  {B} [wiped {x.the} clean|brushed off the dirt] and put it in {a:his} {a.hand}s.
lost.beast_comes
  Just then, [a~ {#trait}|a~ {#color}|a~ little] {c.sort} came out of [the grass|a bush|a hole] and [looked at {a}|tilted its head|stood still].
  +{c.a} [came close|appeared] and [looked at {a} with big eyes|made a soft sound].
lost.beast_shows
  {C} [ran|hopped|moved] a little way and looked back. It wanted {a} to follow!
  "I saw it {spot3}," <said c>. "[Follow me|Come along|Come with me]!"
  {C} went to a place {spot3} and [made a happy sound|would not go away|began to dig].
lost.think
  {A} [sat down|stopped|closed {a.his} eyes] and [thought hard|tried to remember]. Where had {a:he} been [before|first|that {time}]?
  "[Think, think, think|Let me think|Where was I before]," <said a>. Then {a:he} [remembered|had an idea].
  Then {a} had an idea. {A:he} [walked back the same way|went back to where {a:he} had started] and looked at everything [again|twice].
lost.found
  And there, {spot3}, was {x.thefull}!
  {A} looked {spot3}, and there it was! [{A:he} hugged {x.the}|{A:he} picked it up and kissed it|It was a little dirty, but that did not matter].
  [Something {x.look} was|Something lay] {spot3}. It was {x.the}! {A} [picked it up|held it tight|pulled it out and laughed].
  "There you are!" <cried a>. {X.the} was {spot3}[, safe and sound| the whole time|].
chest.map
  {A} found {y.a} in [an old book|a bottle|a shoe box|the pocket of an old coat]. [On it was a big {#color} X|It showed the way {p.to}|It said that something was hidden {p.at}].
  "Look, {b.call}! {Y.A}!" <cried a>. "[It shows where a treasure is|There is an X on it|It says to dig {p.at}]!"
  {B} showed {a} {y.a}. "I found it [in the attic|under my bed|behind a picture]," <said b>. "[Shall we look for the treasure?|It tells of a treasure.|Do you think there is a treasure?]"
chest.dig
  {Y.the} told them to dig {spot1}. They dug [with sticks|with a spoon|with an old shovel|with their {a.hand}s] until [their arms hurt|the hole was deep|they were covered in dirt].
  First they looked {spot1}, but there was only a~ {#nature}. Then they dug {spot2}, [and dug, and dug|deeper and deeper|and the dirt flew everywhere].
  "[Ten steps from here|We must dig {spot1}|It has to be {spot1}]," <said b>, and they [started to dig|dug as fast as they could|took turns digging].
chest.quarrel
  "I want to dig now!" <crossly a>. "No, it is my turn!" <cried b>.
  {A} and {b} both wanted to [hold {y.the}|dig first|be the captain], and they [began to fight|shouted at each other].
chest.box
  [Clonk|Bump|Clang]! There was something hard. It was a~ {#color} box [with a rusty lock|with a round lid|tied up with a rope].
  At last they [saw|found|pulled out] a~ [wooden|heavy|muddy|dusty|strange|rusty] box. {A} [held {a.his} breath|could hardly wait] and opened the lid.
  "[I feel something|Here is something|Look]!" <cried a>. It was a~ [wooden|small|muddy|dusty|{#color}] box[, and the lid was stuck| with a star on it|].
chest.empty
  But the box was empty. [There was only a bit of dust|Only a spider lived in it|Someone had been there before].
  Inside was nothing but [an old sock|some sand|a dry leaf|a hole].
chest.empty2
  "[It does not matter|Never mind|Do not be sad], {a.call}," <kindly b>. "[Looking for it was the best part|We can put our own treasure in it|We had an adventure]."
  {B} [thought for a moment|smiled] and put a~ {#nature} in the box. "Now it is our treasure box," <said b>.
chest.find
  Inside the box was {x.a}!
  In the box, [under some straw|wrapped in {#color} paper|between dry leaves], lay {x.a}. {A} [held it up|took it out with care].
  "[Oh|Wow|Look at this]! {X.A}!" <cried a>, and {a:he} [took it out|held it up to the light].
chest.name
  "Wait," <said b>. "There is a name on it. It belongs to {c}."
  {B} saw [a name|some letters] on {x.the}. It was the name of {c}!
chest.owner
  {C} came when {a} and {b} [called|told everyone]. "[I lost that when I was small|I hid that many years ago|I have looked for it all my life]," <said c>.
  {C} [came at once and|came and] could not believe it. "[My old {x}|That was mine when I was little]!" <cried c>.
chest.return
  {A} [gave|handed] {x.the} to {c}.
  {A} [wanted to keep it|looked at {x.the} one last time], but {a:he} gave it to {c}.
chest.owner_thanks
  {C} was so happy that {c.he} [cried a little|gave them both a hug|gave them both a~ {#treat}|told them a long story].
  "Thank you, {a.call}," <kindly c>. "[You have made me very happy|You are an honest {a.sort}|Now have a~ {#treat} with me]."
chest.share
  {A} and {b} [took turns with {x.the}|shared {x.the}|decided that {x.the} was for both of them].
  "[It belongs to both of us|We found it together|Half of it is yours], {b.call}," <said a>.
own.bx
  {B} had {x.a}[ that {a} liked very much| and was very careful with it|, and everyone liked it|].
  {B.his} [favorite|best] thing was {x.a}[ from Grandpa| that was made by hand|].
borrow.want
  {A} wanted to play with {x.the} [so much|more than anything|all day], but {b} was [asleep|busy|not looking|in another room].
  {A} saw {x.the} [on a chair|on the floor|by the door|on a shelf]. {B} was [asleep|busy|not looking]. [How nice it would be to have it for a while|{A:his} {a.hand}s wanted to touch it]!
borrow.hint
  "Please ask before you take my things," {b} had said [the day before|once|many times].
borrow.take
  +{a} took {x.the} without asking.
  "[I will bring it back soon|Nobody will know|It is only for a little while]," {a} thought, and {a:he} took {x.the}.
  Very quietly, {a} [picked up|took] {x.the} and [went out|hid it under {a.his} arm|ran off].
borrow.go
  {A} [ran|went] {p.to} with {x.the}.
  +{a} went {p.to} to play with {x.the}[ all alone| where nobody could see it|].
borrow.break
  [Suddenly|But then], {x.the} [fell on a stone|got caught on a branch|slipped out of {a:his} {a.hand}s]. [Crack|Rip|Snap]! It was broken.
  {A} [ran too fast|was not careful|pulled too hard|tripped], and [with a loud noise |]{x.the} broke.
borrow.lose
  {A} [played and played|climbed a hill|chased a~ {#small}|fell asleep in the grass]. [When {a:he} looked again|Later], {x.the} was gone.
  [Suddenly|But then], {a} saw that {x.the} was [gone|not there anymore]. {A:he} had lost it!
borrow.worry
  "Oh no, what will {b} say?" <sadly a>.
  {A:his} tummy [hurt|felt funny]. What would {b} say?
  {A} felt [scared|hot and cold|very bad]. {X.the} was not even {a.hers}!
borrow.b_comes
  Then {b} came. "Have you seen {x.my}, {a.call}?" <asked b>.
  A little later, {b} came [running|along]. {B:he} was looking for {x.the}.
  It did not take long before {b} came and [looked here and there|asked about {x.the}].
borrow.lie
  "No, I have not seen it," <said a>. But {a.his} face [turned red|told another story].
  {A} shook {a.his} head and said that a~ {#small} had taken it.
borrow.knows
  {B} looked at {a} for a long time. "[I saw you with it|I do not think that is true|There is dirt on your {a.hand}s]," <sadly b>.
  {B} [knew that it was not true|did not believe it|had seen {a} with it].
borrow.end_friends
  "You took it, and you lied to me," <sadly b>. "I do not want to play with you." And {b:he} walked away.
  {B} was so [hurt|angry] that {b:he} [turned around and left|went home without a word].
borrow.confess_break
  {A} [took a deep breath|swallowed hard|could not keep quiet]. "I took {x.the} without asking, {b.call}, and I broke it," <sadly a>.
  "It was me, {b.call}," <said a>. "I took {x.the}, and now it is broken."
  {A} [looked down|felt hot] and told {b} everything: how {a:he} had taken {x.the}, and how it broke.
borrow.confess_lose
  {A} [took a deep breath|swallowed hard|could not keep quiet]. "I took {x.the} without asking, {b.call}, and I lost it," <sadly a>.
  "It was me, {b.call}," <said a>. "I took {x.the}, and now it is gone."
  {A} [looked down|felt hot] and told {b} everything: how {a:he} had taken {x.the}, and that it was lost.
borrow.twist
  {B} [bent down|looked {pspot}] and laughed. {X.the} was right there! [A~ {#small} was sleeping on it|The wind had blown it there|It had been there all the time].
  Then {b} began to smile. "I found it {pspot}," <said b>. "I was only waiting for you to tell me."
borrow.mend
  Together they [got some glue|found some string|got some tape|found a needle and thread] and fixed {x.the}. It was [almost as good as new|a bit crooked, but nice].
  {A} worked [all {time}|for a long time|until dinner] and mended {x.the}. It [looked even better than before|had a small patch on it|was almost as good as new].
borrow.find
  Then they both looked for {x.the}, and {a} found it {pspot}.
  {A} [searched and searched|would not stop looking|looked in every corner] until {a:he} found {x.the} {pspot}.
borrow.return
  {A} gave {x.the} back to {b}[ and felt much lighter| with both {a.hand}s|, and it was not even dirty].
  "Here is your {x}," <said a>. "Next time I will ask[ first|]."
"""
