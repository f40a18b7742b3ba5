"""The nouns, by kind. A kind is a set of nouns that fit the same places of a story and the same adjectives.

One word per entry (`_` stands for a blank), the commonest first: the plain language takes the head of each list. A
noun stands in one kind alone. `MASS` kinds have no plural and no "a".
"""

from typing import Final


def words(text: str) -> tuple[str, ...]:
    """Words separated by blanks; `_` stands for a blank inside one of them."""
    return tuple(word.replace("_", " ") for word in text.split())


NOUNS: Final[dict[str, tuple[str, ...]]] = {
    # What a child may hold dear, carry, lose.
    "toy": words(
        "ball doll kite drum robot puppet puzzle balloon marble yo-yo teddy_bear toy_train toy_boat rattle whistle "
        "pinwheel frisbee toy_car toy_horse toy_truck toy_rocket toy_dinosaur toy_rabbit music_box jump_rope "
        "toy_plane toy_lion toy_sword rag_doll spinning_top toy_crown trumpet flute tambourine kazoo bell toy_duck "
        "toy_penguin dollhouse toy_elephant skateboard pogo_stick"
    ),
    "treasure": words(
        "coin key shell ring necklace map compass medal pearl button sticker magnet bracelet gem badge locket crystal "
        "trophy crown feather pebble postcard photo stamp keychain telescope pocket_watch magnifying_glass diary"
    ),
    "clothing": words(
        "hat scarf coat cap sweater jacket ribbon cape raincoat dress shirt belt apron vest skirt hood bow_tie helmet "
        "bonnet costume mask bathrobe kimono"
    ),
    # What comes in twos.
    "pair": words("shoe sock mitten boot glove slipper sandal"),
    # Everyday things, by where they are met.
    "tool": words(
        "rope stick ladder bucket shovel net basket spoon hammer broom brush rake saw pole hook string bag box blanket "
        "wagon flashlight umbrella wheelbarrow watering_can fishing_rod sponge screwdriver lantern chain wheel funnel"
    ),
    "desk": words(
        "pencil crayon book notebook paintbrush marker eraser ruler envelope letter card newspaper poster calendar "
        "pen stapler chalk_box folder globe backpack whiteboard atlas"
    ),
    "house": words(
        "chair table bed lamp clock rug pillow mirror candle sofa shelf drawer curtain stool vase picture armchair "
        "bench cupboard bookcase carpet desk cradle closet fireplace piano radio telephone doorbell doormat trunk "
        "chest cushion quilt picture_frame rocking_chair bathtub faucet toothbrush comb towel fan heater hammock lampshade"
    ),
    "kitchen": words(
        "cup bowl plate pot pan jar mug teapot kettle fork jug bottle tray oven stove sink toaster fridge lid ladle "
        "whisk rolling_pin napkin lunchbox thermos pitcher spatula grater peeler"
    ),
    "vehicle": words(
        "car bus train truck boat bike tractor plane van taxi ship scooter sled cart rocket helicopter ambulance "
        "fire_truck tram submarine canoe raft sailboat bulldozer motorcycle carriage kayak spaceship ferry tricycle trolley snowplow hovercraft"
    ),
    # Food and drink.
    "fruit": words(
        "apple pear plum peach orange banana cherry strawberry lemon grape melon mango pineapple raspberry "
        "blueberry kiwi coconut fig blackberry apricot nectarine"
    ),
    "vegetable": words(
        "carrot potato tomato pumpkin onion cucumber pea bean turnip radish mushroom cabbage pepper beet squash "
        "cauliflower"
    ),
    "treat": words(
        "cookie muffin pancake bun cupcake sandwich donut waffle pie lollipop tart brownie pretzel candy biscuit "
        "sausage omelet dumpling cracker bagel pizza burger popsicle gumdrop marshmallow caramel doughnut croissant scone"
    ),
    "dish": words(
        "soup bread cheese honey jam rice cake porridge pasta butter toast popcorn salad chocolate pudding yogurt "
        "cereal ice_cream corn spaghetti stew syrup oatmeal gravy macaroni lettuce spinach celery"
    ),
    "drink": words("milk juice tea cocoa lemonade water cider"),
    # Animals.
    "small_animal": words(
        "bird mouse squirrel rabbit frog hedgehog turtle duckling kitten robin sparrow mole chipmunk toad chick lizard "
        "gerbil hamster bunny newt puppy duck guinea_pig hare ferret gopher"
    ),
    "bug": words(
        "bee ant butterfly ladybug snail beetle worm spider cricket dragonfly caterpillar moth grasshopper fly "
        "firefly mosquito centipede wasp slug"
    ),
    "wise_animal": words("owl crow goose badger heron stork raven tortoise beaver swan otter raccoon peacock magpie"),
    "farm_animal": words("cow goat pig sheep hen donkey horse rooster lamb pony turkey calf mule llama ox foal piglet"),
    "big_animal": words("dog bear bull ram elk moose bison stag"),
    "far_animal": words(
        "lion elephant monkey giraffe zebra tiger camel kangaroo penguin panda crocodile parrot ostrich koala hippo "
        "rhino gorilla polar_bear leopard cheetah sloth walrus reindeer wolf eagle flamingo snake toucan pelican bat "
        "skunk armadillo alligator meerkat baboon lynx hyena"
    ),
    "sea_animal": words(
        "fish whale dolphin crab seal shark octopus starfish jellyfish sea_horse clam shrimp lobster goldfish seagull "
        "eel squid oyster stingray manatee"
    ),
    "fantasy": words(
        "dragon fairy unicorn giant wizard princess prince king queen knight pirate mermaid witch elf ghost monster"
    ),
    # People.
    "worker": words(
        "farmer baker teacher gardener doctor nurse painter sailor cook fisherman shopkeeper librarian firefighter "
        "carpenter tailor postman clown captain pilot dentist driver singer dancer barber builder plumber vet "
        "astronaut zookeeper mayor artist musician scientist shoemaker potter guard detective cowboy magician lifeguard "
        "waiter juggler miner inventor butcher shepherd beekeeper sheriff jeweler"
    ),
    "relative": words("aunt uncle cousin brother sister neighbor grandfather grandmother twin"),
    "body": words(
        "nose knee finger ear elbow chin hand foot toe arm leg cheek eye tooth thumb neck shoulder belly lip tongue ankle wrist forehead"
    ),
    # Where things are, and what grows and shines there.
    "building": words(
        "tower bridge school shop barn castle library bakery church mill hut cottage lighthouse museum hospital "
        "station market theater zoo farm factory tent treehouse stable greenhouse windmill palace cabin igloo "
        "hotel bank restaurant playground airport garage fountain statue well gate shed stadium post_office circus cinema chapel pier cathedral pharmacy"
    ),
    "land": words(
        "hill forest lake river pond beach meadow garden park mountain island field cave valley stream waterfall "
        "desert jungle sea swamp volcano cliff canyon orchard"
    ),
    "plant": words(
        "tree flower rose daisy sunflower tulip bush oak pine fern lily cactus violet willow daffodil clover poppy "
        "dandelion vine maple birch holly pansy palm_tree orchid iris ivy"
    ),
    "nature": words(
        "stone leaf acorn rock nut twig log pinecone petal root branch seed puddle nest beehive footprint web anthill snowball icicle stump boulder"
    ),
    "sky": words("sun moon star rainbow cloud comet planet"),
    "weather": words("rain snow wind thunder fog ice lightning sunshine frost hail mist"),
    "material": words(
        "sand mud wood paper clay glue paint wool cotton glitter cardboard chalk tape yarn straw soap hay dust bark grass cloth metal plastic"
    ),
    # What cannot be touched.
    "event": words(
        "party picnic parade race game show dance concert festival sleepover play contest trip vacation holiday "
        "birthday wedding puppet_show treasure_hunt campfire carnival"
    ),
    "talk": words(
        "story song joke poem riddle secret rhyme tune fairy_tale lullaby tongue_twister melody speech chant"
    ),
    "mind": words(
        "idea dream question plan surprise wish hug smile adventure nap word number color shape noise laugh wave shadow hiccup yawn promise giggle"
    ),
}

MASS: Final = frozenset(("dish", "drink", "weather", "material"))
# Nobody carries these about, or would miss them as one's dearest thing.
_NOT_DEAR: Final = frozenset(words(
    "dollhouse skateboard pogo_stick puzzle sticker keychain postcard stamp dress shirt belt apron vest skirt hood "
    "bonnet bathrobe kimono costume bow_tie helmet diary"
))  # fmt: skip
DEAR: Final = {kind: tuple(noun for noun in nouns if noun not in _NOT_DEAR) for kind, nouns in NOUNS.items()}
KIND_OF: Final = {noun: kind for kind, nouns in NOUNS.items() for noun in nouns}
