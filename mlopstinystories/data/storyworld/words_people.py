"""Who can be in a story: names, kinds of child, kinds of animal, and what each is called.

Plain tables, one word per entry, so that a new name is one word more. A few names are long or rare on purpose: a
model should learn that a name is whatever was said first. The price: some tokens are spent on names.
"""

from typing import Final

from .words_things import words

GIRLS: Final = words(
    "Ada Alma Amy Anna Bella Beth Carla Cleo Cora Dana Dora Ella Elsa Emma Esme Eva Fay Fern Flora Gina Grace "
    "Greta Hana Holly Ida Ines Iris Ivy Jade Jane June Kate Kira Lara Lena Lily Lola Lotte Lucy Luna Maya Mia "
    "Mila Mina Molly Nell Nina Nora Olive Paula Pearl Petra Polly Rita Rosa Ruby Ruth Sara Selma Sofia Stella Sue "
    "Tara Tess Tilda Uma Vera Wendy Willa Yara Zoe"
)

BOYS: Final = words(
    "Abe Adam Alex Amir Anton Axel Ben Bill Bram Carl Cole Dan David Dean Eli Emil Ethan Felix Finn Frank Fred "
    "Gabe George Gus Hank Henry Hugo Ian Isaac Ivan Jack Jake Jim Joe Jonas Kai Karl Kurt Lars Leo Levi Liam Luca "
    "Luke Marco Mark Matt Max Milo Nate Ned Nick Noah Omar Oscar Otto Owen Paul Pete Ravi Rob Sam Simon Ted Theo "
    "Tim Toby Tom Tony Victor Yusuf Zack"
)

ANIMAL_GIRLS: Final = words(
    "Bubbles Buttercup Clover Coco Daisy Dot Fluffy Ginger Hazel Honey Kiki Lulu Mimi Misty Nutmeg Pebble Penny "
    "Pip Poppy Rosie Snowy Sunny Tulip Velvet Violet Wiggles Willow"
)

ANIMAL_BOYS: Final = words(
    "Bingo Biscuit Bobo Boots Bruno Buddy Buster Chip Digger Duke Fuzzy Hoppy Jumbo Momo Nibbles Patch Pepper "
    "Pogo Rusty Scout Spot Stormy Teddy Tiny Twig Whiskers Ziggy"
)

# Animals that can be the hero: they live in small houses, as in every nursery book.
HERO_ANIMALS: Final = words(
    "rabbit mouse bear fox squirrel hedgehog puppy kitten duck frog pig lamb raccoon beaver badger otter mole "
    "goat monkey turtle panda deer donkey hamster penguin koala chipmunk"
)

# Animals met on the way that may speak, with the adjectives that suit a helper.
WISE_ANIMALS: Final = words("owl crow turtle goose horse toad cow ram swan goat robin deer")
SMALL_WILD: Final = words("bird rabbit squirrel hedgehog duckling mouse robin sparrow turtle frog kitten")
WINGED: Final = frozenset(("bird", "duckling", "robin", "sparrow"))
NEW_PETS: Final = ("puppy", "kitten", "rabbit", "parrot", "hamster", "guinea pig", "turtle", "pony")

TRAITS: Final = words(
    "active brave bright busy calm careful caring cheerful chatty clever clumsy cuddly curious dreamy eager fast "
    "friendly funny gentle giggly good happy helpful honest jolly joyful kind lively lonely loud loving lucky "
    "messy merry mild neat nice noisy playful polite proud quick quiet shy silly sleepy smart speedy stubborn "
    "strong sweet thoughtful tidy wild wise"
)
