"""The adjectives by what they say, and which of them suit which noun.

`suits(noun)` is a list of adjectives that a grown-up would say of just this noun: no windy museums, no hairy birds.
The price is a table with a line for every handful of nouns. Within a line the commonest come first: the plain
language takes the first three.
"""

from functools import cache
from typing import Final

from .lexicon_nouns import KIND_OF, NOUNS, words

ADJECTIVES: Final[dict[str, tuple[str, ...]]] = {
    "trait": words(
        "kind brave happy curious cheerful clever funny quiet shy gentle friendly careful lively polite helpful smart busy "
        "playful silly honest calm proud eager loud wild stubborn sweet caring bright jolly merry nice messy tidy "
        "thoughtful patient clumsy dreamy lucky joyful loving wise quick noisy strong chatty sensible generous loyal "
        "bold daring graceful grateful modest neat obedient peaceful cheeky bossy fearless forgetful giggly grumpy "
        "hopeful humble impatient intelligent creative independent inventive mischievous moody naughty nosy outgoing restless serious "
        "sleepy speedy sporty tender trusting active adventurous talented timid truthful warmhearted easygoing energetic "
        "imaginative lovable sneaky spirited charming bashful dainty"
    ),
    "color": words(
        "red blue green yellow white black brown pink orange purple gray golden silver turquoise crimson scarlet bronze"
    ),
    "paint": words("red blue green yellow white black brown pink orange purple gray turquoise crimson scarlet"),
    "metal": words("golden silver bronze copper shiny rusty"),
    "pattern": words("striped spotted colorful checkered sparkly"),
    "nice": words("pretty beautiful lovely special nice wonderful splendid"),
    "fine": words("pretty beautiful fancy elegant precious special lovely sparkly glittery"),
    "odd": words("strange funny odd unusual"),
    "new": words("new old brand-new"),
    "worn": words("old worn used dusty cracked scratched"),
    "small": words("small little tiny"),
    "size": words("big large huge giant enormous"),
    "soft": words("soft warm fluffy cozy fuzzy woolly furry velvety"),
    "cloth": words("woolen cotton silk leather"),
    "stuff": words("wooden metal plastic iron tin copper"),
    "brittle": words("glass clay stone marble"),
    "hungry": words("hungry sleepy friendly shy lonely busy thirsty young"),
    "furry": words("fat furry plump fluffy brown gray"),
    "fierce": words("grumpy angry fierce scary loud mean cross growling terrible cranky mighty"),
    "worker": words("kind friendly old young busy tall cheerful strong famous helpful skillful hardworking jolly"),
    "ripe": words("sweet juicy ripe fresh tasty delicious"),
    "baked": words("sweet warm fresh yummy tasty delicious homemade small big"),
    "savory": words("warm fresh tasty delicious yummy homemade"),
    "candy": words("sweet yummy tasty sugary delicious"),
    "hot": words("warm hot tasty delicious yummy creamy spicy rich salty tangy"),
    "weather": words(
        "sunny warm bright rainy windy cloudy cold cool hot snowy foggy stormy chilly breezy misty gray lovely clear mild frosty"
    ),
    "good": words(
        "happy glad cheerful excited proud pleased delighted joyful content thankful relieved thrilled hopeful satisfied overjoyed calm"
    ),
    "bad": words("sad unhappy upset lonely gloomy miserable disappointed sorry troubled hopeless heartbroken tearful"),
    "cross": words("angry cross mad grumpy annoyed furious frustrated jealous"),
    "afraid": words("scared afraid frightened nervous worried anxious terrified alarmed"),
    "tired": words("tired sleepy weary weak dizzy sick hungry thirsty ill exhausted"),
    "day": words(
        "good wonderful great fine perfect exciting special happy amazing fun long busy magical fantastic marvelous"
    ),
}

# The groups that are said of people, and of days, where they suit no noun.
OF_PEOPLE: Final = ("good", "bad", "cross", "afraid", "tired", "weather", "trait")

# Nouns before the colon, or a kind (`*toy`) for those of its nouns that stand in no line of their own; adjectives
# after it, `@group` for a whole group.
_TABLE: Final = """
*toy: @color @small @new @pattern
doll rag_doll puppet: @paint small little pretty beautiful cute lovely old new soft funny tiny adorable striped checkered
ball balloon frisbee yo-yo spinning_top pinwheel: @color @pattern big small little new shiny light
kite: @paint @pattern big beautiful new light rainbow-colored
drum flute trumpet tambourine kazoo whistle rattle bell: red blue green golden silver shiny old new small little tiny loud wooden tin
teddy_bear toy_rabbit toy_lion toy_duck toy_penguin toy_elephant toy_horse toy_dinosaur toy_frog toy_mouse toy_sheep: brown white gray small little soft fluffy cute old new adorable fuzzy furry velvety cuddly yellow blue green striped pink purple tiny big
marble: @paint round small shiny pretty tiny glass
music_box: golden silver old small pretty beautiful lovely wooden precious antique
puzzle: new big difficult easy colorful wooden old
skateboard pogo_stick: @paint new fast old
*treasure: @small old shiny pretty golden silver special
coin medal badge trophy crown: golden silver old shiny bronze copper big little small
key: old small golden rusty silver tiny iron shiny heavy strange
shell pebble: small smooth white pink pretty round gray spotted tiny shiny flat unusual bumpy
ring necklace bracelet locket: golden silver pretty shiny precious sparkly beautiful thin
pearl gem crystal: white shiny tiny precious sparkly beautiful round small pink blue green
map postcard photo stamp diary: old strange small secret colorful torn new odd
compass telescope pocket_watch magnifying_glass magnet: old small golden silver shiny useful round heavy bronze
button sticker feather: red blue white green yellow small pretty tiny shiny black spotted
*clothing: @paint @soft @pattern new old
hat cap sweater scarf blanket: @paint @pattern woolen soft warm new old fluffy cotton cozy lovely pretty funny golden silver
coat jacket cape cloak: @paint warm new old long woolen thick velvety short soft golden pretty light checkered
ribbon bow_tie: @color silk silky velvety pretty striped sparkly long thin wide
dress skirt apron kimono shirt vest: @paint @pattern new pretty cotton clean neat silk elegant
raincoat hood bonnet: yellow red blue green new shiny warm
helmet: @paint new shiny sturdy hard golden silver
belt: brown black red leather new wide old long
costume mask: funny colorful scary strange splendid silly fancy glittery magnificent
bathrobe: @soft white blue pink
*pair: @paint @soft @pattern new old
shoe boot sandal: brown black red new old leather shiny dirty muddy sturdy worn rubber
mitten glove sock slipper: @paint warm soft woolen thick fluffy striped new cozy fuzzy
*tool: old new long sturdy
rope string fishing_rod pole hook: long strong old new thin sturdy thick
stick: long strong thin straight crooked sturdy dry pointed
ladder: long old sturdy wooden tall new
bucket box basket bag: big old red blue sturdy green small new metal square
shovel rake broom hammer saw screwdriver brush: old new sturdy heavy useful simple handy
spoon: long old wooden big silver bent
net sponge: big old long green wet yellow
umbrella: big red blue black yellow old new striped colorful
lantern flashlight: old bright small new heavy handy
wheelbarrow wagon watering_can: old red green rusty heavy blue new
chain wheel funnel: old heavy rusty iron big round
*desk: new old colorful useful
pencil crayon paintbrush marker pen eraser: red blue green new short long yellow purple sharp black
book notebook newspaper folder calendar atlas: thick old new big colorful heavy thin
envelope letter card poster: white long big colorful secret beautiful yellow
ruler stapler globe whiteboard chalk_box backpack: new old big red blue heavy useful plastic
*house: old new big small large ordinary
chair table stool bench desk bed cradle shelf cupboard bookcase drawer closet: old wooden new big small brown white heavy simple sturdy solid square large scratched
sofa armchair cushion pillow quilt rug carpet: soft red blue green warm striped old new cozy velvety
towel curtain: red blue green yellow striped old new long thick
lamp candle clock mirror picture picture_frame vase: old small tall beautiful golden round pretty new
piano radio telephone fan heater doorbell: old new black brown noisy loud broken modern
trunk chest rocking_chair hammock fireplace bathtub: old big heavy wooden dusty antique huge ancient
doormat: old new brown striped green thick
comb toothbrush faucet lampshade: new old green plastic yellow simple
*kitchen: old new useful clean
cup bowl plate mug jug jar bottle pitcher vase: blue white small yellow clay pretty glass cracked green red chipped
pot pan kettle teapot lid ladle: big old copper iron heavy shiny dented black
oven stove sink toaster fridge: old new white hot modern rusty broken
fork spatula whisk grater peeler rolling_pin tray: old sharp wooden long tin useful
napkin lunchbox thermos: red blue clean striped checkered green
*vehicle: red blue green yellow new old fast slow big
car taxi van bus truck tram trolley motorcycle: @paint new old fast shiny dusty noisy modern rusty used big little
bike tricycle scooter: red blue green yellow new old rusty shiny fast
tractor bulldozer snowplow fire_truck ambulance: red yellow big strong loud noisy old huge
boat ship sailboat ferry raft canoe kayak submarine: white blue little big old wooden fast long
plane helicopter rocket spaceship hovercraft: silver white big fast huge loud shiny
train: long fast old green black slow
sled cart wagon: old wooden red big heavy
carriage: old wooden red big golden black
*fruit: @ripe
lemon: sour yellow fresh big
cherry strawberry raspberry: sweet ripe juicy red fresh tiny tasty delicious
blueberry blackberry grape: sweet ripe juicy fresh tiny tasty delicious
coconut: big hairy brown round fresh sweet
*vegetable: fresh big little crunchy tasty small giant crisp healthy
pumpkin cabbage cauliflower: big giant huge round fat fresh enormous
onion: red fresh small big round little
radish pepper: red fresh small spicy hot little
pea bean: green tiny small fresh little
tomato: red ripe juicy small big
*treat: @baked
pie tart cupcake: @baked big little sugary crusty
cookie waffle scone croissant: @baked crunchy soft sugary crisp
pancake bun muffin donut doughnut brownie: @baked soft sugary fluffy
sandwich pizza burger sausage omelet dumpling: @savory hot big
cracker pretzel bagel biscuit: @savory crunchy crisp salty
lollipop candy gumdrop: @candy red pink sticky green
marshmallow caramel: @candy soft sticky little
popsicle: sweet cold fruity yummy red
*dish: @hot
soup stew gravy: @hot thick healthy
porridge oatmeal: hot warm sweet creamy thick healthy tasty
apple_sauce: sweet fresh warm homemade
bread toast corn: fresh warm crusty tasty soft yummy
cheese butter yogurt: fresh yellow creamy salty soft
honey jam syrup: sweet golden sticky delicious yummy
cake pudding: sweet yummy delicious soft homemade rich
chocolate: sweet dark rich delicious bitter
ice_cream: cold sweet creamy yummy
salad lettuce spinach celery: fresh green healthy crisp crunchy
rice pasta spaghetti macaroni popcorn cereal: hot warm yummy tasty salty
*drink: cold warm fresh sweet
tea cocoa: hot warm sweet
water: cold fresh clear
*small_animal: @hungry @small plump
bird sparrow robin: little small tiny hungry shy cheerful busy lonely cheeky brown plump curious young sleepy
squirrel rabbit bunny hare hamster gerbil guinea_pig mouse chipmunk mole ferret gopher: @small @hungry @furry nervous quick swift
hedgehog: little shy prickly sleepy hungry
frog toad newt lizard: little green small fat slow sleepy brown spotty shy
turtle: little slow old shy green patient
kitten puppy: little small tiny fluffy playful hungry sleepy black white furry spotted soft
duckling chick duck: little yellow small tiny fluffy wet hungry young
*bug: small tiny little busy
bee wasp mosquito fly: busy little tiny loud noisy hungry fat sleepy curious
butterfly moth dragonfly: blue yellow white beautiful pretty orange small green golden red purple silver lovely
ladybug beetle firefly: red little shiny tiny black green golden busy sleepy small round
worm caterpillar centipede: little slow green fat tiny long brown sleepy hungry yellow striped small
snail slug: little slow tiny brown sleepy hungry small shy
spider: small black hairy tiny busy
cricket grasshopper ant: little green tiny busy small swift brown cheerful noisy hungry
*wise_animal: wise old kind friendly clever gentle helpful
owl goose heron stork swan magpie crow raven: wise old kind friendly clever white gray gentle black proud elderly
tortoise: wise old slow patient kind elderly
*farm_animal: big small hungry sleepy friendly brown
cow calf: brown white spotted black hungry big friendly sleepy gentle lazy curious
lamb: little white soft woolly hungry small friendly sleepy curious
goat sheep mule llama donkey: white gray little stubborn hungry hairy woolly friendly brown curious sleepy old cheeky
pig piglet: fat pink little hungry muddy round noisy happy sleepy dirty
hen rooster turkey: white brown fat busy loud noisy proud black cheerful hungry grumpy
horse pony foal: brown white black little swift gentle friendly fast beautiful spotted proud gray
ox: strong big slow brown heavy
*big_animal: big huge strong fierce mighty brown black
dog: big black brown friendly loud hungry old
*far_animal: big small hungry sleepy friendly lazy
lion tiger leopard cheetah lynx wolf hyena: @fierce big hungry swift fast lazy
crocodile alligator snake: long green hungry sleepy fierce lazy
elephant hippo rhino gorilla camel giraffe walrus: big huge gray enormous gentle friendly sleepy
monkey baboon parrot meerkat toucan: cheeky funny noisy little clever silly
penguin flamingo ostrich pelican eagle: proud tall funny hungry swift pink
koala panda sloth: sleepy fluffy slow lazy cuddly gentle
polar_bear: huge white fluffy hungry
*sea_animal: big small
fish goldfish eel: little shiny slippery scaly quick smooth
whale dolphin manatee seal: big huge large friendly gray gentle enormous playful
shark: big hungry fierce gray scary
crab lobster shrimp clam oyster: little red small cross slow pink
octopus squid jellyfish starfish stingray: big strange purple pink slimy small red
*fantasy: kind friendly famous terrible
dragon giant monster ghost witch pirate: friendly terrible grumpy fierce scary green loud kind mean
fairy unicorn princess mermaid elf queen: kind beautiful friendly little clever lovely gentle
prince king knight wizard: brave kind young old rich famous clever
*worker: @worker
*relative: kind funny young old clever cheerful busy silly
grandfather grandmother: kind old funny wise cheerful strict
*body: left right little
nose chin forehead neck belly tongue lip: poor little
tooth: front loose little
*building: old new big small famous
tower lighthouse castle cathedral palace windmill: old tall famous mighty ancient gray white round lonely proud splendid mossy high beautiful brown
school library museum hospital station bank hotel theater cinema post_office: new old big quiet famous busy modern gray crowded white red yellow tall small little brown green
shop bakery market pharmacy restaurant garage factory: little new busy small old noisy modern crowded big tiny cheerful famous friendly colorful
church chapel mill barn stable farm cottage hut cabin greenhouse shed: old little small red white wooden quiet crooked lonely green yellow brown big tiny new cozy pretty empty
bridge gate pier: old stone wooden long famous white mossy narrow wide high iron green red new
fountain statue: old stone marble famous white mossy bronze round big small gray tall golden
well: old stone deep famous white mossy round wide small gray
tent circus zoo playground stadium airport: big new colorful huge noisy crowded
treehouse igloo: small secret cozy little wooden
*land: big wide quiet beautiful faraway
forest jungle swamp: dark deep green quiet mysterious wild magical old huge thick silent misty
lake river pond stream waterfall sea: blue deep wide quiet clear cool green cold silver little sparkling lovely calm
hill mountain: high steep green lonely rocky bare windy round big mossy gray quiet misty sunny
volcano cliff: high steep lonely rocky bare gray huge mighty black
beach desert island: sunny sandy wide hot empty faraway white long golden lonely windy
meadow field garden orchard park valley: green sunny quiet wide peaceful beautiful secret big little wild golden lovely shady colorful
cave canyon: dark deep secret narrow cool mysterious
*plant: small little tall pretty green
tree oak maple birch pine willow palm_tree: little tall old young big green crooked shady huge slender leafy mossy lonely giant thick wide mighty straight
flower rose tulip lily orchid iris pansy poppy: red yellow white pink small pretty purple beautiful tall lovely little orange wild crimson fresh scarlet
daisy dandelion sunflower daffodil: yellow white little tall pretty bright golden small big lovely wild cheerful
violet: blue purple tiny small pretty sweet
bush holly: thick green little round prickly thorny wild blooming
cactus: prickly green tall little round
fern clover ivy vine: green little wild long soft thick
*nature: small little big dry
stone rock boulder: big gray round flat smooth heavy mossy sharp rough
leaf: green yellow red big dry round brown
acorn nut pinecone seed: small brown round tiny little hard
twig branch root: dry long old thick mossy crooked thin wet
log stump: dry old thick mossy wet hollow big
petal: pink white soft red
puddle footprint: big deep muddy small wide
nest beehive anthill web: big empty small strange huge
snowball icicle: big cold white round long
*sky: bright big beautiful
sun: bright golden warm red
moon: bright round silver pale
star comet planet: bright distant golden tiny
rainbow: bright beautiful wide colorful splendid
cloud: white fluffy gray dark little
*weather: soft heavy cold
rain: soft warm heavy cold
hail: heavy cold loud
snow: white deep cold fresh
frost ice: white cold hard
wind: strong cold wild gentle
thunder lightning: loud distant bright
fog mist: thick gray white damp
sunshine: warm bright golden
*material: soft
sand mud clay hay straw dust grass soap bark: soft brown fine yellow wet dry sticky damp
paper cardboard cloth wool cotton yarn paint chalk tape: red blue white colorful thick green yellow
glitter metal: shiny golden silver
glue: sticky white old
plastic: shiny red blue light
wood: old light dry hard
*event: good wonderful great fine perfect exciting special amazing happy magical fantastic marvelous unforgettable fun
*talk: funny long short old new
song tune lullaby melody chant: happy gentle catchy old sad quiet beautiful
story poem speech: long funny true exciting famous sad boring
fairy_tale: long funny old exciting famous sad
joke riddle rhyme tongue_twister: funny silly short clever hard easy rude
secret: big funny little terrible
*mind: big strange funny
idea plan question wish dream promise: great big clever strange good secret brilliant important simple
surprise adventure: great big wonderful exciting small
hug nap: big long warm little
smile laugh giggle: big happy warm little
word number color shape: new strange funny favorite difficult unusual odd ordinary
noise shadow: strange big loud scary
wave yawn hiccup: big funny loud little
*extra: old big
apple_tree cherry_tree pear_tree chestnut_tree plum_tree: little old tall blooming crooked young green shady big leafy mossy small beautiful lonely
rose_bush: red white thick thorny little wild
mailbox barrel: old red green wooden rusty big
haystack hedge: big high green little low round thick
trough fence wall market_stall: old wooden long big high green little low white gray brown new
hose seesaw sandbox swing slide: long red old yellow blue
sandcastle seaweed beach_chair: big tall green striped
mushroom: small red brown big
reeds: tall
block_box toy_box coat_rack: red big wooden old
"""


def _rows() -> dict[str, tuple[str, ...]]:
    rows: dict[str, tuple[str, ...]] = {}
    for line in _TABLE.strip().splitlines():
        nouns, _, listed = line.partition(": ")
        found: list[str] = []
        for entry in words(listed):
            found += ADJECTIVES[entry[1:]] if entry.startswith("@") else (entry,)
        keys = (nouns,) if nouns.startswith("*") else words(nouns)
        rows.update(dict.fromkeys(keys, tuple(dict.fromkeys(found))))
    return rows


_ROWS: Final = _rows()


def suits(noun: str, kind: str = "extra") -> tuple[str, ...]:
    """The adjectives that suit `noun`; those of `kind` if it is no noun of the lexicon."""
    return _ROWS.get(noun) or _ROWS[f"*{KIND_OF.get(noun, kind)}"]


@cache
def nouns_for(adjective: str) -> tuple[str, ...]:
    """The nouns of the lexicon that `adjective` suits; none for what is said of people alone."""
    return tuple(noun for nouns in NOUNS.values() for noun in nouns if adjective in suits(noun))


def fitting(nouns: tuple[str, ...], kind: str = "extra") -> tuple[str, ...]:
    """Each of `nouns` with each adjective that suits it."""
    return tuple(f"{adjective} {noun}" for noun in nouns for adjective in suits(noun, kind))


# All adjectives that a story can be asked for.
ALL: Final = tuple(
    sorted(
        {adjective for noun in KIND_OF for adjective in suits(noun)}
        | {adjective for group in OF_PEOPLE for adjective in ADJECTIVES[group]}
    )
)
