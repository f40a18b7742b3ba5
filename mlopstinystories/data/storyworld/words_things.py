"""Nouns by kind, with the adjectives that can describe them.

`LOOKS[kind]` are adjectives that make sense for every noun of `NOUNS[kind]`, so any pair drawn from the two is a
thing a child could meet (no hungry stones). A kind is split as soon as one adjective stops fitting all of its
nouns.
"""

from typing import Final


def words(text: str) -> tuple[str, ...]:
    """Words separated by blanks; `_` stands for a blank inside one of them."""
    return tuple(word.replace("_", " ") for word in text.split())


COLORS: Final = words("red blue green yellow orange purple pink brown white black gray golden silver")

NOUNS: Final[dict[str, tuple[str, ...]]] = {
    "soft_toy": words(
        "teddy_bear doll toy_rabbit toy_elephant puppet rag_doll toy_lamb toy_monkey toy_lion toy_penguin toy_dinosaur"
    ),
    "toy": words(
        "ball toy_car toy_train top drum robot toy_boat toy_truck toy_rocket toy_horse yo-yo whistle toy_plane kite"
        " jump_rope scooter marble bucket toy_crown puzzle spade flute"
    ),
    "fragile": words("vase cup plate lamp mirror jar bowl teapot clock jug mug picture_frame flowerpot music_box"),
    "clothing": words("hat scarf coat jacket sweater cap cape ribbon dress shirt belt necklace vest"),
    "fruit": words("apple pear peach plum orange banana melon cherry mango"),
    "treat": words("cookie muffin pancake sandwich bun pie tart cupcake waffle donut"),
    "vehicle": words("bus truck train car boat tractor bike van wagon plane taxi cart"),
    "wild": words(
        "fox deer frog bee snail butterfly squirrel rabbit beetle crow duck hedgehog lizard ladybug worm spider"
        " mouse robin dragonfly goose turtle sparrow bat swan toad mole"
    ),
    "farm": words("cow goat pig sheep hen donkey horse rooster lamb calf"),
    "nature": words("stone leaf feather shell stick pinecone acorn pebble nut twig root petal"),
    "sight": words(
        "bridge gate tower fence well bench statue windmill fountain barn sign lamp_post wall hut ladder mailbox"
        " flag tent shed fence swing"
    ),
    "house": words(
        "chair table basket blanket pillow rug bed clock broom brush candle drawer shelf box bag towel curtain mat"
        " stool pot pan kettle umbrella"
    ),
    "tool": words("hammer spoon rope shovel brush rake pencil net saw needle key bottle crayon fork"),
    "sky": words("cloud rainbow kite balloon flock_of_birds"),
    "plant": words("flower tree bush rose daisy sunflower tulip mushroom pumpkin cactus fern oak"),
}

LOOKS: Final[dict[str, tuple[str, ...]]] = {
    "soft_toy": words(
        "soft fluffy fuzzy floppy old little new big brown pink gray white blue yellow cuddly special pretty striped"
    ),
    "toy": (*COLORS, *words("shiny new old wooden big little special tiny striped bright pretty")),
    "fragile": words("pretty old blue white tall round green big shiny painted lovely yellow fancy tiny special"),
    "clothing": (*COLORS, *words("warm soft new pretty old fancy striped thick thin long bright")),
    "fruit": words("ripe juicy sweet big small fresh round tasty yummy sour soft"),
    "treat": words("warm sweet big small tasty fresh yummy round delicious huge crunchy soft"),
    "vehicle": words("big red loud fast slow old blue yellow new noisy dusty shiny muddy rusty green white"),
    "wild": words("tiny small busy shy quick quiet fat brown gray little green sleepy lonely clever odd"),
    "farm": words("fat big white brown hungry sleepy old noisy friendly muddy gentle spotted loud black"),
    "nature": words("smooth tiny gray brown pretty big round flat dry light odd white special long"),
    "sight": words("tall old broken big small wooden white strange rusty new empty high narrow crooked ancient"),
    "house": words("old soft big small dusty blue red green long new clean white"),
    "tool": words("old big small rusty heavy long short red useful new thin"),
    "sky": words("white big lovely tiny pretty strange colorful"),
    "plant": words("tall tiny pretty big red small yellow white strange old lovely lonely green huge"),
}

# What a child may treasure, break, wear, eat.
TREASURED: Final = ("soft_toy", "toy", "toy", "clothing")

MASS_FOOD: Final = words("soup bread rice cheese honey jam toast porridge pasta popcorn corn pudding cake salad pie")
BAKED: Final = words(
    "apple_pie chocolate_cake carrot_cake berry_pie lemon_cake honey_cake banana_bread cherry_tart nut_cake plum_pie"
    " pumpkin_pie peach_cake"
)
COUNTED_TREATS: Final = words(
    "cookies berries cupcakes grapes plums cherries pancakes muffins nuts candies strawberries peaches buns pears"
)
FLOWERS: Final = words("sunflower rose tulip daisy poppy lily violet daffodil")
CROPS: Final = words("pumpkin carrot tomato bean melon pepper corn_plant strawberry_plant apple_tree cherry_tree")
TREES: Final = words("oak apple_tree pine pear_tree willow cherry_tree birch maple chestnut_tree")
MATERIALS: Final = words("wooden_blocks boxes stones sticks sand cups pillows snow cards")
GAMES: Final = words("tag hide-and-seek catch hopscotch pirates house school circus follow_the_leader knights")
SMELLS: Final = words("bread soup flowers cake grass cinnamon rain apples honey soap")
