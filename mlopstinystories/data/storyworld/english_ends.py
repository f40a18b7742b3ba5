# ruff: noqa: E501 (one template is one line, so that a block can be read down its left edge)
"""Ways of ending a story: evenings, last words, and morals by what the story was about."""

from typing import Final

TEXT: Final = """
end.happy
  That [night|evening], {a} [fell asleep with a smile|dreamed of {#color} [boats|birds|stars|flowers|hills]|slept very well|was too happy to sleep].
  {A} [had dinner|ate some {#food}|drank a cup of {#drink}|brushed {a.his} teeth] that [night|evening] and [smiled|thought about the day|felt warm inside|hummed a song].
  It was [a very good|a wonderful|a special] day[ for {a}|], and [{a.he} told everyone about it|nobody forgot it|{a.he} wanted to remember it forever].
  And from then on, {a} [smiled|laughed] whenever {a:he} thought of that day.
  And {a} lived happily ever after.
  {A} [skipped|danced|hopped|walked] [around the room|back to {a.his} bed|to the window][ and hummed a happy tune| with a big smile| and told a~ {#wild} all about it| with a~ {#flower} in one {a.hand}].
  What a [good|wonderful|busy|special] day it had been, and {a} could not wait [for the next one|to {verb} again]!
  {A} drew a picture of it all and [hung it on the wall|gave it to {a.his} family|kept it under the pillow].
  The next [day|morning], {a} wanted to {verb} again, [and the sun was shining|happier than ever|with a new smile|and everything felt right].
end.together
  {A} and {b} [laughed|played {#game}|shared a~ {#treat}|sat in the sun|sang songs] until [the sun went down|it was dark|it was time for dinner|the stars came out].
  {A} and {b} [waved goodbye|walked home side by side|shared some {#food}|hugged] and [promised to meet again|could not wait for the next day|talked about it for a long time].
  {A} and {b} lived happily ever after.
  After that, {a} and {b} [met every day|were never bored|always helped each other|played {#game} every afternoon].
  "[This was fun|What a day|I am glad you are here|Let us do this again tomorrow], {b.call}," <said a>. "[Yes|It was|Me too|I think so too]," <said b>.
end.family
  {A} and {m} [sat together|had some {#food}|drank {#drink}|looked at the moon] that [night|evening], and {a} [told the story again|felt safe|felt warm and loved|fell asleep on the couch].
  "[I love you|Good night|Sleep well|I am proud of you], {a.call}," <kindly m>. {A} [smiled|yawned|closed {a.his} eyes] and [fell asleep|felt happy|hugged {m} tight].
  {M} [kissed {a} good night|tucked {a} into bed|told {a} a story], and soon {a:he} was [fast asleep|dreaming|snoring softly].
end.sad
  {A} [went to bed|sat in a corner|looked out into the dark] [with a heavy heart|without a word|and cried a little], and [it rained all night|the day was over|nobody laughed that evening].
  It was not a happy day[ for {a}|], and {a} [thought about it for a long time|wished it had gone another way|never forgot it].
  That night, {a} [could not sleep|lay awake|looked at the dark ceiling] and [wished {a.he} had been more careful|thought about the long day|was still sad].
  [Sometimes things do not end well|Not every day is a good day|Some days are like that], and {a} [knew it now|learned it that day|cried until {a.he} fell asleep].
  {A} was sad for [many days|a long time|the whole week]. {A:he} [often thought about it|did not want to {verb} anymore].
moral.honest
  {A} learned that [it is always better to tell the truth|the truth makes the heart light|a lie only makes things worse|telling the truth is brave].
  After that day, {a} always told the truth[, even when it was hard|].
  "[When you tell the truth, people can help you|Always tell the truth|It is brave to tell the truth]," {a} [often said|thought|told {a.himself}].
moral.share
  {A} learned that [sharing makes everyone happy|it is nice to share|things are more fun when they are shared|a shared {#treat} tastes best].
  From then on, {a} [always shared with others|liked to share|kept one piece for a friend].
moral.care
  {A} learned to [take good care of {a.his} things|be more careful|keep {a.his} eyes open|look twice].
  After that, {a} was [more careful|very careful with things|careful every single day].
moral.brave
  {A} learned that [being brave means trying even when you are scared|many scary things are not so scary up close|everyone is afraid sometimes|fear gets small when you look at it].
  Now {a} knew that [being brave does not mean having no fear|it is okay to be afraid|one small step is enough to begin].
moral.try
  {A} learned that [you must try many times to get good at something|it is okay to fail and try again|you should never give up too soon].
  "[Keep trying|Do not give up|Try again]," {a} [always said after that|told everyone|said to {a.himself} from then on].
moral.kind
  {A} learned that [being kind makes new friends|a little help can mean a lot|a kind deed always comes back|it feels good to help others].
  From that day on, {a} tried to be kind to [everyone|all animals|everybody {a.he} met|big and small].
moral.listen
  {A} learned to [listen when someone warns you|listen to those who know better|think before doing something silly].
  After that, {a} always listened to [wise words|good advice|{a.his} family].
moral.enough
  {A} learned that [too much of a good thing is not good|it is better to stop when you have enough|wanting everything can leave you with nothing|a little can be plenty].
  From then on, {a} [took only what was needed|knew when to stop|was happy with a little].
moral.patience
  {A} learned that [good things take time|it is good to wait|you need to be patient].
  From then on, {a} did not mind waiting[ so much| for good things|].
moral.race
  {A} learned that [friends are more important than winning|being fair is better than being first|a race is fun even for the one who comes last].
  After that, {a} ran just for fun[, and never minded who was first|].
moral.help
  {A} learned that [it is good to ask for help|nobody has to do everything alone|even a small one can be a big help].
  From then on, {a} was kind to every {#wild} {a.he} met, [because help can come from anyone|big or small].
moral.rain
  {A} learned that [a bad day can turn into a good one|you can have fun in any weather|even a gray day has its bright side].
moral.work
  {A} learned that [it feels good to work for something|a thing you worked for is worth more].
moral.friends
  {A} learned that [friends come in all shapes|a good friend is better than any toy|it is fun to do things together].
  After that, {a} knew that [a friend is the best thing to have|nothing is better than a friend].
"""
