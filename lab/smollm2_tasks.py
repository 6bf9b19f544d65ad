"""What lab/smollm2.py asks the model: tasks with examples, and preset prompts. Texts are ours."""

from dataclasses import dataclass

SHOTS = tuple(range(9))
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Task:
    """A task that examples may teach. before, after: the words in front of what is given and of the answer; labeled: few answers, each often."""

    title: str
    before: str
    after: str
    examples: Pairs
    tests: Pairs
    labeled: bool = False

    def shown(self, shots: int) -> str:
        """Return the first examples."""
        return "".join(f"{self.before}: {left}\n{self.after}: {right}\n\n" for left, right in self.examples[:shots])

    def asked(self, given: str) -> str:
        """Return what is given, without its answer."""
        return f"{self.before}: {given}\n{self.after}:"


@dataclass(frozen=True)
class Preset:
    """A prompt. chat: inside the chat template; right: a word that a right answer holds, or None where there is nothing to be right about."""

    name: str
    text: str
    chat: bool = True
    right: str | None = None


CAPITALS = Task(
    "Capitals",
    "Country",
    "Capital",
    (
        ("Italy", "Rome"),
        ("Egypt", "Cairo"),
        ("Norway", "Oslo"),
        ("Peru", "Lima"),
        ("Thailand", "Bangkok"),
        ("Greece", "Athens"),
        ("Kenya", "Nairobi"),
        ("Canada", "Ottawa"),
    ),
    (
        ("France", "Paris"),
        ("Japan", "Tokyo"),
        ("Spain", "Madrid"),
        ("Germany", "Berlin"),
        ("Poland", "Warsaw"),
        ("Portugal", "Lisbon"),
        ("Cuba", "Havana"),
        ("Austria", "Vienna"),
        ("Finland", "Helsinki"),
        ("Hungary", "Budapest"),
        ("Ireland", "Dublin"),
        ("Australia", "Canberra"),
    ),
)
OPPOSITES = Task(
    "Opposites",
    "Word",
    "Opposite",
    (
        ("hot", "cold"),
        ("day", "night"),
        ("early", "late"),
        ("full", "empty"),
        ("young", "old"),
        ("win", "lose"),
        ("thick", "thin"),
        ("open", "closed"),
    ),
    (
        ("big", "small"),
        ("fast", "slow"),
        ("rich", "poor"),
        ("light", "dark"),
        ("high", "low"),
        ("strong", "weak"),
        ("wet", "dry"),
        ("happy", "sad"),
        ("up", "down"),
        ("true", "false"),
        ("love", "hate"),
        ("before", "after"),
    ),
)
GOOD, BAD = "positive", "negative"
EXAMPLES = (
    ("The soup was warm and full of flavor.", GOOD),
    ("I fell asleep halfway through this dull film.", BAD),
    ("A wonderful story that made us all laugh.", GOOD),
    ("The zipper broke on the first day.", BAD),
    ("Nobody answered my calls for two weeks.", BAD),
    ("The staff were kind and the room was spotless.", GOOD),
    ("The best concert I have been to in years.", GOOD),
    ("It arrived late, dirty and with a piece missing.", BAD),
)
REVIEWED = (
    ("We loved every minute of the tour.", GOOD),
    ("The coffee was cold and the waiter was rude.", BAD),
    ("These shoes are light and very comfortable.", GOOD),
    ("A waste of money from beginning to end.", BAD),
    ("The battery died after an hour.", BAD),
    ("My children ask for this book every night.", GOOD),
    ("The view from the terrace is breathtaking.", GOOD),
    ("The plot makes no sense and the actors are bored.", BAD),
    ("The bread was stale and far too expensive.", BAD),
    ("A clever, funny and moving play.", GOOD),
    ("It works perfectly and was easy to set up.", GOOD),
    ("I would not go back to this hotel.", BAD),
)
MADE_UP = {GOOD: "blik", BAD: "dorn"}


def renamed(pairs: Pairs) -> Pairs:
    """Return the pairs with made-up labels."""
    return tuple((text, MADE_UP[label]) for text, label in pairs)


TASKS = {
    "capitals": CAPITALS,
    "opposites": OPPOSITES,
    "reviews": Task("Reviews", "Review", "Sentiment", EXAMPLES, REVIEWED, labeled=True),
    "made_up": Task("Reviews, made-up labels", "Review", "Label", renamed(EXAMPLES), renamed(REVIEWED), labeled=True),
}

PRESETS = (
    Preset("capital", "What is the capital of France?", right="Paris"),
    Preset("capital-plain", "What is the capital of France?", chat=False),
    Preset("capital-base", "The capital of France is", chat=False, right="Paris"),
    Preset("sum", "What is 17 + 25?", right="42"),
    Preset("opposite", "What is the opposite of hot?", right="cold"),
    Preset("play", "Who wrote the play Romeo and Juliet?", right="Shakespeare"),
    Preset("letters", "How many times is the letter r in the word strawberry?", right="3"),
    Preset("french", 'Translate into French: "the red car"', right="voiture rouge"),
    Preset("person", "Who is Professor Quentin Marblewood?"),
    Preset("word", "What is a glorfish?"),
    Preset("poem", "Write two lines about the moon."),
    Preset("name", "What is your name?"),
)
FILLER = (
    "The harbor was quiet that morning. A few boats lay at the pier, and an old man mended a net while two gulls watched him from the wall. "
    "Later the wind rose, the ropes began to sing, and the first fishermen came home with crates of silver fish."
)
