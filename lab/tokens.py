"""Experiment: what one sentence costs in tokens, by language, with the tokenizers of pocket-gpt and pocket-bert.

The sentence is the first of Article 1 of the Universal Declaration of Human Rights, in the United Nations'
translations (ohchr.org/en/human-rights/universal-declaration).
"""

from transformers import AutoTokenizer

from lab.export import MODELS, write_result

SENTENCES = {
    "English": "All human beings are born free and equal in dignity and rights.",
    "French": "Tous les êtres humains naissent libres et égaux en dignité et en droits.",
    "Spanish": "Todos los seres humanos nacen libres e iguales en dignidad y derechos.",
    "German": "Alle Menschen sind frei und gleich an Würde und Rechten geboren.",
    "Swahili": "Watu wote wamezaliwa huru, hadhi na haki zao ni sawa.",
    "Greek": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
    "Russian": "Все люди рождаются свободными и равными в своем достоинстве и правах.",
    "Arabic": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق.",
    "Hindi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।",
    "Chinese": "人人生而自由，在尊严和权利上一律平等。",
    "Japanese": "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
}


def count(sentence: str, gpt, bert) -> dict:
    """Return the counts for a sentence: bytes of UTF-8, characters, words between spaces, tokens without special ones,
    and how many of pocket-bert's tokens are [UNK]."""
    pieces = bert(sentence, add_special_tokens=False)["input_ids"]
    return {
        "bytes": len(sentence.encode()),
        "characters": len(sentence),
        "words": len(sentence.split()),
        "gpt_tokens": len(gpt(sentence, add_special_tokens=False)["input_ids"]),
        "bert_tokens": len(pieces),
        "bert_unknown": pieces.count(bert.unk_token_id),
    }


def run() -> dict:
    """Count every sentence; write and return the result."""
    gpt, bert = (AutoTokenizer.from_pretrained(MODELS / name) for name in ("pocket-gpt", "pocket-bert"))
    rows = [{"language": language, "sentence": sentence, **count(sentence, gpt, bert)} for language, sentence in SENTENCES.items()]
    result = {"vocabulary": {"pocket-gpt": len(gpt), "pocket-bert": len(bert)}, "rows": rows}
    write_result("tokens", result)
    return result
