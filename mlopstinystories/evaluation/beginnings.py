"""Fifty beginnings of stories, cut in mid-sentence, for a model to complete; ours, and in no training text of ours.

Most stop where grammar leaves little choice. `hero` is the one whom the story is about and `pronoun` what stands for the
hero, so that a completion can be held against both.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Beginning:
    """The beginning of a story."""

    hero: str
    pronoun: str
    """`he` or `she`."""
    text: str


def _read(table: str) -> tuple[Beginning, ...]:
    rows = (line.split("|", 2) for line in table.strip().splitlines())
    return tuple(Beginning(hero, pronoun, text) for hero, pronoun, text in rows)


BEGINNINGS: Final = _read(
    """
Lily|she|Lily woke up and saw that the whole garden was white. She put on her red boots and ran outside. The snow was so cold that her
Tom|he|Tom had a kite with a long tail. One windy day the string broke, and the kite flew over the roof. Tom ran after it, but he could not
Mia|she|Mia found a tiny key under her bed. It did not open the door, and it did not open the box. So Mia asked herself what the key
Ben|he|Ben wanted to bake bread all by himself. He took the flour and the milk, but when he opened the oven, he
Anna|she|Anna heard a soft sound in the tree behind the house. She looked up and saw a little cat that was too scared to
Sam|he|It was Sam's first day at the new school. He held his bag very tight and did not know where to sit. Then he saw an empty chair and
Lucy|she|Lucy had three cookies and wanted to eat them all. But when she saw that the bird by the window was hungry, she
Max|he|Max was a small frog who lived in a big pond. All the other frogs could jump far, but Max was afraid that he would
Sue|she|Every evening Sue put a cup of milk on the step. Every morning the cup was empty. One night Sue stayed awake because she wanted
Jack|he|Jack built a tower out of wooden blocks. It was taller than the table. Just as he put the last block on top, the tower began
Emma|she|Emma lost her favorite doll in the park. She looked under the bench and behind the slide. At last she sat down on the grass and
Tim|he|Tim had never seen the sea before. When he stood on the beach for the first time, he took off his shoes and
Nora|she|Nora was playing in the attic when the light went out. It was very dark, and Nora could hear something that
Leo|he|Leo the lion had a thorn in his paw. He roared all day, and nobody dared to come near. Then a little mouse walked up to him and said, "I can
Ella|she|Ella wanted to give her mom a present, but she had no money. So she went into the garden and picked the most beautiful
Dan|he|Dan and his dog went for a walk in the rain. The dog jumped into every puddle, and soon Dan was so wet that
Rosa|she|Rosa planted one small seed and gave it water every day. For a long time nothing happened. But one morning Rosa saw that a green
Bob|he|Bob the bear was looking for honey. He found a hole in an old tree and put his nose inside. The bees were angry, so Bob had to
Kate|she|Kate was good at drawing, but she did not like to share her crayons. One day her crayon broke, and a boy next to her said, "You can
Finn|he|Finn saw a shiny stone at the bottom of the river. He reached into the cold water, but the stone was too far
Amy|she|Amy was riding her new bike down the hill. The bike went faster and faster, and Amy shouted, "Help, I do not know how to
Joe|he|Joe had a loose tooth, and he was worried. He did not want to eat his apple because he thought that it would
Sara|she|Sara's grandma told her never to open the blue box. But when Sara was alone in the room, the box began to
Pip|he|Pip was the smallest bird in the nest. His brothers had already learned to fly. Pip stood on the branch, closed his eyes and
Zoe|she|Zoe made a boat out of paper and set it on the stream. The boat went around a stone and under the bridge, and Zoe had to run so that she would not
Noah|he|Noah was very proud of his sand castle. Then a big wave came, and when the water was gone, the castle
Ruby|she|Ruby the rabbit had eaten all of her carrots by the middle of winter. She was hungry, so she knocked on the door of the mole and asked if
Paul|he|Paul did not want to go to sleep. He told his dad that there was a monster under the bed. His dad took a lamp, looked under the bed and found
Jane|she|Jane and her sister both wanted the last piece of cake. They pulled at the plate until it fell. Jane looked at the floor and felt
Mark|he|Mark was walking home when he saw a wallet in the street. There was a lot of money in it. Mark thought for a while, and then he decided
Molly|she|Molly the cow was tired of eating grass. "I would like to try something new," she said to the hen. The hen laughed and gave her
Tod|he|Tod was a little train who was always late. One day the other trains were stuck in the snow, and only Tod was able
Ivy|she|Ivy could not find her left shoe. She asked her dad, and she asked her brother, but nobody had seen it. Then Ivy noticed that the puppy was
Carl|he|Carl the clown had forgotten all his jokes. The children were waiting, and Carl did not know what to say. So he put a bucket on
Nina|she|Nina went to the market with her basket. She bought a melon, but it was so heavy that she could hardly
Ted|he|Ted had a red balloon. He wanted to show it to his friend, but on the way the wind pulled it out of his
Clara|she|Clara's best friend was moving to another town. Clara was sad, but she had an idea. She took some paper and began to write a
Gus|he|Gus the goose always said that he was the best swimmer on the farm. One day a duck asked him, "If you are so fast, why don't you
Maya|she|Maya wanted to touch the moon. She climbed on a chair, and then she climbed on the table, but the moon was still too
Owen|he|Owen was helping his mom in the kitchen. He carried the eggs very slowly, but the cat ran between his legs and the eggs
Polly|she|Polly the parrot could say only one word. Every time somebody came to the door, Polly would
Alex|he|Alex and his father were fishing on the lake. Nothing happened for an hour. Suddenly the rod bent, and Alex held on with both
Greta|she|Greta wanted to learn how to whistle. She tried it in the morning and she tried it in the evening, but the only thing that came out of her mouth
Hugo|he|Hugo found an egg in the grass. It was warm, and something was moving inside. Hugo sat down beside it because he wanted to see what
Beth|she|Beth had a secret place behind the old barn. Nobody knew about it. One day she came there and saw that somebody had
Luke|he|Luke was playing ball in the house, although his mom had told him not to. The ball hit the big vase, and it
Tess|she|Tess was a star who was afraid of the dark. Each night, when the other stars came out to shine, Tess would hide behind
Oscar|he|Oscar's tooth hurt, but he did not tell anybody. When his mom gave him ice cream, he did not want to eat it, so she
Wendy|she|Wendy built a snowman in front of the house. She gave it a hat and a scarf, but it still needed a nose. So Wendy went into the kitchen to get
Nick|he|Nick said that he could run faster than anyone. The old turtle smiled and said, "Then you will surely be the first to
"""
)
