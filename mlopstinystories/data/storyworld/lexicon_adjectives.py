"""The adjectives, by what they are said of, and the groups that suit each kind of noun.

Any adjective of a kind's groups goes with any noun of the kind (no hungry stones). The commonest come first: the
plain language takes the head of each group.
"""

from typing import Final

from .lexicon_nouns import words

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
    "size": words("big large huge giant enormous mighty"),
    "long": words("long short thin thick wide narrow tall flat"),
    "color": words(
        "red blue green yellow white black brown pink orange purple gray golden silver turquoise crimson scarlet bronze"
    ),
    "pattern": words("striped spotted colorful checkered sparkly shiny glittery rainbow-colored"),
    "look": words(
        "pretty beautiful lovely special nice funny strange fancy plain odd cute wonderful unusual ordinary elegant adorable splendid precious"
    ),
    "new": words("old new brand-new"),
    "age": words("ancient modern used antique"),
    "state": words("clean dirty dusty broken rusty cracked crooked dented worn bent scratched"),
    "wet": words("wet dry muddy torn damp sticky grubby"),
    "small": words("small little tiny"),
    "soft": words("soft warm fluffy cozy fuzzy woolly furry silky velvety"),
    "stuff": words("wooden metal plastic iron tin copper"),
    "use": words("useful sturdy heavy light solid simple handy"),
    "form": words("round square sharp rough smooth hard hollow pointed bumpy"),
    "cloth": words("woolen leather cotton silk"),
    "brittle": words("glass clay stone marble"),
    "light_stuff": words("paper rubber straw cardboard"),
    "fruity": words("sweet juicy ripe fresh sour tasty delicious"),
    "sweet": words("sweet yummy warm fresh tasty delicious crunchy sugary crisp homemade"),
    "taste": words("warm yummy hot tasty fresh delicious salty creamy spicy healthy rich bitter cold tangy"),
    "cup": words("warm hot cold sweet fresh"),
    "beast": words(
        "fat hungry shy hairy slow fast busy sleepy lazy spotty lonely swift plump nervous harmless thirsty"
    ),
    "fishy": words("slippery scaly shiny slimy smooth"),
    "bloom": words("red yellow white pink purple blue orange"),
    "fierce": words("grumpy angry fierce scary loud mean cross growling terrible cranky"),
    "wise": words("wise old kind friendly gray clever gentle elderly patient helpful white"),
    "worker": words(
        "kind friendly old young busy tall cheerful strong famous helpful skillful rich poor hardworking jolly"
    ),
    "place": words(
        "quiet green dark big busy beautiful empty sunny peaceful crowded mysterious magical secret faraway distant noisy windy steep cool bare wild"
    ),
    "weather": words(
        "sunny warm bright rainy windy cloudy cold cool hot snowy foggy stormy chilly breezy misty gray lovely clear mild fresh dull frosty"
    ),
    "good": words(
        "happy glad cheerful excited proud pleased delighted joyful content thankful relieved thrilled hopeful satisfied overjoyed calm"
    ),
    "bad": words("sad unhappy upset lonely gloomy miserable disappointed sorry troubled hopeless heartbroken tearful"),
    "cross": words("angry cross mad grumpy annoyed furious frustrated jealous"),
    "afraid": words("scared afraid frightened nervous worried anxious terrified alarmed"),
    "tired": words("tired sleepy weary weak dizzy sick hungry thirsty ill exhausted"),
    "day": words(
        "good wonderful great fine perfect exciting special happy amazing fun long busy magical fantastic marvelous unforgettable"
    ),
    "talk": words(
        "funny silly long short sad true famous exciting rude boring clever beautiful old new happy gentle catchy"
    ),
    "mind": words(
        "good great new big clever funny strange secret silly tiny brilliant favorite simple important difficult easy"
    ),
}

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "toy": ("color", "small", "look", "new", "pattern", "color"),
    "treasure": ("small", "look", "new", "pattern", "age"),
    "clothing": ("color", "soft", "pattern", "new", "look", "cloth"),
    "tool": ("use", "new"),
    "desk": ("color", "new", "age", "look", "wet"),
    "house": ("age", "new", "size", "small", "look", "color", "state"),
    "kitchen": ("color", "new", "state", "stuff"),
    "vehicle": ("color", "size", "small", "new", "age", "state", "look"),
    "fruit": ("fruity",),
    "vegetable": ("size", "small"),
    "treat": ("sweet",),
    "dish": ("taste",),
    "drink": ("cup",),
    "small_animal": ("beast", "small"),
    "bug": ("beast", "small"),
    "wise_animal": ("wise",),
    "farm_animal": ("beast", "size", "small"),
    "big_animal": ("fierce", "size"),
    "far_animal": ("beast", "size", "small", "fierce"),
    "sea_animal": ("size", "small", "fishy"),
    "fantasy": ("worker", "fierce"),
    "worker": ("worker",),
    "relative": ("worker", "trait"),
    "body": ("size", "small"),
    "building": ("size", "small", "age", "look", "place"),
    "land": ("place",),
    "plant": ("small", "look", "bloom"),
    "nature": ("form", "look", "long", "wet"),
    "sky": ("look", "size", "small"),
    "weather": ("weather",),
    "material": ("color",),
    "event": ("day",),
    "talk": ("talk",),
    "mind": ("mind",),
}
