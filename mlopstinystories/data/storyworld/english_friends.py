# ruff: noqa: E501 (one template is one line, so that a block can be read down its left edge)
"""Ways of telling the plots of `plots_friends`."""

from typing import Final

TEXT: Final = """
friend.lonely
  But {a} had nobody to play with and [was often lonely|felt alone|wished for a friend].
  {A} had just moved to a new place and did not know anyone.
  {A:he} had [many toys|a big ball|a lot of ideas|a~ {#color} kite], but no friend to share them with.
  The only thing {a:he} did not have was a friend.
friend.advice
  "[If you want a friend, be a friend|Just say hello and smile|Go out and say hello], {a.call}," <kindly m>.
  {M} told {a} to [smile and say hello|be kind and wait|ask others about their games].
friend.sees
  There {a} saw a~ {b.trait} {b.sort} [sitting alone|near the {#blooms}|on a bench|in the shade]. {B.his} name was {b}.
  Someone else was there, too: a~ {b.trait} {b.sort} named {b}.
  Then a~ {b.sort} named {b} [came by|walked past|sat down nearby]. {B:he} looked {b.trait}.
friend.plays
  {B} had {x.a} and was playing with it [all alone|quietly|and humming].
  {B} was [playing with|holding|busy with] {x.a}.
friend.ask
  {A} [took a deep breath|felt shy|was nervous], [but {a:he} walked up to {b}|but {a:he} tried]. "[Hello|Hi], I am {a}. [Can I play with you|Do you want to play|May I play too|Will you play {#game} with me]?"
  {A} asked {b} [if they could play together|to play {#game}|if {b:he} wanted to play].
  "[Hello|Hi]! [Do you like to play {#game}|Can we play together|Do you want to play {#game}]?" <asked a>.
friend.refuse
  "No[, go away|, not now|], I want to play alone," <crossly b>.
  {B} shook {b.his} head and [turned away|looked at the ground|did not say a word].
  "I do not know you," <said b>, and {b:he} [turned around|went on playing alone].
friend.leaves
  {B} [took {x.the} and|packed up and] went away. {A} stood there [all alone|for a long time|and watched].
friend.trouble
  But then {x.the} [rolled|fell] [into a muddy hole|under a thorny bush|into the water|behind a high wall], and {b} could not reach it. {B:he} began to cry.
  Then {b} [tripped over a root|slipped on the grass|fell down], and {x.the} flew [into a bush|into a puddle|over a fence].
friend.helps
  {A} did not wait. {A:he} [ran|crawled|climbed] over and got {x.the} back for {b}.
  {A} [came to help|ran to help]. {A:he} got {x.the} out [with a long stick|with both {a.hand}s|and wiped it clean].
  "[Wait, I will help you|Do not cry, I can get it]," <kindly a>, and soon {b} had {x.the} again.
friend.both_shy
  {A} wanted to say hello, but no words came out. {A:he} looked at {b}, and {b} looked [back|at the ground].
  {A} [walked around {b} three times|hid behind a tree|sat down not far away], too shy to speak.
friend.shy_too
  Then {b} said [something|in a tiny voice], "I wanted to say hello, but I was too shy." {A} laughed. "Me too!"
  "I am shy," <said b>. "I thought you did not like me." And {a} had thought [the same|just the same thing]!
friend.agree
  "[Yes|Yes, please|Sure|I would like that]," <gladly b>. "[I was hoping somebody would come|It is no fun to play alone|You can have the first turn]."
  {B} [nodded|smiled|moved over] and [made room|held out {x.the}|said yes].
friend.play_together
  {B} let {a} play with {x.the}, and they [took turns|laughed a lot|made up a new game|played until the sun went down].
  They played with {x.the} together, and then they played {#game}[ and ran around the {#blooms}|].
  {B} shared {x.the} with {a}, and [time flew by|it was twice as much fun|they made up a song about it].
share.get
  {M} gave {a} {x.a} [to take along|for being so helpful|as a treat|because it was a {weather} day].
  {A} got {x.a} from {m}[ and could hardly wait to go out| and was {#very} {#glad}|].
  "This is for you, {a.call}," <kindly m>, and gave {a} {x.a}.
share.hint
  "[It is big enough for two|Maybe someone else would like it too|Do not forget your friends]," <said m>.
share.go
  +{a} took {x.the} {p.to}.
  +{a} went {p.to} with {x.the}, [humming|smiling|in the {weather} air].
share.b_comes
  {B} was there and saw {x.the}.
  Soon {b} came [along|by] and looked at {x.the} with big eyes.
  {B} [ran up to|came to|sat down next to] {a} and saw {x.the}.
share.ask_food
  "[May I have a bite|Can I have some|I am so hungry. Can I have a piece], please?" <asked b>.
  {B} had [no lunch|nothing to eat] that day and asked for a [piece|bite].
share.ask_toy
  "[May I play with it|Can I have a turn|Can I try it], please?" <asked b>.
  {B} asked {a} [for a turn|if they could share it|to play with it together].
share.think
  {A} [thought about it|looked at {x.the}|did not want to at first]. Then {a:he} [smiled|nodded].
  {A} looked at {x.the} and then at {b}. [There was enough for both|{B} was a good friend].
share.refuse
  "No! It is mine," <crossly a>, and {a:he} held {x.the} tight.
  {A} [shook {a.his} head|turned away] and [held {x.the} tight|hid {x.the} behind {a.his} back].
  "No," <said a>. "[You will drop it|I want it all for myself|Get your own]."
share.b_leaves
  {B} [turned around and went away|walked off with {b.his} head down|left without a word].
share.dropped
  {A} [took a big bite|wanted to eat], but {x.the} [fell into the mud|fell into the sand|was taken by a crow]. Now nobody could eat it.
share.alone
  {A} played with {x.the}, but [it was boring|it was no fun alone|there was no one to laugh with].
share.alone_short
  {A} played alone for a while, but [it was no fun|{a:he} kept looking at {b}|it felt wrong].
share.look_back
  {A} wanted to take a bite, but then {a:he} [saw {b:his} sad face|heard a sniff|looked at {b}]. {X.the} did not [look|smell] so good anymore.
share.b_kind
  A~ {#color} leaf blew into {a:his} face, and {b} [took it away|wiped {a.his} nose|laughed], kind as ever.
  Then {a} [tripped over a root|slipped], and it was {b} who helped {a} up.
share.half
  {A} broke {x.the} in two and gave [one half|the bigger half] to {b}.
  They sat down [in the shade|on a stone|on the grass] and shared {x.the}[, one bite for {a}, one bite for {b}|, and it tasted wonderful].
share.turns
  {A} gave {x.the} to {b} for a while, and then they took turns.
  {A} and {b} [took turns with {x.the}|shared {x.the}], and [it was more fun than before|they made up a game with it].
race.idea
  "[Let us race to {goal}!|Who can run to {goal} first?]" <cried u>. "The winner gets {z.a}."
  {U} had an idea: a race to {goal}. The winner would get {z.a}.
race.boast
  "I am the fastest of all," <said b>. "You will never beat me."
  {B} laughed. "You are too slow, {a.call}!" That made {a} [cross|sad|run even faster].
race.start
  "[One, two, three|Ready, set], go!" [They ran|Off they went] [as fast as they could|like the wind], [over the grass|past a~ {#small}|with the wind in their faces].
  They stood side by side [behind a line|next to a stone]. Then they [began to run|ran off] [as fast as the wind|with big steps].
race.cheat
  {A} [wanted to win so much that {a:he} took a short way|ran behind the bushes and took a short cut|gave {b} a push], and was first at {goal}.
race.seen
  "That was not fair," <sadly b>. "[I saw what you did|You cheated]."
race.ashamed
  {A} held {z.thefull}, but [it was no fun|it did not feel good|{a:he} could not be happy].
race.no_more
  "I do not want to race with you anymore," <said b>, and {b:he} [sat down far away|turned away].
race.fall
  {A} was [in front|a little faster]. But then there was a [cry|thump]. {B} had fallen [over a stone|over a root|into a hole] and hurt {b.his} knee.
race.help
  {A} stopped. {A:he} [could have won, but {a:he} ran back|turned around] and [helped {b} up|wiped the dirt from {b:his} knee|blew on the sore knee].
race.up
  Soon {b} could [stand|walk] again.
  {B} [sniffed|took a deep breath] and got up again.
race.together
  They walked to {goal} [hand in hand|side by side|arm in arm], so both of them won {z.thefull}.
race.win
  {A} ran and ran. [One more step|A big jump], and {a:he} touched {goal} first! {A} got {z.thefull}.
  {B} was close behind, but {a} was [a nose|one step] ahead and won {z.thefull}.
race.b_good
  "You are fast, {a.call}!" <kindly b>. "[Next time I will win.|Can you teach me?]"
  {B} shook {a:his} {a.hand} and said, "[Well done|Good race]!"
race.lose
  {A} ran and ran, but {b} was faster and touched {goal} first. {B} got {z.thefull}.
  {A} [tripped near the end|ran out of breath], and {b} won {z.thefull}.
race.b_kind
  {B} saw it and gave half of {z.thefull} to {a}. "[It is no fun to win alone|You ran so well]," <kindly b>.
  "You [almost won|were so fast], {a.call}," <kindly b>. "Let us [look at|share] {z.thefull} together."
race.better
  {A} smiled again. [Racing was fun, even without winning|It had been a good race after all].
sick.news
  {B} did not come out to play. {B:he} was sick [in bed|with a bad cold|and had to stay in bed].
  {A} heard that {b} was sick and [had a hot head|could not get up|had a bad cough].
sick.worry
  "Poor {b}!" <said a>. "[How can I help?|I want to cheer {b.him} up.]"
  {A} [felt sorry for {b}|did not want to play alone] and [thought about what to do|wanted to help].
sick.cook
  {M} helped {a} to make {y.a}[ in a small pot| in a big jar|, and it smelled of {#smell}].
  "Let us make {y.a} for {b}," <said m>, and together they [stirred and stirred|worked in the kitchen].
sick.way
  {A} carried {y.the} with [both {a.hand}s|great care] and walked past {p.the}.
  +{a} set off through {p.the} with {y.the}, [step by step|slowly, so that nothing would spill].
sick.spill
  But {a} [slipped on a wet leaf|tripped over a stone|bumped into a post], and {y.the} [spilled on the ground|ran down the path].
sick.arrive_empty
  With nothing in {a.his} {a.hand}s, {a} [knocked on {b:his} door|went to {b:his} bed|came to see {b}].
sick.asleep
  But {b} was [too tired to play|fast asleep], and there was nothing {a} could [give|do].
sick.story
  {A} sat down next to {b} and told [{b.him} a funny story|{b.him} about the spilled {y}|{b.him} a tale of a~ {#color} {#wild}], and {b} began to laugh.
sick.best
  "[That was better than any {y}|Laughing is the best medicine], {a.call}," <said b>.
sick.well
  [The next day|Two days later|A few days later], {b} was well again[ and came out to play|].
sick.arrive
  At last {a} [knocked on {b:his} door|came to {b:his} bed]. {B} [smiled a little|looked pale|coughed].
sick.give
  {A} gave {b} {y.the} and [told {b.him} a story|sang a song|sat next to the bed]. {B} [drank it all|finished every drop|felt warm inside].
sick.now_a
  But now it was {a} who [sneezed|was sick and had to stay in bed]!
sick.b_brings
  So {b} came [with {y.a}|with a big bowl of soup] and [told stories|sang songs], [just as {a} had done|until {a} felt better].
"""
