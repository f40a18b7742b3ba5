"""English inflection of the vocabulary's words: regular rules with tables of exceptions.

The rules are those of school grammars (double a short final consonant, drop a silent e, y to ies); what they get
wrong for a word of the vocabulary stands in a table. A phrase is inflected in its first word (verbs) or its last
(nouns), so "pick berries" and "teddy bear" work as they are.
"""

from typing import Final

VOWELS: Final = "aeiou"


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.split())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PAST: Final = _pairs(
    "be:was become:became begin:began bend:bent bite:bit blow:blew break:broke bring:brought build:built buy:bought "
    "catch:caught choose:chose come:came cut:cut dig:dug do:did draw:drew drink:drank drive:drove eat:ate fall:fell "
    "feed:fed feel:felt fight:fought find:found fly:flew forget:forgot get:got give:gave go:went grow:grew "
    "hang:hung have:had hear:heard hide:hid hit:hit hold:held hurt:hurt keep:kept know:knew lay:laid lead:led "
    "leap:leapt leave:left lend:lent let:let lie:lay light:lit lose:lost make:made meet:met pay:paid put:put "
    "read:read ride:rode ring:rang rise:rose run:ran say:said see:saw sell:sold send:sent set:set shake:shook "
    "shine:shone shut:shut sing:sang sit:sat sleep:slept slide:slid speak:spoke spend:spent spin:spun split:split "
    "spread:spread stand:stood stick:stuck sting:stung sweep:swept swim:swam swing:swung take:took teach:taught "
    "tear:tore tell:told think:thought throw:threw understand:understood wake:woke wear:wore weave:wove win:won "
    "wind:wound write:wrote sew:sewed string:strung mean:meant forgive:forgave freeze:froze "
    "prefer:preferred steal:stole beat:beat kneel:knelt"
)

# Verbs of more than one syllable, or otherwise against the rule, that do not double their last letter.
_SINGLE: Final = _words(
    "open listen visit whisper wonder wander answer water gather offer order enter remember discover cover deliver "
    "follow borrow row sew snow show blow grow mix fix box wax play stay enjoy obey carry giggle order color "
    "polish finish wiggle flatter chatter scatter shiver shelter murmur gallop market picnic mutter utter tickle "
    "batter balance unlock loosen button fasten frighten"
)
_DOUBLE: Final = _words("admit forget begin prefer")

PLURALS: Final = _pairs(
    "child:children man:men woman:women mouse:mice goose:geese foot:feet tooth:teeth leaf:leaves loaf:loaves "
    "wolf:wolves calf:calves shelf:shelves knife:knives wife:wives thief:thieves scarf:scarves elf:elves hoof:hooves "
    "sheep:sheep deer:deer fish:fish moose:moose snowman:snowmen fireman:firemen policeman:policemen "
    "fisherman:fishermen mailman:mailmen potato:potatoes tomato:tomatoes mango:mangoes hero:heroes echo:echoes "
    "starfish:starfish goldfish:goldfish jellyfish:jellyfish dragonfly:dragonflies butterfly:butterflies ox:oxen "
    "half:halves dwarf:dwarfs volcano:volcanoes cactus:cactuses octopus:octopuses bus:buses quiz:quizzes elk:elk "
    "bison:bison reindeer:reindeer postman:postmen squid:squid shrimp:shrimp mosquito:mosquitoes"
)


def _short(word: str) -> bool:
    """Whether `word` ends in one vowel and one consonant, and so doubles the last letter ("hop", "hopped")."""
    if len(word) < 3 or word in _SINGLE:
        return False
    if word in _DOUBLE:
        return True
    last, before, third = word[-1], word[-2], word[-3]
    one_syllable = sum(
        1 for at, letter in enumerate(word) if letter in VOWELS and (at == 0 or word[at - 1] not in VOWELS)
    )
    return (
        one_syllable == 1 and last not in VOWELS + "wxy" and before in VOWELS
        and (third not in VOWELS or (word[-3:-1] in ("ui",) and word[-4:-3] == "q"))
    )  # fmt: skip


def _on_first(phrase: str, inflect: dict[str, str], rule: str) -> str:
    head, blank, rest = phrase.partition(" ")
    return inflect.get(head, _add(head, rule)) + blank + rest


def _add(head: str, ending: str) -> str:
    if ending == "ed":
        if head.endswith("e"):
            return head + "d"
        if head.endswith("y") and head[-2] not in VOWELS:
            return head[:-1] + "ied"
    if ending == "ing":
        if head.endswith("ie"):
            return head[:-2] + "ying"
        if head.endswith("e") and not head.endswith(("ee", "oe", "ye")) and head != "be":
            return head[:-1] + "ing"
    if head.endswith("ic"):
        return head + "k" + ending
    return head + (head[-1] if _short(head) else "") + ending


def past(phrase: str) -> str:
    """The past tense of a verb phrase: "hop" gives "hopped", "dig a hole" gives "dug a hole"."""
    return _on_first(phrase, PAST, "ed")


def ing(phrase: str) -> str:
    """The -ing form of a verb phrase: "run" gives "running", "lie still" gives "lying still"."""
    return _on_first(phrase, {}, "ing")


def third(phrase: str) -> str:
    """The third person of the present: "watch birds" gives "watches birds"."""
    head, blank, rest = phrase.partition(" ")
    known = {"have": "has", "do": "does", "go": "goes", "be": "is"}
    return known.get(head, _s(head)) + blank + rest


def _s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def plural(phrase: str) -> str:
    """The plural of a noun phrase: "cherry" gives "cherries", "toy mouse" gives "toy mice"."""
    before, blank, last = phrase.rpartition(" ")
    return before + blank + PLURALS.get(last, _s(last))


def with_article(noun_phrase: str) -> str:
    """`noun_phrase` with the article its first sound asks for: "an old owl", "a unicorn"."""
    vowel = noun_phrase[0] in VOWELS and not noun_phrase.startswith(("uni", "use", "one ", "eu", "ukulele"))
    return f"{'an' if vowel or noun_phrase.startswith(('hour', 'honest')) else 'a'} {noun_phrase}"
