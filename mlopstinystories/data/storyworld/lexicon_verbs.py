"""The verbs, each with words that complete it to something a child or a small animal of a story may do.

`LIKED` ones are done for fun ("loved to dance in the rain"); `SOMETIMES` ones happen ("would sometimes sneeze in the
sun"). The complement is what makes a bare verb sayable; `{his}` and `{him}` stand for the doer. The commonest come
first: the plain language takes the head of each list.
"""

from dataclasses import dataclass
from typing import Final

from . import inflection


@dataclass(slots=True, frozen=True)
class Verb:
    """A verb and its complements, of which one is drawn."""

    base: str
    complements: tuple[str, ...]

    def phrase(self, complement: str) -> str:
        """The verb with one of its complements."""
        return f"{self.base} {complement}" if complement else self.base


def _verbs(text: str) -> tuple[Verb, ...]:
    verbs = []
    for line in text.strip().splitlines():
        for entry in line.split(";"):
            if entry.strip():
                base, _, rest = entry.strip().partition(":")
                verbs.append(Verb(base.strip(), tuple(option.strip() for option in rest.split("|"))))
    return tuple(verbs)


LIKED: Final = _verbs(
    """
play: outside|with blocks|in the mud|with a big box; run: in the park|very fast|with the wind|around the house; jump: in puddles|up and down|over logs
sing: funny songs|in the morning|with the birds; dance: in the rain|in the kitchen|to loud music; draw: animals|with crayons|big pictures
read: books|picture books|about faraway places; paint: pictures|with bright colors|big suns; climb: trees|up the hill|on big rocks; swim: in the lake|like a fish
build: towers|houses out of blocks|things out of sticks; bake: cookies|bread|little cakes; laugh: at silly jokes|with friends; cook: soup|dinner for everyone
dig: holes|in the sand|for treasure; hop: on one leg|like a frog|over the grass; skip: down the street|to the gate and back; hide: behind trees|in small places|under the bed
count: the stars|the stairs|birds on the roof; watch: the clouds|the rain|the birds|the trains go by; listen: to stories|to music|to the wind; explore: the woods|the garden|new places
ride: on the swing|a pony|through the village; slide: down the hill|on the ice; swing: high in the air|under the old tree; roll: down the hill|in the grass
splash: in the water|in puddles; help: in the garden|with the dishes|other people; make: paper boats|mud pies|funny hats|music; write: letters|little stories|on the wall with chalk
feed: the birds|the ducks|the hens; pick: berries|flowers|apples; collect: shells|leaves|stones|buttons; plant: seeds|flowers|beans
tell: stories|jokes|riddles; learn: new words|new songs; dream: of faraway places|of flying; share: snacks|secrets with a friend
clap: to music|in time with a song; march: around the table|like a soldier; race: down the road|with the wind; whistle: a happy tune|while walking
wander: through the fields|along the river; gallop: like a horse|across the meadow; tumble: in the hay|on the rug; bounce: on the bed|a ball against the wall
spin: in circles|like a top; crawl: through tunnels|under the table; leap: over puddles|from stone to stone; skate: on the ice|around the pond
hike: in the hills|through the forest; jog: around the pond|before breakfast; twirl: on one foot|in the kitchen; stretch: in the sun|like a cat
fly: kites|paper planes; throw: stones into the pond|balls; catch: balls|falling leaves; kick: a ball|stones down the road
float: on the water|little boats; dive: into the pond|for shells; row: across the lake|an old boat; sail: little boats|paper ships
juggle: apples|three balls; balance: on logs|a cup on one finger; chase: butterflies|leaves in the wind; follow: ants|footprints in the snow
sew: little bags|dresses for dolls; knit: scarves|warm socks; weave: baskets|mats out of straw; fold: paper birds|paper hats
cut: paper stars|shapes out of paper; glue: feathers on paper|shells on boxes; decorate: boxes|the windows|cakes; color: pictures|in big books
mix: colors|mud and water; stir: the soup|the batter; taste: new things|the soup; peel: oranges|potatoes
slice: bread|carrots; chop: carrots|wood with a grown-up; squeeze: lemons|oranges; pour: tea|water into cups
sweep: the floor|leaves into a heap; mop: the kitchen floor; dust: the shelves|old books; scrub: the pots|the steps
wash: the dishes|the windows; polish: shoes|spoons; fold up: clothes|maps; tidy: the shelves|the toy box
rake: leaves|the grass; water: the flowers|the beans; weed: the garden; trim: the bushes
fix: broken toys|old things; mend: socks|old toys; hammer: nails into boards; repair: toys|old clocks
carry: bags|wood for the fire; push: the wheelbarrow|the cart; pull: a little wagon|a sled; lift: big stones|heavy boxes
stack: blocks|stones|cups; sort: buttons|shells by color; arrange: flowers|stones in a row; measure: everything|the height of plants
guess: riddles|what is in a box; pretend: to be a king|to be a pirate|to fly; imagine: new worlds|funny animals; invent: games|new songs
wonder: about the moon|about everything; think: about the stars|of new games; ask: questions|why the sky is blue; answer: hard questions|riddles
study: maps|bugs under a glass; spell: long words|new words; teach: tricks to the dog|songs to the little ones; practice: magic tricks|new dances
act: in plays|like a clown; perform: little plays|magic tricks; drum: on pots|on old boxes; hum: a quiet tune|while working
strum: an old guitar|the banjo; chant: silly rhymes; whisper: secrets|stories to the flowers; giggle: under the blanket|at funny words
joke: with everybody; tickle: the baby|little feet; hug: everybody|big trees|soft pillows; cuddle: under a blanket|with the cat
pet: the cat|the neighbor's dog; brush: the pony|the dog; train: the puppy|for the big race; groom: the horses
nap: in the sun|after lunch; rest: under a tree|in the shade; sunbathe: on the rocks; relax: in the hammock
camp: in the backyard|in the woods; picnic: on the grass|by the lake; travel: to new places|by train; visit: the neighbors|the old people next door
search: for shells|for lucky clovers; hunt: for bugs|for lost buttons; track: footprints in the mud; discover: new paths|strange plants
gather: nuts|wood|flowers; harvest: carrots|beans; grow: beans|pumpkins|tomatoes; trade: stickers|marbles
sketch: faces|boats; carve: little animals out of wood|pumpkins; shape: animals out of clay; mold: bowls out of clay
print: leaves on paper|patterns with a potato; trace: shapes|leaves on paper; scribble: on old paper; design: dresses for dolls|houses
wrap: presents|boxes in paper; tie: knots|ribbons; string: beads|buttons on a thread; braid: ribbons|grass
toss: pebbles into the pond|a ball in the air; pass: the ball; dribble: a ball; aim: at the target with a ball
wrestle: with the puppy; tag: along with the big ones; box: up old toys; cheer: for the runners|for the team
celebrate: birthdays|the first day of spring; entertain: the guests; surprise: people with presents; welcome: guests
greet: everyone on the street|the postman; wave: at trains|at the boats; smile: at everybody|at the moon; chat: with the neighbors
blow: bubbles|out candles; pop: bubbles; sip: cocoa|hot tea; munch: apples|crackers
crunch: leaves underfoot|carrots; nibble: on cookies|on cheese; gobble: up pancakes; chew: on bread crusts
parade: around the yard; stroll: in the park|along the beach; stomp: in the mud|on dry leaves; tiptoe: through the house
trot: along the path; dash: to the door and back; zoom: around the yard; glide: over the ice
paddle: in the stream|a little canoe; wade: in the stream|in the sea; surf: on small waves; soak: in a warm bath
sled: down the hill; ski: down the hill; shovel: snow|sand; bury: treasure in the sand|nuts
spot: planes in the sky|birds; study_: ; photograph: flowers|the cat; film: the ducks
""".replace("study_: ;", "")
)

SOMETIMES: Final = _verbs("""
cry: over little things|when the day was too long; sleep: late|under the table|with the light on; forget: where the shoes were|to close the door
lose: a sock|a mitten; find: things that others had lost|buttons on the road; fall: out of bed|over {his} own feet; yawn: in the middle of a story|very loudly
sneeze: in the sun|when there was dust; worry: about small things|about the weather; borrow: a book from the library|an umbrella from the neighbors; wait: at the window for the rain to stop|for the bus
walk: to the bakery alone|in the rain; talk: to the moon|in {his} sleep; eat: too many sweets|breakfast in the garden; drink: three cups of milk|cocoa in bed
look: out of the window for hours|under every stone; sit: on the steps and think|under the old tree; stand: at the gate and wave; go: to bed late|out without a coat
want: to be taller|to stay up all night; need: a little help|a hug; wish: for snow in summer|on a star; hope: for snow|for a letter
try: to whistle with a mouth full of bread|to touch the ceiling; start: to laugh for no reason; stop: to look at a bug; finish: a whole book in one day
open: the wrong door|a window at night; close: {his} eyes and dream|the door too loudly; break: a cup by mistake|a pencil; drop: a plate|things
spill: the milk|water on the floor; mix up: left and right|two names; miss: the bus|{his} best friend; stay: up too late|in bed until noon
leave: the door open|toys on the stairs; bring: flowers home|a bug into the house; take: the long way home|a nap on the rug; give: half of {his} lunch to the birds|away old toys
get: muddy from head to toe|lost in thought; keep: pebbles in {his} pockets|secrets; hold: the cat for an hour; put: things in the wrong place
send: a letter to the king|a card to an aunt; buy: bread at the bakery|milk at the shop; sell: lemonade at the gate|old toys; pay: with shiny pennies
win: at cards|a race; hurry: to school|up the stairs; rush: through breakfast; slip: on the wet floor|on the ice
trip: over the rug|over the cat; stumble: on the stairs; bump: into the table|{his} head on the shelf; crash: into the sofa
knock: over a chair|on the wrong door; ring: the doorbell just for fun; touch: wet paint|everything; press: every button
turn: a cartwheel on the grass|left when it should be right; twist: an ankle; bend: a spoon; tear: a page by mistake
scratch: {his} nose while thinking; rub: {his} eyes in the morning; blink: in the bright sun; wink: at the baby
nod: off in the sun; shake: with laughter; shiver: in the cold; tremble: at the sound of thunder
sigh: at the window; snore: very loudly|like a bear; cough: in the winter; burp: after lunch
hiccup: after lunch; gasp: at the big waves; gulp: down the milk; swallow: a cherry stone
shout: with joy|across the street; yell: at the rain; scream: on the big swing; roar: like a lion
growl: like a bear; squeak: like a mouse; bark: like a dog; quack: at the ducks
grumble: about the cold|about bedtime; complain: about the cold soup; argue: about bedtime; mumble: in {his} sleep
agree: with everyone; believe: in dragons|every story; remember: very old songs|every birthday; know: the answer at once
understand: what the birds were singing; mean: to get up early and sleep on; decide: to be a captain|to sleep in a tent; choose: the biggest apple|two different socks
change: clothes three times a day; wear: two hats at once|{his} shirt inside out; button: a coat the wrong way; zip: up a coat for the baby
dress: up as a king|up as a pirate; comb: the cat; bathe: in the big tub; rinse: the cups
hang: upside down from a branch|up the wash; lean: on the fence and watch the cows; kneel: in the grass to look at ants; bow: to the ducks
lie: in the grass and look up; wake: up before the sun|in the night; rise: before the sun; snuggle: under a thick blanket
set: the table for ten; serve: tea to the dolls; offer: a cookie to the postman; lend: a coat to a friend
trust: in luck; obey: at once; listen in: on the birds; promise: to be good|to tidy up
thank: the rain for the flowers; praise: the cook; comfort: the baby|a sad friend; forgive: everybody in the end
protect: little bugs from the rain; rescue: worms after the rain|bees from the water; save: pennies in a jar|the last cookie; free: a bug from a web
guard: the cookie jar|the gate; feel: shy in front of strangers|sleepy after lunch; smell: the bread from far away; hear: an owl at night
see: faces in the clouds; notice: small things|every bird; stare: at the fire|at the moon; peek: under the lid|through the fence
point: at every plane; show: {his} drawings to the postman; cover: the windows with stickers; fill: the pockets with nuts
empty: the toy box on the floor; pack: a bag for a long trip; load: the wagon with stones; move: the chairs around
drag: a blanket through the house; poke: a stick into the mud; squash: berries by mistake; smash: a melon by mistake
burn: the toast; melt: snow in a pot; freeze: juice in the garden; boil: an egg
drip: paint on the floor; leak: secrets by mistake; pile: up leaves; lay: the table
copy: what the big ones did; repeat: the same joke; explain: the rules to everyone; describe: dreams at breakfast
call: the cat in for dinner; name: every hen; invite: the neighbors to tea; meet: friends at the well
join: in every game; lead: the way to the pond; guide: little ones across the road; cross: the bridge on one leg
enter: through the window; escape: from the bath; return: with wet feet; arrive: late for dinner
pause: on the stairs; linger: at the toy shop; delay: bedtime; live: in a tent in the garden for a day
boast: about a loose tooth; tease: the big ones a little; trick: everyone with a toy spider; fool: everybody on the first of April
fear: the dark a little; hate: to go to bed; love: the rain more than the sun
enjoy: a quiet hour; prefer: jam to honey; admire: the old trees; treasure: small stones
lick: the spoon; bite: into a lemon; suck: on an ice cube; sniff: at every flower
steal: a taste of the cake batter; hand: out cookies; deliver: eggs to the neighbors; reach: for the highest shelf
work: in the shop; earn: a penny for sweeping; swat: at flies; stamp: letters at the post office
bat: at balloons; hit: a ball over the fence; beat: a drum at dawn; tap: on the window
unlock: the old gate; lock: the toy box; light: the candles with a grown-up; shine: up the old spoons
learn from: mistakes; fight: with a pillow; hop off: the last step; drive: a toy cart down the hill
""")

_bases = [verb.base for verb in (*LIKED, *SOMETIMES)]
assert len(_bases) == len(set(_bases)), sorted(base for base in _bases if _bases.count(base) > 1)
VERBS: Final = {verb.base: verb for verb in (*LIKED, *SOMETIMES)}
past, ing, third = inflection.past, inflection.ing, inflection.third
