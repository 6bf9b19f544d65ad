"""The words of pocket-t5's grammar, English and French, with every form that the grammar uses.

In: nothing. Out: NOUNS, ADJECTIVES, VERBS and the small closed classes, as tables of plain data. `lab/grammar.py`
holds the rules that put them together.

The French forms and genders were written by hand and follow the Académie française's dictionary
(https://www.dictionnaire-academie.fr/). English doesn't mark gender on nouns like "friend" or "doctor", but French must,
so each has one fixed gender here: a simplification that the model inherits and that its card names.
"""

from typing import NamedTuple


class Noun(NamedTuple):
    """One noun. gender: "m" or "f". kind: "person", "animal" or "thing"; things don't act."""

    english: str
    english_plural: str
    french: str
    french_plural: str
    gender: str
    kind: str


class Adjective(NamedTuple):
    """One adjective. before: it comes before the French noun. vowel: the masculine singular before a vowel sound.
    people: it may be said of people; colors, weight and speed may not, so no sentence insults anybody."""

    english: str
    masculine: str
    feminine: str
    masculine_plural: str
    feminine_plural: str
    vowel: str
    before: bool
    people: bool


class Verb(NamedTuple):
    """One verb. present: the French forms for je, il, nous, vous, ils. participle: None if the past isn't
    formed with avoir and a participle, or would sound odd; the verb is then used only in the present.
    objects: "any", "thing", or "none" for a verb without an object."""

    english: str
    english_third: str
    english_past: str
    present: tuple[str, str, str, str, str]
    participle: str | None
    objects: str


def _nouns(kind: str, table: str) -> list[Noun]:
    return [Noun._make([*line.split(), kind]) for line in table.strip().splitlines()]


NOUNS = (
    _nouns(
        "person",
        """
man men homme hommes m
woman women femme femmes f
boy boys garçon garçons m
girl girls fille filles f
child children enfant enfants m
friend friends ami amis m
neighbor neighbors voisine voisines f
doctor doctors médecin médecins m
student students étudiante étudiantes f
king kings roi rois m
queen queens reine reines f
""",
    )
    + _nouns(
        "animal",
        """
dog dogs chien chiens m
cat cats chat chats m
bird birds oiseau oiseaux m
horse horses cheval chevaux m
cow cows vache vaches f
mouse mice souris souris f
owl owls hibou hiboux m
hedgehog hedgehogs hérisson hérissons m
bee bees abeille abeilles f
elephant elephants éléphant éléphants m
wolf wolves loup loups m
""",
    )
    + _nouns(
        "thing",
        """
car cars voiture voitures f
house houses maison maisons f
tree trees arbre arbres m
book books livre livres m
apple apples pomme pommes f
table tables table tables f
flower flowers fleur fleurs f
garden gardens jardin jardins m
school schools école écoles f
hotel hotels hôtel hôtels m
island islands île îles f
boat boats bateau bateaux m
door doors porte portes f
window windows fenêtre fenêtres f
key keys clé clés f
hat hats chapeau chapeaux m
chair chairs chaise chaises f
star stars étoile étoiles f
church churches église églises f
computer computers ordinateur ordinateurs m
plane planes avion avions m
bridge bridges pont ponts m
street streets rue rues f
letter letters lettre lettres f
clock clocks horloge horloges f
bed beds lit lits m
""",
    )
)

# An aspirated h isn't sounded either, but it blocks elision: le hibou, not l'hibou.
ASPIRATED = {"hibou", "hiboux", "hérisson", "hérissons"}


def _adjectives(before: bool, people: bool, table: str) -> list[Adjective]:
    found = []
    for line in table.strip().splitlines():
        english, masculine, feminine, masculine_plural, *vowel = line.split()
        found.append(
            Adjective(english, masculine, feminine, masculine_plural, feminine + "s", vowel[0] if vowel else masculine, before, people)
        )
    return found


ADJECTIVES = (
    _adjectives(
        True,
        True,
        """
big grand grande grands
small petit petite petits
old vieux vieille vieux vieil
new nouveau nouvelle nouveaux nouvel
beautiful beau belle beaux bel
young jeune jeune jeunes
good bon bonne bons
bad mauvais mauvaise mauvais
""",
    )
    + _adjectives(
        False,
        True,
        """
happy heureux heureuse heureux
sad triste triste tristes
strange étrange étrange étranges
""",
    )
    + _adjectives(
        False,
        False,
        """
red rouge rouge rouges
green vert verte verts
blue bleu bleue bleus
black noir noire noirs
white blanc blanche blancs
yellow jaune jaune jaunes
gray gris grise gris
pink rose rose roses
heavy lourd lourde lourds
slow lent lente lents
fast rapide rapide rapides
dangerous dangereux dangereuse dangereux
""",
    )
)


def _verbs(objects: str, table: str) -> list[Verb]:
    found = []
    for line in table.strip().splitlines():
        english, third, past, je, il, nous, vous, ils, participle = line.split()
        found.append(Verb(english, third, past, (je, il, nous, vous, ils), None if participle == "-" else participle, objects))
    return found


VERBS = (
    _verbs(
        "any",
        """
see sees saw vois voit voyons voyez voient vu
like likes liked aime aime aimons aimez aiment aimé
love loves loved adore adore adorons adorez adorent adoré
watch watches watched regarde regarde regardons regardez regardent regardé
find finds found trouve trouve trouvons trouvez trouvent trouvé
draw draws drew dessine dessine dessinons dessinez dessinent dessiné
hear hears heard entends entend entendons entendez entendent entendu
forget forgets forgot oublie oublie oublions oubliez oublient oublié
have has had ai a avons avez ont -
""",
    )
    + _verbs(
        "thing",
        """
buy buys bought achète achète achetons achetez achètent acheté
sell sells sold vends vend vendons vendez vendent vendu
lose loses lost perds perd perdons perdez perdent perdu
choose chooses chose choisis choisit choisissons choisissez choisissent choisi
""",
    )
    + _verbs(
        "none",
        """
sleep sleeps slept dors dort dormons dormez dorment dormi
sing sings sang chante chante chantons chantez chantent chanté
dance dances danced danse danse dansons dansez dansent dansé
work works worked travaille travaille travaillons travaillez travaillent travaillé
eat eats ate mange mange mangeons mangez mangent mangé
""",
    )
)

# Persons as indexes into a verb's present: je, il or elle, nous, vous, ils or elles.
JE, IL, NOUS, VOUS, ILS = range(5)
AVOIR = ("ai", "a", "avons", "avez", "ont")
ETRE = {"present": ("suis", "est", "sommes", "êtes", "sont"), "past": ("étais", "était", "étions", "étiez", "étaient")}
BE = {"present": ("am", "is", "are", "are", "are"), "past": ("was", "was", "were", "were", "were")}

# English pronoun -> French pronoun, person, gender. "you" is several people or a polite form: plural here.
# "I", "we", "you" and "they" take masculine adjectives, the usual default of French grammars; the card names it.
PRONOUNS = {
    "i": ("je", JE, "m"),
    "he": ("il", IL, "m"),
    "she": ("elle", IL, "f"),
    "we": ("nous", NOUS, "m"),
    "you": ("vous", VOUS, "m"),
    "they": ("ils", ILS, "m"),
}

# English determiner -> French masculine, feminine, masculine and feminine before a vowel sound, plural. None: no such form.
DETERMINERS = {
    "the": ("le", "la", "l'", "l'", "les"),
    "a": ("un", "une", "un", "une", None),
    "some": (None, None, None, None, "des"),
    "this": ("ce", "cette", "cet", "cette", None),
    "these": (None, None, None, None, "ces"),
    "my": ("mon", "ma", "mon", "mon", "mes"),
    "your": ("votre", "votre", "votre", "votre", "vos"),
    "our": ("notre", "notre", "notre", "notre", "nos"),
    "his": ("son", "sa", "son", "son", "ses"),
    "her": ("son", "sa", "son", "son", "ses"),
    "their": ("leur", "leur", "leur", "leur", "leurs"),
    "two": (None, None, None, None, "deux"),
    "three": (None, None, None, None, "trois"),
}

PREPOSITIONS = {"in": "dans", "on": "sur", "under": "sous", "behind": "derrière", "with": "avec", "near": "près"}
