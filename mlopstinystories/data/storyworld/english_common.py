# ruff: noqa: E501 (one template is one line, so that a block can be read down its left edge)
"""Ways of telling what every plot needs: openings, hobbies, days, sights on the way, feelings, and polite exchanges."""

from typing import Final

FRESH: Final[dict[str, tuple[str, ...]]] = {
    "number": ("two", "three", "four", "five", "six", "seven", "eight", "ten", "a hundred"),
    "frog": ("frog", "pear", "pea", "leaf", "lizard", "cucumber"),
    "very": ("very", "so", "very, very", "really", "quite"),
    "glad": ("happy", "glad", "pleased", "delighted", "cheerful", "joyful", "full of joy", "thrilled"),
    "sad": ("sad", "unhappy", "gloomy", "upset", "very sad", "miserable"),
    "adult": ("woman", "man", "lady", "neighbor", "farmer", "baker", "gardener", "fisherman", "painter", "shopkeeper"),
    "town": (
        "town", "village", "house by the sea", "house on a hill", "house with a red roof", "street full of trees",
        "valley", "cottage near the woods", "house next to a bakery", "house with a green door", "tall house",
        "farmhouse", "house at the end of the road", "city by a river", "cabin by a lake",
    ),
    "den": (
        "cozy den", "hollow tree", "hole under an oak", "tiny house in the woods", "hut by the pond", "burrow under a hill",
        "nest of leaves", "cottage made of twigs", "snug cave", "house under the roots of a tree", "barn full of hay",
    ),
    "drink": ("milk", "juice", "cocoa", "tea", "lemonade", "apple juice", "warm milk"),
    "dance": ("danced around", "jumped up and down", "clapped", "spun in a circle", "hopped with joy", "did a little dance"),
}  # fmt: skip

TEXT: Final = """
open.child
  Once upon a time, there was a~ {a.trait} [little |]{a.sort} named {a}.
  Once upon a time, there lived a~ {a.trait} {a.sort} [called|named] {a}.
  Once upon a time, in a~ {#town}, there [lived|was] a~ {a.trait} {a.sort} [called|named] {a}.
  There [once was|was once] a~ {a.trait} [little|young|] {a.sort} [called|named] {a}.
  {A} was a~ {a.trait} [little |]{a.sort} who lived in a~ {#town}.
  In a~ {#town} lived a~ {a.trait} {a.sort}. {A.his} name was {a}.
  Long ago, in a~ {#town}, there was a [little |]{a.sort} named {a}. {A:he} was [{#very} |]{a.trait}.
  [Everyone|Everybody] in the [town|street|village] knew {a}, a~ {a.trait} [little |]{a.sort}.
open.animal
  Once upon a time, there was a~ {a.trait} [little |]{a.sort} named {a}.
  Once upon a time, a~ {a.trait} {a.sort} [called|named] {a} lived in a~ {#den}.
  In a~ {#den}, there [lived|was] a~ {a.trait} {a.sort} [called|named] {a}.
  {A} was a~ {a.trait} [little |young |]{a.sort}. {A:he} lived in a~ {#den}.
  There [once was|was once] a~ {a.trait} [little |]{a.sort} [called|named] {a}.
  Deep in the [green|quiet|old|] woods, there was a~ {a.trait} {a.sort} named {a}.
  A~ {a.trait} [little |]{a.sort} named {a} lived near a [big|small|blue|quiet] [pond|river|meadow|farm|hill].
open.verb
  {A} was a~ {a.sort} who [loved|liked] to {verb}. {A:he} was [always|often|very] {a.trait}.
  There was once a~ {a.trait} {a.sort} named {a}, who [loved|liked|wanted] to {verb} [all day long|from morning until night|more than anything].
  Once upon a time, a~ {a.trait} {a.sort} named {a} [loved|liked] to {verb}[ near a~ {#sight}| with a~ {#color} {#clothing} on|].
  Nobody could {verb} like {a}, a~ {a.trait} [little |]{a.sort} with a~ {#color} {#clothing}.
hobby
  {A:he} [liked|loved] to {verb}[ every day| all day long| with {a.his} family| when the sun was out|].
  {A:he} [liked|loved] to {verb} more than anything[ else|].
  Every [day|morning|afternoon], {a:he} [liked|loved|wanted] to {verb}.
  What {a:he} [liked|loved] [most|best] was to {verb}.
  {A:he} could {verb} [for hours|all day|all morning long|and never get tired].
  [On most days|Most days|Whenever {a:he} could], {a:he} would {verb}.
  {A:he} was happy when {a:he} could {verb}.
  {A:he} liked [{#color} things|warm days|soft blankets|{#color} {#blooms}|books about a~ {#wild}], [sweet {#treats}|fresh {#food}|funny songs|long naps], and [most of all|best of all] {a:he} liked to {verb}.
  {A:he} would {verb} [in the morning|before lunch|after breakfast] and again [in the evening|after lunch|before bed].
day
  One {weather} {time}, {a} {verb.past} [for a while|until lunch|and then took a rest|and smiled at the sky].
  It was a {weather} {time}, and {a} [felt|was] [ready for something new|full of ideas|in a good mood|wide awake|{#glad}].
  One {weather} {time}, {a} [looked out of the window|opened the window|stretched {a.his} arms|put on a~ {#color} {#clothing}] and [smelled {#smell}|saw a~ {#color} {#vehicle}|wanted to go out|heard a~ {#wild}].
  One {weather} {time}, {a} [ate|had] [some {#food}|a~ {#fruit}|a~ {#treat}|a bowl of porridge] [and looked out of the window|and thought about the day|and gave some to a~ {#wild}].
  On a {weather} {time}, {a} put on a~ {#color} {#clothing} and [went to the door|looked outside|got ready for the day].
  The {time} was {weather}, and [a bird was singing|the leaves were dancing|the air smelled of {#smell}|{a} could smell {#smell}].
family
  {A} had a [kind|funny|loving|busy|gentle] {m.sort}, and they [did many things together|laughed a lot|told each other everything].
  {A} lived with {a.his} {m.sort}, who [was very kind|told the best stories|made the best {#food}|loved {a.him} very much|always had time for {a.him}].
friends
  {A.his} best friend was a~ {b.trait} {b.sort} named {b}.
  {A} had a [good |dear |]friend named {b}, a~ {b.trait} {b.sort}.
  {A} and a~ {b.trait} {b.sort} named {b} were [best |good |]friends.
  Next door lived a~ {b.trait} {b.sort} named {b}, and the two [played together every day|were always together|were friends].
arrive.friend
  Not long after, a~ {b.trait} {b.sort} named {b} came [by|along] with a~ {#color} {#clothing} on.
  Then a~ {b.trait} {b.sort} [called|named] {b} came [by|around the corner|along], eating a~ {#fruit}.
  A~ {b.trait} [little |]{b.sort} came [along|up the path|running|over]. {B.his} name was {b}.
  Just then, a~ {b.trait} {b.sort} named {b} [came by|walked up|appeared|stopped to look].
go.place
  {A} [went|walked|skipped|ran|hurried] {p.to}.
  {A} [went|walked|hopped|ran|wandered] {p.to} [with a smile|all alone|to play|to see what was there].
  {A} [went|set off|hurried|marched] {p.to}[ with a snack in a bag| in the {weather} air| with a skip in {a.his} step|, humming a song|].
go.together
  {U} and {v} went {p.to} [together|side by side|to play|hand in hand].
  Together, {u} and {v} [walked|ran|skipped|went|hurried] {p.to}[ in the {weather} air|, laughing all the way|].
go.home
  +{a} [went|walked|trotted] home [without a song|past a~ {#sight}|very slowly|with empty {a.hand}s].
  It was time to go home, so {a} [went|walked] back [slowly|quickly|past a~ {#sight}|along the path].
  When [the sun went down|it got late|the sky turned [pink|orange|dark]|it was time for dinner], {a} [went|walked|ran] home.
scene.wild
  On the way, {a} [saw|met|passed|noticed] {n.a}, and [it looked right at {a.him}|it hid in the grass|{a:he} said hello to it|{a:he} watched it for a moment].
  {N.A} was [watching from the grass|sitting near the path|resting in the shade|looking for food].
  {A} [saw|spotted|noticed] {n.a} [by the path|in the grass|under a leaf|near a stone] and [smiled|waved at it|stopped to look|tried not to scare it].
  "Look, {n.a}!" <said a>, but it was gone [in a blink|at once|the next moment].
scene.farm
  {N.A} [looked over a fence|stood near the path|was eating grass nearby|was taking a nap in the shade] and [made a funny noise|did not care at all|blinked slowly].
  On the way, {a} [saw|passed|said hello to] {n.a} that was [eating grass|standing in the mud|scratching its back on a tree|making a lot of noise].
  {A} waved to {n.a}, and it [shook its head|looked up|came a little closer].
scene.vehicle
  {N.A} [went by|rolled past|drove by|came along] and {a} [waved|counted its wheels|watched it go|covered {a.his} ears].
  On the way, {a} [saw|passed|looked at] {n.a}[ full of boxes| with a flat tire| with a sleepy driver| that would not start|].
  {A} had to wait while {n.a} [went past|turned around|made room].
scene.sight
  On the way, {a} [saw|passed|walked around|stopped at] {n.a}[ covered in leaves| with a bird on top| that {a:he} had never seen before|].
  There was {n.a} [on one side|not far away|near the path], and {a} liked [how it looked|to look at it|to make up stories about it].
  {N.A} stood [nearby|in the distance|by the path|at the corner], and [two birds sat on it|its shadow was long|{a} touched it for luck].
scene.nature
  {A} [picked up|found] {n.a} on the way and [put it in a pocket|looked at it closely|gave it a kiss for luck|threw it high into the air].
  On the ground lay {n.a}, and {a} [picked it up|stepped over it|kicked it along|drew a line in the dirt with it].
  "What {n.a}!" <said a>, and {a:he} [kept it|put it back|held it up to the light].
scene.plant
  On the way, {a} [smelled|touched|passed|saw] {n.a}[ with a ladybug on it| that moved in the wind| full of dew|].
  {N.A} [grew|stood] near the path, and [a bee|a butterfly|a beetle] was [visiting|sleeping on] it.
  {A} stopped to look at {n.a} and [took a deep breath|smiled|wondered how old it was].
scene.sky
  {A} looked up and saw {n.a}[ high above the trees| far away| over the roofs|], and it [made {a.him} smile|looked like a picture|seemed to follow {a.him}].
  High above, there was {n.a}, and {a} [waved at it|watched it for a while|wished to touch it].
scene.house
  There was {n.a} [in the corner|by the window|near the door|next to the stairs], and {a} [sat down beside it|looked at it|walked around it|touched it with one finger].
  {A} [bumped into|moved|walked past|tidied up] {n.a} and [laughed|went on|hummed a tune].
  {N.A} stood [in the corner|by the wall|near the door], [just as always|where it always stood|and the sun was shining on it].
scene.tool
  Somebody had left {n.a} on the [table|floor|stairs|window sill], and {a} [put it away|stepped over it|picked it up and looked at it].
  {A} saw {n.a} on the table and [wondered what it was for|put it in the right box|gave it a little push].
scene.clothing
  {N.A} was hanging [by the door|over a chair|on a hook], and {a} [tried it on|touched it with one finger|put it in the closet].
  {A} was wearing {n.a} that day and felt [very grand|{#glad}|warm|special].
scene.fragile
  {N.A} stood [on the shelf|by the window|on the table], and {a} [was careful not to touch it|looked at it|liked how it shone in the light].
scene.toy
  {N.A} lay [on the rug|under the table|near the bed|in the corner], and {a} [played with it for a while|gave it a push|picked it up and put it on the shelf].
scene.fruit
  {A} ate {n.a} and [licked {a.his} lips|wiped {a.his} chin|saved the last bite for later].
  There was {n.a} on the table, and {a} [ate it in three bites|could smell it|took a big bite].
scene.treat
  {A} ate {n.a} and [licked {a.his} lips|brushed away the crumbs|felt much stronger].
  There was {n.a} on a plate, and {a} [ate half of it|took one bite|could smell it].
felt.glad
  {U} was as happy as a~ {#wild} [with a~ {#fruit}|in the sun|in spring|on a~ {#sight}].
  {U} laughed so loudly that a~ {#color} {#wild} [ran away|looked up|laughed too].
  {U} felt [as light as a feather|as warm as {#food}|like a~ {#color} balloon|like singing to every {#wild}] and {#dance}.
  {U} was {#glad}.
  {U} felt [{#very} |]{#glad}.
  {U} [smiled|grinned|laughed] and {#dance}.
  [A big smile came over {u.his} face|{U:his} eyes were shining|{U:his} heart felt light], and {u:he} {#dance}.
  {U} was so {#glad} that {u:he} {#dance}.
  "[Hooray|Yay|Wow|Look, everybody], this is [the best {time} ever|better than {#treats}|a lucky {time}|as good as a~ {#treat}]!" <cried u>.
felt.sad
  {U} felt as [sad|small|lonely] as a~ {#small} [in the rain|without a home|that had lost its way].
  {U} was so sad that even [a~ {#color} {#toy}|a~ {#treat}|{#treats}|the smell of {#smell}] could not [help|make {u.him} smile].
  {U} [sat down next to|leaned on|looked at] a~ {#color} {#sight} and [cried|sighed|said nothing].
  {U} was [{#very} |]sad.
  {U} felt {#sad} and [sat down on the ground|did not want to play|looked at {u.his} feet|could not smile].
  Tears [ran down {u.his} cheeks|filled {u.his} eyes|came to {u.his} eyes], and {u:he} [sniffed|began to cry|hid {u.his} face].
  {U:his} [heart felt heavy|lip began to shake|eyes filled with tears].
  "[Oh no|Oh dear|Oh no, oh no], [I am so sad|what a sad {time}|this is bad|I could cry]," <sadly u>. "[And it was such a {weather} {time}.|I feel like a~ {#small} in the rain.|I want to hide under a blanket and eat {#food}.|What would a brave {#wild} do now?|Why did this happen on a {weather} {time}?]"
felt.angry
  {U} was [{#very} |]angry and [stamped {u.his} foot|crossed {u.his} arms|turned {u.his} back|made a loud noise].
  {U:his} face turned red, and {u:he} [stamped on the ground|would not look up|made two fists].
  "[That is not fair|I am so cross|I do not like this at all]!" <crossly u>.
felt.afraid
  {U} [shook|trembled] like a~ {#nature} in the wind.
  {U} was as [quiet|still] as a~ {#wild} [in its hole|that hears a noise] and [did not move|held {u.his} breath].
  {U} was [scared|afraid|frightened], and {u.his} [knees|legs|{u.hand}s] were shaking.
  {U:his} heart [beat fast|went thump, thump, thump], and {u:he} [did not move|held {u.his} breath|closed {u.his} eyes].
  "I am [scared|afraid|frightened]," <sadly u>.
felt.proud
  {U} [stood as tall as|felt as strong as|was as proud as] a~ [tower|rooster|horse|king|queen|giant|oak] with a~ {#color} {#clothing}.
  {U} was [{#very} |]proud[ of {u.himself}|].
  {U} stood tall and felt [proud|as big as a tree|like a star|strong and proud].
  "I [really |]did it[ at last| today| this time|, just like a~ {#farm} would]!" <gladly u>. "[I feel as tall as a~ {#sight}|Even a~ {#wild} could not do it better|I must tell every {#wild} about it|I want to do it again this {time}]!"
thanks
  "Thank you, {v.call}!" <gladly u>. "[I could hug a~ {#wild}|You are as kind as a~ {#color} {#wild}|I will bring you {#treats}|Next time I will help you]!"
  "Thank you[ so much|], {v.call}," <said u>. "[You are kinder than anyone I know|You are as good as {#food}|I will never forget this {time}|I want to bake {#treats} for you|You helped me so much today]."
  {U} thanked {v} [again and again|with all {u.his} heart|and gave {v.him} a [big |tight |warm |]hug|for being so kind].
  {U} gave {v} a [big|long|tight|warm] hug[ and said thank you| to say thank you| and would not let go].
  "[Oh, thank you|Thanks|Many thanks], {v.call}!" <cried u>. "[That was nice of you|I am as happy as a~ {#wild}|Now I feel much better|That was as sweet as honey]."
sorry
  "I am [so |very |really |]sorry, {v.call}," <sadly u>.
  "I am sorry, {v.call}," <said u>. "[I was wrong|I will not do it again|It was not nice of me|I feel bad about it]."
  {U} told {v} that {u.he} was [very |so |]sorry[ and that it would not happen again| and looked down at the floor|].
  {U} said sorry to {v}, and {u:he} [really meant it|meant every word|felt a little better].
  "Please forgive me, {v.call}," <sadly u>. "I [did not mean it|did not think of you|should have known better|was as silly as a~ {#wild}]."
forgive
  "[It is all right|It is okay|I forgive you|Do not cry], {v.call}," <kindly u>. "[Everyone makes mistakes|Thank you for saying sorry|I know you did not mean it|All is good between us|I am not angry anymore]."
  {U} forgave {v} and gave {v.him} a [big |warm |soft |]hug.
  {U} was not angry [anymore|any longer] and [smiled at {v}|took {v} by the {v.hand}|shared a~ {#treat} with {v}|patted {v} on the back].
  "[That was brave of you to say|I am glad you told me|I was a bit sad, but now I feel better]," <kindly u>.
comfort
  {U} gave {v} a [big|warm|soft|long] hug and [wiped the tears away|said that it would be all right|stayed close for a while].
  "[Do not worry|Do not be sad|Do not cry|There, there], {v.call}," <kindly u>. "[We will find a way|It will be all right|I am here, and so is the sun|Tomorrow we will laugh about it|We can fix this together|Let us have {#food} and think about it|Even a~ {#wild} has bad days]."
  {U} sat down next to {v} and [put an arm around {v.him}|sang a soft song about a~ {#wild}|held {v.him} tight|told {v.him} about a~ {#color} {#wild}].
ask.help
  "[Can|Could|Will] you [please |]help me, {v.call}?" <asked u>.
  {U} asked {v} for help.
  "Please help me, {v.call}!" <cried u>. "I cannot do it [alone|by myself|on my own|without you]."
  {U} [ran to|went to|called] {v} and [told {v.him} everything|asked for help|told {v.him} what was wrong].
agree.help
  "Of course[ I will|]," <kindly u>. "[Let us try together|I will help you|That is what friends are for|Show me what is wrong]."
  {U} [nodded|smiled|agreed] and [said yes|came at once|got ready to help].
  "[Yes|Sure|All right|Okay], {v.call}," <said u>. "[Let us go|I have an idea|Two are better than one|We can do it]."
befriend
  From that day on, {u} and {v} were [good |best |]friends.
  {U} and {v} became [good |best |the best of |]friends[ and played together every day| and shared everything|].
  "[Can we be friends|Will you be my friend|Shall we be friends], {v.call}?" <asked u>. "Yes, [I would love to|if you like {#treats}|and we can play {#game}], {u.call}!" <said v>.
makeup
  {U} and {v} [shook {u.hand}s|hugged|looked at each other and laughed] and were friends again.
  Soon {u} and {v} were [laughing|playing|talking] together again, [as if nothing had happened|and the quarrel was over|better friends than before].
quarrel.x
  "It is mine!" <crossly u>. "No, it is mine!" <cried v>.
  {U} and {v} [both pulled at {x.the}|shouted at each other|had a big fight about {x.the}|quarreled about {x.the}].
  {U} wanted {x.the}, and so did {v}. [They pulled and pushed|They shouted|Neither would let go].
"""
