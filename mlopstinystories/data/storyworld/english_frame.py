"""Ways of telling the frame of a story: who the hero is, the day, the last evening, and the morals."""

from typing import Final

# Where more than one family lives, so that one can be known there; and houses.
_SETTLED = (
    "town|village|valley|city by a river|street with {#number} {#trees}|village near a~ {#landmark}|village with a~ {#full_building}"
    "|street where everyone had a~ {#small_animal}|town with more {#farm_animals} than people"
)
_HOUSE = (
    "house by the sea|house on a hill|cottage near the woods|farmhouse|cabin by a lake|house with a~ {#color} roof"
    "|house with a~ {#color} door|tall {#color} house|little {#color} house|house full of {#toys}|house full of {#collected}"
    "|house with {#number} windows|house near a~ {#landmark}|house behind a~ {#full_tree}|house next to a~ {#full_building}"
)
_TOWN = f"[{_SETTLED}|{_HOUSE}]"
_DEN = (
    "[cozy den|hut under an oak|hut by the pond|snug cave|den full of {#flowers}|round house of mud and straw"
    "|den near a~ {#landmark}|hut with a~ {#color} door|den under a~ {#full_tree}|little house near a~ {#landmark}"
    "|den between {#number} {#trees}|hut behind a~ {#full_tree}|den near a~ {#full_garden_plant}|hut with {#number} windows]"
)

_WHEN = (
    "[Once upon a time|Long ago|Many years ago|Not so long ago|When your grandma was small|In the summer of the {#number} {#bugs}"
    "|In the year of the big snow|Before you were born|On the far side of a~ {#landmark}|Where the {#flowers} grow]"
)
_HOW = (
    "[ every day| all day long| more than anything| best of all| whenever the sun was out| after breakfast| on rainy days"
    "| in the evening| from morning until night| with all {u.his} heart| on Sundays||||]"
)

TEXT: Final = f"""
open.child: intro u
  Once upon a time, there was a~ {{u.trait}} [little |]{{u.sort}} named {{u}}.
  Once upon a time, there lived a~ {{u.trait}} {{u.sort}} [called|named] {{u}}.
  {_WHEN}, in a~ {_TOWN}, there [lived|was] a~ {{u.trait}} {{u.sort}} [called|named] {{u}}.
  There once was a~ {{u.trait}} {{u.sort}} [called|named] {{u}}, who lived in a~ {_TOWN}.
  {{U}} was a~ {{u.trait}} [little |]{{u.sort}} who lived in a~ {_TOWN}.
  In a~ {_TOWN}, there lived a~ {{u.trait}} {{u.sort}} whose name was {{u}}.
  [Everyone|Everybody|Every cat and dog] in the [town|street|village] knew {{u}}, a~ {{u.trait}} [little |]{{u.sort}} from a~ [{_HOUSE}].
  A~ {{u.trait}} {{u.sort}} named {{u}} lived in a~ {_TOWN} [and was never bored|not far from here|and had a window to the garden].
  This is the story of {{u}}, a~ {{u.trait}} [little |]{{u.sort}} from a~ {_TOWN}.
  Near a~ {{#landmark}} and a~ {{#full_building}}, there lived a~ {{u.trait}} {{u.sort}} named {{u}}.
  {{U}} was a~ {{u.trait}} {{u.sort}} with a~ {{#full_wear_one}} and a room full of {{#toys}}.
open.child.verb: intro u
  Once upon a time, there was a~ {{u.trait}} [little |]{{u.sort}} named {{u}}, who [liked|loved] to {{verb}}.
  {_WHEN}, in a~ {_TOWN}, there lived a~ {{u.trait}} {{u.sort}} named {{u}}, who [liked|loved] to {{verb}}.
  {{U}} was a~ {{u.trait}} {{u.sort}} in a~ {{#full_wear_one}} who [liked|loved] to {{verb}}{_HOW}.
  A~ {{u.trait}} {{u.sort}} named {{u}} lived in a~ {_TOWN} and [liked|loved] to {{verb}}{_HOW}.
  This is the story of a~ {{u.trait}} {{u.sort}} named {{u}}, who lived in a~ {_TOWN} and [liked|loved] to {{verb}}.
  Once upon a time, a~ {{u.trait}} {{u.sort}} named {{u}} had a~ {{#full_carried}} and [liked|loved] to {{verb}}.
  {{U}}, a~ {{u.trait}} {{u.sort}} with a~ {{#full_wear_one}} and a~ {{#full_carried}}, [liked|loved] to {{verb}}.
  Near a~ {{#landmark}} and a~ {{#full_building}} lived {{u}}, a~ {{u.trait}} {{u.sort}} who [liked|loved] to {{verb}}.
  Between a~ {{#full_tree}} and a~ {{#full_building}} lived {{u}}, a~ {{u.trait}} {{u.sort}} who [liked|loved] to {{verb}}.
  {{U}}, a~ {{u.trait}} {{u.sort}} from a~ {_TOWN}, [liked|loved] to {{verb}} and to eat {{#full_dish}}.
  Few liked to {{verb}} as much as {{u}}, a~ {{u.trait}} {{u.sort}} from a~ {_TOWN}.
  {{U}}, a~ {{u.trait}} {{u.sort}} with a~ {{#full_wear_one}}, [liked|loved] to {{verb}}, and so did {{u.his}} {{#relation}}.
  In a~ [{_SETTLED}], everybody knew {{u}}, a~ {{u.trait}} {{u.sort}} who [liked|loved] to {{verb}}.
open.child.some: intro u
  Once upon a time, there was a~ {{u.trait}} [little |]{{u.sort}} named {{u}}, who would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  {_WHEN}, in a~ {_TOWN}, there lived a~ {{u.trait}} {{u.sort}} named {{u}}, who would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  {{U}} was a~ {{u.trait}} {{u.sort}} in a~ {{#full_wear_one}} who would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  A~ {{u.trait}} {{u.sort}} named {{u}} lived in a~ {_TOWN} and would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  This is the story of a~ {{u.trait}} {{u.sort}} named {{u}}, who lived in a~ {_TOWN} and would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  Once upon a time, a~ {{u.trait}} {{u.sort}} named {{u}} had a~ {{#full_carried}} and would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  Near a~ {{#landmark}} and a~ {{#full_building}} lived {{u}}, a~ {{u.trait}} {{u.sort}} who would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  {{U}}, a~ {{u.trait}} {{u.sort}} with a~ {{#full_wear_one}} and a~ {{#full_carried}}, would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  Between a~ {{#full_tree}} and a~ {{#full_building}} lived {{u}}, a~ {{u.trait}} {{u.sort}} who would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  {{U}}, a~ {{u.trait}} {{u.sort}} from a~ {_TOWN}, would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}, just like {{u.his}} {{#relation}}.
  In a~ {_TOWN} lived {{u}}, a~ {{u.trait}} {{u.sort}} who would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
open.animal: intro u
  Once upon a time, there was a~ {{u.trait}} [little |]{{u.sort}} named {{u}}.
  Once upon a time, a~ {{u.trait}} {{u.sort}} [called|named] {{u}} lived in a~ {_DEN}.
  There once was a~ {{u.trait}} {{u.sort}} [called|named] {{u}}, who lived in a~ {_DEN}.
  {_WHEN}, in a~ {_DEN}, there lived a~ {{u.trait}} {{u.sort}} [called|named] {{u}}.
  {{U}} was a~ {{u.trait}} [little |young |]{{u.sort}} who lived in a~ {_DEN}.
  Deep in the [green|quiet|old|dark] woods, there was a~ {{u.trait}} {{u.sort}} named {{u}}.
  A~ {{u.trait}} [little |]{{u.sort}} named {{u}} lived near a [big|small|blue|quiet] [pond|river|meadow|farm|hill].
  This is the story of {{u}}, a~ {{u.trait}} {{u.sort}} from a~ {_DEN}.
open.animal.verb: intro u
  Once upon a time, there was a~ {{u.trait}} [little |]{{u.sort}} named {{u}}, who [liked|loved] to {{verb}}.
  {_WHEN}, in a~ {_DEN}, there lived a~ {{u.trait}} {{u.sort}} named {{u}}, who [liked|loved] to {{verb}}.
  {{U}} was a~ {{u.trait}} {{u.sort}} in a~ {{#full_wear_one}} who [liked|loved] to {{verb}}{_HOW}.
  This is the story of a~ {{u.trait}} {{u.sort}} named {{u}}, who lived in a~ {_DEN} and [liked|loved] to {{verb}}.
  Near a~ {{#landmark}} and a~ {{#full_tree}} lived {{u}}, a~ {{u.trait}} {{u.sort}} who [liked|loved] to {{verb}}.
  {{U}}, a~ {{u.trait}} {{u.sort}} from a~ {_DEN}, [liked|loved] to {{verb}}, and so did {{u.his}} {{#relation}}.
  In a~ {_DEN}, among {{#trees}} and {{#flowers}}, lived {{u}}, a~ {{u.trait}} {{u.sort}} who [liked|loved] to {{verb}}.
  {{U}} was a~ {{u.trait}} {{u.sort}} who lived next to a~ {{#full_garden_plant}} and [liked|loved] to {{verb}}.
open.animal.some: intro u
  Once upon a time, there was a~ {{u.trait}} [little |]{{u.sort}} named {{u}}, who would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  {_WHEN}, in a~ {_DEN}, there lived a~ {{u.trait}} {{u.sort}} named {{u}}, who would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  {{U}} was a~ {{u.trait}} {{u.sort}} in a~ {{#full_wear_one}} who would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  This is the story of a~ {{u.trait}} {{u.sort}} named {{u}}, who lived in a~ {_DEN} and would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  Near a~ {{#landmark}} and a~ {{#full_tree}} lived {{u}}, a~ {{u.trait}} {{u.sort}} who would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
  In a~ {_DEN}, among {{#trees}} and {{#flowers}}, lived {{u}}, a~ {{u.trait}} {{u.sort}} who would [sometimes|now and then|every so often|on some days|from time to time] {{verb}}.
hobby: act u
  {{U:he}} [liked|loved] to {{verb}}{_HOW}.
  {{U:he}} [liked|loved] to {{verb}}, [and everyone on the street knew it|even in the winter|with or without {{#wears}}|and then to eat a~ {{#treat}}].
  Every [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon], {{u:he}} [wanted|liked|loved] to {{verb}}.
  What {{u:he}} [liked|loved] [most|best] was to {{verb}}[ and then to eat a~ {{#treat}}| with a~ {{#full_wear_one}} on|].
  {{U:he}} could {{verb}} [for hours|all day long|all morning|from morning until night|until dinner was cold].
  Nothing made {{u:him}} happier than to {{verb}}[, not even {{#dish}}| and to drink {{#drink}} afterward|].
  {{U:he}} was so good at {{verbing}} that [everyone|the whole street|even the {{#worker}}] [watched|smiled|clapped|stopped to look].
hobby.some: act u
  {{U:he}} would sometimes {{verb}}[ and then eat a~ {{#treat}}| and then laugh about it|].
  Sometimes, {{u:he}} would {{verb}}, and [everyone smiled about it|nobody was surprised|even the {{#worker}} smiled|the cat would watch].
  Now and then, {{u:he}} would {{verb}}[, mostly on {{#weekday}}s|, as if it were nothing|].
  It was just like {{u:him}} to {{verb}}[, and everyone loved {{u.him}} for it| and not even notice it|].
family: mention w
  {{U:he}} lived with {{w}}, who [knew many stories|was very kind|laughed a lot|always had time|made the best {{#supper}} in town|knew stories about {{#far_animals}}].
  {{U:he}} lived with {{w}}, and the two of them [laughed a lot|did many things together|told each other everything|liked {{#full_dish}} and {{#full_drink}}].
  {{W}} and {{u}} lived together, and there was always [{{#full_dish}} on the table|a song in the house|time for a~ {{#full_talk}}].
  {{U:he}} lived with {{w}} and a~ {{#full_small_animal}}, and on Sundays there was always {{#full_dish}}.
  {{U}} lived with {{w}}, and behind their house they had a~ {{#full_farm_animal}} and a~ {{#full_tree}}.
friends: intro t
  {{U.his}} best friend was {{t}}, a~ {{t.trait}} {{t.sort}} in a~ {{#full_wear_one}}.
  {{U.his}} best friend was a~ {{t.trait}} {{t.sort}} named {{t}}.
  {{U}} had a [good|dear] friend named {{t}}, a~ {{t.trait}} {{t.sort}} with a~ {{#full_carried}}.
  {{U}} and a~ {{t.trait}} {{t.sort}} named {{t}} were [best|good] friends.
  {{U}} and {{t}}, a~ {{t.trait}} {{t.sort}} with a~ {{#full_wear_one}}, were [best|good] friends.
  Next door lived {{t}}, a~ {{t.trait}} {{t.sort}}, and the two [played {{#game}} every day|were always together|told each other everything|shared every {{#treat}}].
  Behind a~ {{#full_tree}} next door lived {{t}}, a~ {{t.trait}} {{t.sort}} and {{u:his}} best friend.
  {{U}} did almost everything with {{t}}, a~ {{t.trait}} {{t.sort}} who [always wore a~ {{#full_wear_one}}|knew songs about {{#far_animals}}|could draw {{#sea_animals}}|loved {{#full_dish}}].
  With {{t}}, a~ {{t.trait}} {{t.sort}} from the {{#color}} house next door, {{u}} shared every {{#treat}} and every {{#fruit}}.
bg.toy
  Day and night, {{z.a}} [stood guard next to|lay beside] {{u:his}} bed.
  {{U}} had many toys, and the best of them was {{z.a}}.
  High up on {{u:his}} shelf, there was {{z.a}} that nobody else could touch.
bg.treasure
  In a secret box under the bed, {{u}} kept {{z.a}}.
  {{U}} had once found {{z.a}} on the road, and nobody knew whose it was.
  Of all the treasures in {{u:his}} box, {{z.a}} was the best.
bg.clothing
  In a chest at home, {{u}} had found {{z.a}} and liked to dress up in it.
  By the door hung {{z.a}} that {{u.his}} {{#relation}} had left there.
  By the door hung {{z.a}} that was much too big for {{u}}.
bg.pair
  By the door, there was always a pair of {{z.full}} for {{u}}.
  {{U}} had a pair of {{z.full}}[ from {{u.his}} aunt| from {{u.his}} uncle|] and wore them every Sunday.
  Nobody ever saw {{u}} without {{u.his}} {{z.full}}.
bg.tool
  Behind the house, there was {{z.a}} that everyone could use.
  {{U}} could make a game out of anything, even out of {{z.a}}.
bg.desk
  In {{u:his}} room, there was {{z.a}} that had once belonged to [a captain|a teacher|an uncle].
  {{U}} had {{z.a}} from {{u.his}} {{#relation}} and was very proud of it.
bg.house
  In {{u:his}} house, there was {{z.a}} that everyone liked.
  In one corner of {{u:his}} house, there was {{z.a}}.
  {{U}} liked everything at home, even {{z.thefull}} in the hall.
bg.kitchen
  In the kitchen, there was {{z.a}} that had been a present from {{u:his}} {{#relation}}.
  {{U}} knew everything in the kitchen, even {{z.thefull}} in the corner.
bg.vehicle
  Above {{u:his}} bed hung a picture of {{z.a}}.
  {{U}} wanted to travel in {{z.a}} one day, when {{u.he}} was big.
  Whenever {{u}} had paper and crayons, {{u.he}} drew {{z.a}}.
bg.fruit
  Nothing tasted better to {{u}} than {{z.a}}[ after a long day|].
  After lunch, {{u}} always wanted {{z.a}}.
bg.vegetable
  In a pot by the window, {{u}} grew {{z.a}}.
  For {{u}}, there was no better present than {{z.a}} from the garden.
bg.treat
  On [Sundays|holidays|birthdays], there was {{z.a}} for {{u}}.
  Nothing tasted better to {{u}} than {{z.a}}.
bg.dish
  For {{u}}, there was nothing better than {{z.a}}[ in the evening|].
  On [Sundays|holidays], there was always {{z.a}} at {{u:his}} house.
bg.drink
  Before bed, {{u}} always drank {{z.a}}.
  {{U}} always wanted {{z.a}} after a long walk.
bg.small_animal
  Behind the house lived {{z.a}}, and {{u}} said hello to it every morning.
  {{U}} once saw {{z.a}} at the window and never forgot it.
bg.bug
  {{U}} once kept {{z.a}} in a jar for an hour and then let it go.
  {{U}} was not even afraid of {{z.a}}.
bg.wise_animal
  Once, {{z.a}} had given {{u}} good advice.
  {{U}} once saw {{z.a}} behind the house and talked about it for days.
bg.farm_animal
  From {{u:his}} window, one could see {{z.a}} on the farm next door.
  {{U}} could make a sound just like {{z.a}}.
bg.big_animal
  {{U}} once met {{z.a}} on the road and did not run away.
  In {{u:his}} favorite book, there was {{z.a}} [that wore boots|that could sing|on every page].
bg.far_animal
  In {{u:his}} favorite book, there was {{z.a}} [that wore boots|that could sing|on every page].
  {{U}} wanted to see {{z.a}} one day, when {{u.he}} was big.
  On {{u:his}} wall hung a picture of {{z.a}}.
bg.sea_animal
  On {{u:his}} wall hung a picture of {{z.a}}.
  {{U}} wanted to meet {{z.a}} in the sea one day, when {{u.he}} was big.
bg.fantasy
  In {{u:his}} best dreams, {{u}} met {{z.a}}.
  {{U:his}} favorite book was about {{z.a}}.
bg.worker
  {{U}} once spent a whole day with {{z.a}} and learned a lot.
  In the house next door lived {{z.a}}, who always had time for {{u}}.
bg.relative
  {{U}} had {{z.a}} far away who [sent funny letters|called every Sunday|knew all the songs].
bg.body
  When {{u}} was very small, {{u.he}} once hurt {{u.his}} {{z.full}}, but it was soon well again.
  Once, a bee sat down on {{u:his}} {{z.full}}, and {{u.he}} did not move until it flew away.
bg.building
  From {{u:his}} window, one could see {{z.a}}.
  {{U}} often walked past {{z.a}} and wondered who had made it.
bg.land
  {{U}} once read a book about {{z.a}}.
  In {{u:his}} dreams, {{u.he}} often came to {{z.a}}.
bg.plant
  In front of {{u:his}} house grew {{z.a}}.
  {{U}} took good care of {{z.a}} by the door.
bg.nature
  {{U}} once found {{z.a}} behind the house and thought it was the best thing in the world.
  Once, {{u}} looked at {{z.a}} for a whole hour and forgot the time.
bg.sky
  {{U}} once drew {{z.a}} on the wall of {{u.his}} room.
  In {{u:his}} favorite book, there was {{z.a}} with a face.
bg.material
  With {{z.a}} and a little time, {{u}} could make almost anything.
  Give {{u}} {{z.a}}, and {{u.he}} would be busy all day.
bg.event
  {{U}} still talked about {{z.a}} from last summer.
  Once, {{u}} had been to {{z.a}}, and {{u.he}} still smiled about it.
bg.talk
  {{U}} knew {{z.a}} by heart[ and could not keep it to {{u.himself}}|].
bg.mind
  {{U}} once dreamed of {{z.a}} and could not forget it.
  {{U}} had once written a poem about {{z.a}}.
said.good
  {{U}} was {{adj}} almost every day.
  A good song could always make {{u}} {{adj}}.
said.bad
  {{U}} was sometimes {{adj}}, but never for long.
  Nobody ever saw {{u}} {{adj}} for more than an hour.
said.cross
  {{U}} was sometimes {{adj}}, but never for long.
  When {{u}} was {{adj}}, {{u.he}} counted to ten.
said.afraid
  {{U}} was seldom {{adj}}, and never for long.
  When {{u}} was {{adj}}, {{u.he}} sang a song.
said.tired
  When {{u}} was {{adj}}, {{u.he}} went to bed early.
  {{U}} was hardly ever {{adj}}.
said.trait
  Everyone said that {{u}} was {{adj}}, too.
  When it mattered, {{u}} could be very {{adj}}.
said.weather
  On {{adj}} days, {{u}} sang a song about the weather.
  {{U}} liked {{adj}} days the best.
bg.weather
  {{U}} liked every kind of weather, even {{z.full}}.
  {{U}} knew a song about {{z.thefull}}.
day: act u
  One {{weather}} [morning|afternoon|day], {{u}} [woke up with a big wish|was ready for something new|was full of ideas|was wide awake].
  It was a~ {{weather}} [morning|afternoon|day], and {{u}} [looked out of the window|ate some {{#full_dish}}|ate a~ {{#full_fruit}}|put on a~ {{#full_wear_one}}].
  One {{weather}} [morning|afternoon|day], {{u}} [put on|took] a~ {{#full_wear_one}} and [opened the door|looked outside|sang a little song].
  On a~ {{weather}} [morning|afternoon|day], {{u}} [drank some {{#full_drink}}|ate a~ {{#full_treat}}] and [thought about the day|hummed a tune|looked at the sky].
go.place: go u p
  One {{weather}} [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon], {{u}} [went|walked|ran|hurried] {{p.to}}[ to play| all alone| with a skip and a hop|<past>].
  One {{weather}} [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon], {{u}} put on a~ {{#full_wear_one}} and [went|walked|ran] {{p.to}}<past>.
  On a~ {{weather}} [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon], {{u}} [went|set off|marched] {{p.to}}[ with a~ {{#treat}} in a bag| to look around| with a song|].
  It was a~ {{weather}} [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon], so {{u}} went {{p.to}}[ to look for something to do| to play|].
  {{U}} took a~ {{#full_carried}} and a~ {{#full_fruit}} and went {{p.to}} on a~ {{weather}} [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon].
  One {{weather}} [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon], a~ {{#full_visitor}} came to the window, and {{u}} followed it {{p.to}}.
  In a~ {{#full_wear_one}}, {{u}} walked {{p.to}} on a~ {{weather}} [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon] and ate a~ {{#full_fruit}}.
  One {{weather}} [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon], {{u}} walked past a~ {{#full_building}} and a~ {{#full_passed}} and came {{p.to}}.
go.with: go u v p
  One {{weather}} [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon], {{u}} and {{v}} went {{p.to}}[ together| to play|<past>].
  One {{weather}} [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon], {{u}} and {{v}} [walked|ran|skipped|hurried] {{p.to}}[ side by side|, laughing all the way| with a~ {{#treat}} to share|].
  It was a~ {{weather}} [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon], so {{u}} and {{v}} went {{p.to}}<past>.
  On a~ {{weather}} [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon], {{u}} and {{v}} met and went {{p.to}} to play {{#game}}.
  With a~ {{#full_treat}} and a~ {{#full_carried}}, {{u}} and {{v}} went {{p.to}} on a~ {{weather}} [day|morning|afternoon|{{#weekday}}|{{#weekday}} morning|{{#weekday}} afternoon].
end.home: go u p
  [Then|At the end of the day,|When it got late,|Before dark,|When the sun went down,] {{u}} [went|walked|ran|skipped] {{p.to}}, [and the way seemed short|humming a song|and thought about everything|and told a~ {{#full_farm_animal}} about it].
  {{U}} ran {{p.to}} past a~ {{#full_building}} and a~ {{#full_farm_animal}} and sang all the way.
end.home_with: go u v p
  [Then|At the end of the day,|When it got late,|Before dark,|When the sun went down,] {{u}} and {{v}} [went|walked|ran] {{p.to}} [hand in hand|side by side|together|and talked the whole way].
end.home_sad: go u p
  [Slowly,|At the end of the day,|When it got late,|When the sun went down,] {{u}} [went|walked] {{p.to}} [with a heavy heart|without a word|and did not sing that day|and did not look back].
end.happy: good u
  That [night|evening], {{u}} [fell asleep with a smile|dreamed of {{#far_animals}} and {{#treats}}|dreamed of {{#color}} {{#wears}}|told the whole story to {{u.his}} {{#relation}}].
  That [night|evening], {{u}} had some {{#full_dish}} and {{#full_drink}} and [smiled|felt warm inside|hummed a song].
  It was a~ {{#day}} day[ for {{u}}|], and {{u.he}} [told everyone about it|never forgot it|told {{u.his}} {{#relation}} about it].
  And {{u}} lived happily ever after, with {{#treats}} on Sundays and {{#dish}} on Mondays.
  When the moon came up over a~ {{#full_tree}}, {{u}} was still [smiling|humming|talking about it].
  For dinner, there was {{#full_supper}} and a~ {{#full_treat}}, and {{u}} had never been so [hungry|cheerful|glad].
  With a~ {{#full_cuddly}} in one arm, {{u}} [fell asleep at once|dreamed of {{#far_animals}}|smiled in {{u.his}} sleep].
  {{U}} ate a~ {{#full_fruit}}, looked at the moon, and was {{#glad}}.
  {{U}} told the whole story to [the cat|a~ {{#full_cuddly}}|everyone at dinner|a~ {{#bug}} on the window] and then [fell asleep|went to bed|laughed once more].
  {{U}} drew a picture of it all, with a~ {{#full_flower}} in one corner, and [hung it on the wall|put it under the pillow].
  {{U}} drew it all for {{u.his}} {{#relation}}, with a~ {{#full_farm_animal}} in one corner.
  What a~ {{#day}} day it had been for {{u}}!
  In {{u:his}} dream that night, a~ {{#full_far_animal}} and a~ {{#full_bug}} [danced|sang|ate {{#treats}}] together.
  Over {{#full_dish}} and {{#full_drink}}, {{u}} told everything twice, and even a~ {{#full_visitor}} at the window listened.
  {{U}} wrote it all down in a~ {{#color}} book with a~ {{#full_flower}} on the cover.
  With a~ {{#full_cuddly}} on one side and a~ {{#full_cuddly}} on the other, {{u}} fell asleep and dreamed of {{#treats}}.
end.thing: hold u x; good u
  That night, {{x.the}} lay next to {{u:his}} pillow, and {{u.he}} [slept very well|dreamed of {{#far_animals}}|smiled in {{u.his}} sleep].
  From that day on, {{u}} took very good care of {{x.the}}.
  {{U}} [put|laid] {{x.the}} in a safe place and [looked at it|smiled at it] before going to bed.
  All the way to bed, {{u}} [held|carried] {{x.the}}, and nothing could make {{u.him}} let go.
end.together: good u
  {{U}} and {{v}} [laughed|played {{#game}}|sat in the sun|sang songs|told each other riddles] until [it was dark|it was time for dinner|the stars came out].
  {{U}} and {{v}} shared a~ {{#treat}} and [promised to meet again|laughed about everything|talked about it for a long time].
  {{U}} and {{v}} lived happily ever after.
  After that, {{u}} and {{v}} [were never bored|always helped each other|played {{#game}} every afternoon].
  "[This was fun|What a day|I am glad you are here|Let us do this again tomorrow], {{v.call}}," <said u>.
  "I will never forget this {{#day}} day, {{v.call}}," <gladly u>.
  {{U}} and {{v}} ate a~ {{#full_treat}} under a~ {{#full_tree}} and [laughed about everything|made a plan for the next day].
  When the moon came up over a~ {{#full_building}}, {{u}} and {{v}} were still [laughing|playing|telling stories].
end.family: good u
  {{U}} and {{v}} [had some {{#full_dish}}|drank some {{#full_drink}}|looked at the moon|sat by the window] together, and {{u}} [told the story again|felt safe|felt warm and loved].
  "[I love you|Good night|Sleep well|I am proud of you], {{u.call}}," <kindly v>.
  {{V}} [kissed {{u}} good night|tucked {{u}} into bed|told {{u}} a story about a~ {{#far_animal}}], and soon {{u}} was [fast asleep|dreaming|snoring softly].
  {{U}} and {{v}} ate a~ {{#full_treat}} and drank some {{#full_drink}}, and then it was time for bed.
end.sad: bad u
  {{U}} [went to bed|sat in a corner] with a~ {{#full_cuddly}} and [cried a little|did not say a word|would not speak].
  It was not a happy day for {{u}}, and {{u.he}} [told only a~ {{#full_cuddly}} about it|wished it had gone another way|wanted no {{#supper}} for dinner].
  That night, {{u}} [lay awake|looked at the dark ceiling|held a~ {{#full_cuddly}}] and [was still {{#sad}}|wished for a better day|counted sheep].
  {{U}} left a~ {{#full_treat}} on {{u.his}} plate that evening and went to bed early.
  Not even a~ {{#full_treat}} could make {{u}} smile that day.
  That evening, {{u}} did not want {{#full_dish}} or {{#full_drink}} and looked at the dark window.
  {{U}} did not want to play {{#game}} anymore that day and went to bed without {{#supper}}.
  Some days do not end well, and {{u}} [sat at the window with a~ {{#full_cuddly}}|cried until {{u.he}} fell asleep|went to bed without {{#supper}}].
  {{U}} was {{#sad}} for [many days|a long time|{{#number}} days|the whole week] and did not even want {{#treats}}.
  That night, {{u}} put a~ {{#full_cuddly}} next to the pillow, but it could not help either.
  On the steps behind the house, {{u}} sat until it was dark and was still {{#sad}}.
end.sad_family: bad u
  {{V}} [held {{u}} tight|sat next to {{u}} for a long time|gave {{u}} a hug], but {{u}} was still {{#sad}}.
  "Tomorrow is a new day, {{u.call}}," <kindly v>, but {{u}} [only sighed|was still {{#sad}}|could not smile yet].
moral.honest: act u
  {{U}} learned that [it is always better to tell the truth|the truth makes the heart light|a lie only makes things worse].
  After that day, {{u}} always told the truth[, even when it was hard|].
moral.share: act u
  {{U}} learned that [sharing makes everyone happy|things are more fun when they are shared|half a~ {{#treat}} with a friend is better than a whole one alone].
  From then on, {{u}} [liked to share|always shared with others|kept one {{#treat}} for a friend].
moral.care: act u
  {{U}} learned to [take good care of {{u.his}} things|be more careful|look twice before doing something silly].
  After that, {{u}} was [very careful|careful every single day].
moral.brave: act u
  {{U}} learned that [being brave means trying even when you are scared|many scary things are not so scary up close|fear gets small when you look at it].
  Now {{u}} knew that [it is all right to be afraid|one small step is enough to begin|everyone is afraid sometimes].
  {{U}} learned that even a~ {{#far_animal}} is afraid sometimes, and that one can be afraid and brave at once.
moral.try: act u
  {{U}} learned that [it is good to try again|you should never give up too soon|the third try may be the lucky one].
  "[Keep trying|Do not give up|Try again]," {{u}} [always said after that|told everyone|said to {{u.himself}} from then on].
  {{U}} learned that a~ {{#full_tree}} does not grow in a day, and that nobody learns anything in one.
moral.kind: act u
  {{U}} learned that [a little help can mean a lot|a kind deed comes back|it feels good to help others].
  From that day on, {{u}} tried to be kind to [everyone|all animals|big and small].
  {{U}} learned that even a~ {{#full_bug}} can be glad of a friend.
moral.loss: act u
  {{U}} learned that [even a bad day comes to an end|some things do not go as one hopes|one can do everything right and still have no luck].
  After that, {{u}} knew that [one can be sad today and glad tomorrow|nobody has good luck every day|not even a~ {{#far_animal}} has good luck every day].
moral.listen: act u
  {{U}} learned to [listen when someone warns {{u.him}}|think before doing something silly].
  After that, {{u}} always listened to [wise words|good advice].
moral.patience: act u
  {{U}} learned that [good things take time|it is good to wait|one step after the other is the best way].
  After that, {{u}} did not mind waiting[ for good things|].
  {{U}} learned that even a~ {{#full_tree}} was once a seed and had to wait.
moral.rest: act u
  {{U}} learned that sleep comes by itself when one [does not look for it|lies still|thinks of good things].
  After that night, {{u}} was never cross when sleep came late.
moral.race: act u
  {{U}} learned that [friends are more important than winning|being fair is better than being first].
  After that, {{u}} [ran|played] just for fun[, and never minded who was first|].
moral.help: act u
  {{U}} learned that [it is good to ask for help|nobody has to do everything alone|even a small one can be a big help].
  From then on, {{u}} was not too proud to ask for help.
  {{U}} learned that not even a~ {{#far_animal}} can do everything alone.
moral.friends: act u
  {{U}} learned that [a good friend is better than any toy|it is more fun to do things together|friends can fight and still be friends].
  After that, {{u}} knew that [a friend is the best thing to have|one friend is better than ten {{#toys}}].
moral.return: act u
  {{U}} learned that [it feels good to give back what is not yours|a found thing may belong to somebody who misses it].
moral.glad: act u
  {{U}} learned that [a bad day can turn into a good one|a thing can be good in another way than one thought|one can be happy with a little].
"""
