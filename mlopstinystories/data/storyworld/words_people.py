"""Who can be in a story: names, kinds of child, kinds of animal, and what each is called.

Plain tables, one word per entry, so that a new name is one word more. Names stand in the order in which they are
common: as in real stories a few are in most of them, so that a small model sees them often enough to keep them apart,
and many are rare, so that a larger one learns that a name is whatever was said first.
"""

from typing import Final

from .lexicon_nouns import words

GIRLS: Final = words(
    "Mia Lucy Emma Anna Ella Rosa Lily Nora Grace Ruby Molly Kate Amy Ivy Zoe Lena Maya Sofia Bella Nina "
    "Holly Jane Beth Greta Wendy Esme June Nell Willa Cora Vera Gina Fay Pearl Polly Luna Yara Iris Stella "
    "Selma Fern Kira Sara Jade Tara Rita Petra Eva Carla Ines Uma Lotte Lara Ida Tess Ada Mila Sue Alma Tilda "
    "Dana Flora Lola Olive Mina Paula Dora Hana Cleo Ruth Elsa "
    "Abby Agnes Alice Amelia Anita Annika Aria Astrid Aurora Bea Bridget Camilla Carmen Celia Chloe Clara Daphne Delia "
    "Edith Elena Elisa Eliza Erin Estelle Eve Fatima Fiona Frida Gloria Hannah Harriet Heidi Helen Ingrid Irene Isabel "
    "Jasmine Jenny Joan Judy Julia Karen Laura Leila Leonie Linda Louise Lydia Mabel Maggie Marie Martha Mary Matilda "
    "Maud Megan Melody Mona Nadia Naomi Natalie Noelle Olga Ottilie Peggy Phoebe Quinn Rachel Rebecca Rhea "
    "Roxy Sandra Sasha Sharon Sonia Susan Sylvia Tania Thea Trudy Ursula Valerie Vivian Wilma Xenia Yvonne Zara"
)

BOYS: Final = words(
    "Ben Tom Max Sam Leo Jack Oscar Finn Noah Tim Theo Adam Luke Felix Henry Dan Mark Bill Toby Kai Joe Amir "
    "Gabe Tony Dean Isaac Levi Yusuf Bram Ted Fred Emil Marco Milo Karl Zack Hugo Otto Omar Ethan Ivan Nick "
    "Ian Pete Nate Matt Eli Anton Hank Simon Jonas Jake Gus Ravi Abe Kurt Owen Alex Rob Carl Frank Jim Paul "
    "Liam Lars Luca Cole George Axel Victor Ned David "
    "Aaron Adrian Alan Albert Andy Angus Archie Arthur Ashton Barney Basil Benny Boris Brian Bruce Byron Caleb Cecil "
    "Charlie Chris Colin Conrad Cyril Daniel Dennis Dexter Dirk Donald Dougal Duncan Dustin Dylan Earl Eddie Edgar Elliot "
    "Ernie Evan Fergus Fritz Gavin Gerald Gilbert Glenn Graham Greg Hamish Harold Harry Harvey Herman Howard Hubert Iggy "
    "Igor Jasper Jerry Jimmy Joel Josh Julian Keith Kevin Lionel Lloyd Logan Louis Magnus Malik Marcel Martin Miles Morris "
    "Moses Neil Nigel Norman Oliver Oswin Patrick Percy Peter Philip Quentin Ralph Ray Rex Roger Rolf Roy Rufus Rupert "
    "Samir Scott Sean Seth Sid Stan Steven Tarik Terry Tobias Trevor Tristan Tyler Vincent Walter Wesley Wilfred Yannick"
)

ANIMAL_GIRLS: Final = words(
    "Daisy Poppy Rosie Honey Coco Hazel Clover Penny Fluffy Willow Pip Lulu Violet Velvet Pebble Bubbles "
    "Nutmeg Tulip Ginger Mimi Snowy Sunny Misty Buttercup Wiggles Dot Kiki"
)

ANIMAL_BOYS: Final = words(
    "Buddy Bruno Teddy Spot Chip Biscuit Rusty Whiskers Scout Nibbles Duke Twig Ziggy Momo Bingo Tiny Stormy "
    "Buster Fuzzy Patch Pogo Pepper Hoppy Bobo Jumbo Boots Digger"
)

# Animals that can be the hero: they live in small houses, as in every nursery book.
HERO_ANIMALS: Final = words(
    "rabbit mouse bear fox squirrel hedgehog puppy kitten duck frog pig lamb raccoon beaver badger otter mole "
    "goat monkey turtle panda deer donkey hamster penguin koala chipmunk"
)

# Grown-ups of the family: everybody knows them, and they are at home unless the story says otherwise.
FAMILY: Final = {
    "Mom": "she", "Dad": "he", "Grandma": "she", "Grandpa": "he", "Aunt Rose": "she", "Uncle Bert": "he",
}  # fmt: skip
