"""A small grammar that writes the same sentence in English and in French, and knows which word translates which.

In: a seed, and the name of a split ("train", "dev" or "test"). Out: `Sentence`s like

    the red car                    -> la voiture rouge              gold (0,) (2,) (1,)
    the old owl does not see a dog -> le vieux hibou ne voit pas de chien

Three steps: `draw_plan` chooses what to say (a `Clause`, or noun phrases alone), `write` says it in both languages, and
`sentences` repeats that until it has enough for a split.

Splits are by pair of noun and adjective, like (car, red), wherever the two go together: "the red car", "the car is
red". Every pair belongs to one split for good. A training sentence holds training pairs only; a test sentence holds at
least one test pair and none from dev, so the model has met "red" and "car", but never together. This tests what Lake
and Baroni (2018, https://arxiv.org/abs/1711.00350) call systematic compositionality: new combinations of known parts.
"""

import hashlib
import random
from dataclasses import dataclass, field

from lab.lexicon import (
    ADJECTIVES,
    ASPIRATED,
    AVOIR,
    BE,
    DETERMINERS,
    ETRE,
    IL,
    ILS,
    NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    VERBS,
    Adjective,
    Noun,
    Verb,
)

# The salt decides which pairs are held out. It is the first number with which (car, red), the notes' running example, is
# a test pair: the model translates it without ever having seen it.
SALT = 5
MOST_WORDS = 14  # longer sentences are drawn again
SHORT = 6  # training leaves out half of the sentences with at most this many words

CONTENT = ("noun", "adjective", "verb")  # kinds of French words whose English source the attention experiment looks for
SPLITS = ("train", "dev", "test")


@dataclass(frozen=True)
class Sentence:
    """One sentence twice. gold[t]: the positions in `english` that french[t] stands for, never empty. kinds[t]: "noun",
    "adjective", "verb" or "other". pairs: the (noun, adjective) pairs in it, in English. shape: what kind of sentence."""

    english: tuple[str, ...]
    french: tuple[str, ...]
    gold: tuple[tuple[int, ...], ...]
    kinds: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    shape: str


@dataclass(frozen=True)
class NounPhrase:
    """determiner: a key of DETERMINERS. before, after: adjectives by their place in French; two in `after` are joined by
    "and". of: a second noun phrase, as in "the car of the man"."""

    determiner: str
    noun: Noun
    plural: bool = False
    before: tuple[Adjective, ...] = ()
    after: tuple[Adjective, ...] = ()
    of: "NounPhrase | None" = None


@dataclass(frozen=True)
class Clause:
    """subject: a pronoun, "this", "there", or one or two noun phrases. verb: None for "be". thing: the object, or what
    follows "this is" and "there is". predicate: one adjective, or two joined by "and". place: a preposition and its phrase."""

    subject: "str | tuple[NounPhrase, ...]"
    verb: Verb | None = None
    past: bool = False
    negated: bool = False
    thing: NounPhrase | None = None
    predicate: tuple[Adjective, ...] = ()
    very: bool = False
    place: tuple[str, NounPhrase] | None = None


# ---- writing -------------------------------------------------------------------------------------------------------


@dataclass
class _Draft:
    english: list[str] = field(default_factory=list)
    french: list[str] = field(default_factory=list)
    gold: list[set[int]] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    pairs: set[tuple[str, str]] = field(default_factory=set)

    def en(self, *words: str) -> set[int]:
        """Add English words and return their positions."""
        start = len(self.english)
        self.english += words
        return set(range(start, len(self.english)))

    def fr(self, word: str, gold: set[int], kind: str = "other") -> None:
        """Add a French word that translates the English words at these positions."""
        self.french.append(word)
        self.gold.append(set(gold))
        self.kinds.append(kind)


def vowel_sound(french: str) -> bool:
    """Return whether le, de, ne … lose their vowel before this word: hôtel yes, hibou (aspirated h) no."""
    return french[0] in "aàâeéèêiîïoôuûyœh" and french not in ASPIRATED


def agree(adjective: Adjective, gender: str, plural: bool, next_word: str = "") -> str:
    """Return the adjective's French form. next_word: the noun, if it follows ("vieil" before "homme")."""
    if gender == "f":
        return adjective.feminine_plural if plural else adjective.feminine
    if plural:
        return adjective.masculine_plural
    return adjective.vowel if next_word and vowel_sound(next_word) else adjective.masculine


def _determiner(phrase: NounPhrase, next_word: str, negated: bool) -> str:
    if negated and phrase.determiner in ("a", "some"):
        return "de"  # ne … pas de chien
    if phrase.determiner == "some" and phrase.before:
        return "de"  # de vieilles maisons
    masculine, feminine, masculine_vowel, feminine_vowel, plural = DETERMINERS[phrase.determiner]
    if vowel_sound(next_word):
        masculine, feminine = masculine_vowel, feminine_vowel
    form = plural if phrase.plural else masculine if phrase.noun.gender == "m" else feminine
    assert form  # no phrase has a number that its determiner lacks
    return form


def _write_phrase(draft: _Draft, phrase: NounPhrase, negated: bool = False) -> None:
    """Write a noun phrase. negated: it is the object of a negated verb, so that a and some become de."""
    noun = phrase.noun
    french_noun = noun.french_plural if phrase.plural else noun.french
    before = [agree(adjective, noun.gender, phrase.plural, french_noun) for adjective in phrase.before]
    after = [agree(adjective, noun.gender, phrase.plural) for adjective in phrase.after]

    # English: determiner, adjectives, noun.
    first_english = (phrase.before or phrase.after)[0].english if phrase.before + phrase.after else noun.english
    determiner = phrase.determiner
    if determiner == "a" and first_english[0] in "aeiou":
        determiner = "an"
    if determiner == "some" and negated:
        determiner = "any"
    gold_determiner = draft.en(determiner)
    gold_before = [draft.en(adjective.english) for adjective in phrase.before]
    gold_after: list[set[int]] = []
    gold_and: set[int] = set()
    for adjective in phrase.after:
        if gold_after:
            gold_and = draft.en("and")
        gold_after.append(draft.en(adjective.english))
    gold_noun = draft.en(noun.english_plural if phrase.plural else noun.english)

    # French: determiner, adjectives that come before, noun, the other adjectives.
    draft.fr(_determiner(phrase, before[0] if before else french_noun, negated), gold_determiner)
    for word, gold in zip(before, gold_before):
        draft.fr(word, gold, "adjective")
    draft.fr(french_noun, gold_noun, "noun")
    for index, (word, gold) in enumerate(zip(after, gold_after)):
        if index:
            draft.fr("et", gold_and)
        draft.fr(word, gold, "adjective")
    draft.pairs |= {(noun.english, adjective.english) for adjective in phrase.before + phrase.after}
    if phrase.of:
        draft.fr("de", draft.en("of"))
        _write_phrase(draft, phrase.of)


def _write_joined(draft: _Draft, phrases: tuple[NounPhrase, ...]) -> None:
    for index, phrase in enumerate(phrases):
        if index:
            draft.fr("et", draft.en("and"))
        _write_phrase(draft, phrase)


def _write_clause(draft: _Draft, clause: Clause) -> None:
    # Who: determines person, gender and number for everything that agrees.
    gender, plural = "m", False
    if clause.subject == "there":
        person, there = IL, draft.en("there")
        draft.fr("il", there)
    elif clause.subject == "this":
        assert clause.thing  # what stands after "this is"
        plural = clause.thing.plural
        person = ILS if plural else IL
        draft.fr("ce", draft.en("these" if plural else "this"))
    elif isinstance(clause.subject, str):
        pronoun, person, gender = PRONOUNS[clause.subject]
        plural = clause.subject in ("we", "you", "they")
        draft.fr(pronoun, draft.en(clause.subject))
    else:
        _write_joined(draft, clause.subject)
        plural = len(clause.subject) > 1 or clause.subject[0].plural
        person = ILS if plural else IL
        gender = "f" if all(phrase.noun.gender == "f" for phrase in clause.subject) else "m"
    english_plural = clause.thing.plural if clause.subject == "there" and clause.thing else plural

    # English verb: "sees", "does not see", "saw", "did not see", "is", "is not".
    tense = "past" if clause.past else "present"
    gold_not, gold_help = set(), set()
    if clause.verb is None:
        be = BE[tense][ILS if english_plural else person]
        gold_verb = draft.en(be)
        if clause.negated:
            gold_not = draft.en("not")
    elif clause.negated:
        gold_help = draft.en("did" if clause.past else "does" if person == IL else "do")
        gold_not = draft.en("not")
        gold_verb = draft.en(clause.verb.english)
    else:
        third, past = clause.verb.english_third, clause.verb.english_past
        gold_verb = draft.en(past if clause.past else third if person == IL else clause.verb.english)

    # French verb: "voit", "ne voit pas", "a vu", "n'a pas vu", "est", "n'est pas", "il y a", "il n'y a pas".
    if clause.negated:
        draft.fr("ne", gold_not)
    if clause.subject == "there":
        draft.fr("y", there)
        draft.fr("a", gold_verb)
    elif clause.verb is None:
        draft.fr(ETRE[tense][person], gold_verb)
    elif clause.past:
        draft.fr(AVOIR[person], gold_help or gold_verb)
    else:
        draft.fr(clause.verb.present[person], gold_verb, "verb")
    if clause.negated:
        draft.fr("pas", gold_not)
    if clause.verb is not None and clause.past:
        assert clause.verb.participle  # a verb without one stands in the present only
        draft.fr(clause.verb.participle, gold_verb, "verb")

    # What, and how: the object, or adjectives that agree with the subject.
    if clause.thing:
        _write_phrase(draft, clause.thing, negated=clause.negated and clause.subject != "this")
    if clause.very:
        draft.fr("très", draft.en("very"))
    for index, adjective in enumerate(clause.predicate):
        if index:
            draft.fr("et", draft.en("and"))
        draft.fr(agree(adjective, gender, plural), draft.en(adjective.english), "adjective")
        if not isinstance(clause.subject, str):
            draft.pairs |= {(phrase.noun.english, adjective.english) for phrase in clause.subject}

    # Where.
    if clause.place:
        preposition, phrase = clause.place
        gold = draft.en(preposition)
        draft.fr(PREPOSITIONS[preposition], gold)
        if preposition == "near":
            draft.fr("de", gold)  # près de
        _write_phrase(draft, phrase)


CONTRACTED = {("de", "le"): "du", ("de", "les"): "des", ("de", "des"): "de", ("de", "de"): "de"}
ELIDED = {"le": "l'", "la": "l'", "de": "d'", "ne": "n'", "je": "j'", "ce": "c'"}


def _contract(draft: _Draft) -> None:
    """Apply de + le = du, de + des = de, and then elision (le ami = l'ami); a fused word keeps both words' sources."""
    index = 0
    while index + 1 < len(draft.french):
        fused = CONTRACTED.get((draft.french[index], draft.french[index + 1]))
        if fused:
            draft.french[index : index + 2] = [fused]
            draft.gold[index : index + 2] = [draft.gold[index] | draft.gold[index + 1]]
            del draft.kinds[index]
        index += 1
    for index in range(len(draft.french) - 1):
        if draft.french[index] in ELIDED and vowel_sound(draft.french[index + 1]):
            draft.french[index] = ELIDED[draft.french[index]]


def write(plan: "Clause | tuple[NounPhrase, ...]", shape: str = "") -> Sentence:
    """Return a plan as a sentence in both languages. A tuple of one or two noun phrases stands alone, without a verb."""
    draft = _Draft()
    if isinstance(plan, Clause):
        _write_clause(draft, plan)
    else:
        _write_joined(draft, plan)
    _contract(draft)
    return Sentence(
        tuple(draft.english),
        tuple(draft.french),
        tuple(tuple(sorted(gold)) for gold in draft.gold),
        tuple(draft.kinds),
        frozenset(draft.pairs),
        shape,
    )


# ---- choosing what to say ------------------------------------------------------------------------------------------

SINGULAR_ONLY, PLURAL_ONLY = ("a", "this"), ("some", "these", "two", "three")
ANIMATE = [noun for noun in NOUNS if noun.kind != "thing"]
THINGS = [noun for noun in NOUNS if noun.kind == "thing"]
INDEFINITE = ("a", "some", "two", "three")
DEFINITE = ("the", "the", "the", "this", "these", "my", "your", "our", "his", "her", "their")  # "the" three times as often
ALL = DEFINITE + ("a", "a", "a", "some", "two", "three")


def _adjectives_for(people: bool, before: bool) -> list[Adjective]:
    return [adjective for adjective in ADJECTIVES if adjective.before == before and (adjective.people or not people)]


ADJECTIVES_FOR = {(people, before): _adjectives_for(people, before) for people in (True, False) for before in (True, False)}


def _phrase(rng: random.Random, nouns=NOUNS, determiners=ALL, of: float = 0.08) -> NounPhrase:
    determiner, noun = rng.choice(determiners), rng.choice(nouns)
    plural = determiner in PLURAL_ONLY or (determiner not in SINGULAR_ONLY and rng.random() < 0.4)
    people = noun.kind == "person"
    before = (rng.choice(ADJECTIVES_FOR[people, True]),) if rng.random() < 0.35 else ()
    after: tuple[Adjective, ...] = ()
    if rng.random() < 0.45:
        after = tuple(rng.sample(ADJECTIVES_FOR[people, False], 2 if not before and rng.random() < 0.2 else 1))
    inner = _phrase(rng, of=0) if rng.random() < of else None
    return NounPhrase(determiner, noun, plural, before, after, inner)


def _joined(rng: random.Random, nouns, pair: float, of: float) -> tuple[NounPhrase, ...]:
    """Return two plain phrases with probability `pair`; otherwise one, which has an "of" phrase with probability `of`."""
    if rng.random() < pair:
        return _phrase(rng, nouns, of=0), _phrase(rng, nouns, of=0)
    return (_phrase(rng, nouns, of=of),)


def _subject(rng: random.Random, nouns=ANIMATE) -> "str | tuple[NounPhrase, ...]":
    if rng.random() < 0.25:
        return rng.choice(list(PRONOUNS))
    return _joined(rng, nouns, pair=0.08, of=0.08)


def _place(rng: random.Random, chance: float) -> tuple[str, NounPhrase] | None:
    """Return a preposition and its phrase with this probability."""
    if rng.random() >= chance:
        return None
    preposition = rng.choice(list(PREPOSITIONS))
    return preposition, _phrase(rng, NOUNS if preposition in ("with", "near") else THINGS, of=0)


def draw_plan(rng: random.Random) -> "tuple[Clause | tuple[NounPhrase, ...], str]":
    """Return what to say, and the name of its shape."""
    shape = rng.choices(("phrase", "adjective", "place", "object", "action", "this", "there"), (20, 20, 6, 32, 10, 4, 8))[0]
    negated, past = rng.random() < 0.3, rng.random() < 0.35
    if shape == "phrase":
        return _joined(rng, NOUNS, pair=0.15, of=0.15), shape
    if shape == "adjective":
        subject = _subject(rng, NOUNS)
        people = isinstance(subject, str) or any(phrase.noun.kind == "person" for phrase in subject)
        predicate = tuple(rng.sample(ADJECTIVES_FOR[people, True] + ADJECTIVES_FOR[people, False], 2 if rng.random() < 0.2 else 1))
        very = len(predicate) == 1 and rng.random() < 0.15
        return Clause(subject, None, past, negated, predicate=predicate, very=very), shape
    if shape == "place":
        return Clause(_subject(rng, NOUNS), None, past, negated, place=_place(rng, 1)), shape
    if shape == "action":
        verb = rng.choice([verb for verb in VERBS if verb.objects == "none"])
        return Clause(_subject(rng), verb, past, negated, place=_place(rng, 0.6)), shape
    if shape == "this":
        return Clause("this", None, False, negated, thing=_phrase(rng)), shape
    few = ("a", "some") if negated else INDEFINITE
    if shape == "there":
        return Clause("there", None, False, negated, thing=_phrase(rng, determiners=few), place=_place(rng, 0.5)), shape
    verb = rng.choice([verb for verb in VERBS if verb.objects != "none"])
    determiners = DEFINITE + ("a", "a", "a", "a", "some", "some") if negated else ALL
    thing = _phrase(rng, THINGS if verb.objects == "thing" else NOUNS, determiners)
    return Clause(_subject(rng), verb, past and verb.participle is not None, negated, thing, place=_place(rng, 0.25)), shape


# ---- splits --------------------------------------------------------------------------------------------------------


def split_of(noun: str, adjective: str, salt: int = SALT) -> str:
    """Return the split that a pair of English words belongs to: about 1 in 12 to dev, 2 in 12 to test, the rest to train."""
    number = int(hashlib.sha256(f"{salt}|{noun}|{adjective}".encode()).hexdigest(), 16) % 12
    return "dev" if number == 0 else "test" if number <= 2 else "train"


def belongs(sentence: Sentence, split: str) -> bool:
    """Return whether a sentence may be in a split: its pairs are from train and, for dev and test, one is held out."""
    found = {split_of(*pair) for pair in sentence.pairs}
    return found <= {"train"} if split == "train" else split in found and found <= {"train", split}


def sentences(split: str, count: int, seed: int = 0) -> list[Sentence]:
    """Return `count` sentences of a split, in a fixed order for a seed. Those in dev and test are all different.

    Raises ValueError for a split that doesn't exist."""
    if split not in SPLITS:
        raise ValueError(f"There is no split {split!r}. Ask for one of {', '.join(SPLITS)}.")
    rng = random.Random(f"{split} {seed}")
    found: list[Sentence] = []
    seen: set[tuple[str, ...]] = set()
    while len(found) < count:
        sentence = write(*draw_plan(rng))
        if len(sentence.english) > MOST_WORDS or not belongs(sentence, split):
            continue
        if split == "train":
            if len(sentence.english) <= SHORT and rng.random() < 0.5:
                continue  # short sentences are learned quickly; long ones need the practice
        else:
            if sentence.english in seen:
                continue
            seen.add(sentence.english)
        found.append(sentence)
    return found


def vocabulary() -> list[str]:
    """Return every word that the grammar can write, English first, each once; "table" is in both."""
    english = [
        "a",
        "an",
        "any",
        "and",
        "of",
        "not",
        "do",
        "does",
        "did",
        "there",
        "very",
        *DETERMINERS,
        *PRONOUNS,
        *PREPOSITIONS,
        *BE["present"],
        *BE["past"],
    ]
    french = [
        "et",
        "de",
        "du",
        "ne",
        "pas",
        "y",
        "très",
        "ce",
        *ELIDED.values(),
        *AVOIR,
        *ETRE["present"],
        *ETRE["past"],
        *(form for forms in DETERMINERS.values() for form in forms if form),
        *(french for french, _, _ in PRONOUNS.values()),
        *PREPOSITIONS.values(),
    ]
    for noun in NOUNS:
        english += noun[:2]
        french += noun[2:4]
    for adjective in ADJECTIVES:
        english.append(adjective.english)
        french += adjective[1:6]
    for verb in VERBS:
        english += verb[:3] if verb.participle else verb[:2]
        french += [*verb.present, *([verb.participle] if verb.participle else [])]
    return list(dict.fromkeys(english + french))
