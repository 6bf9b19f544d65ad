"""Makes the tokenizers of pocket-gpt and pocket-bert from the training text, in the library's own format.

pocket-gpt cuts bytes into pairs merged by frequency, as GPT-2 does (Sennrich 2015, arXiv 1508.07909);
pocket-bert cuts words into pieces marked `##`, as BERT does (Wu 2016, arXiv 1609.08144).
"""

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

END = "<|endoftext|>"


def make_bpe(lines: list[str], size: int = 4096, window: int = 64) -> PreTrainedTokenizerFast:
    """Return a byte-level BPE tokenizer with `size` entries; it puts END before each text and reads any bytes."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=[END], show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single=f"{END} $A", special_tokens=[(END, 0)])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=END,
        eos_token=END,
        pad_token=END,
        model_max_length=window,
        model_input_names=["input_ids", "attention_mask"],
    )


def make_wordpiece(lines: list[str], size: int = 4096, window: int = 64) -> PreTrainedTokenizerFast:
    """Return a WordPiece tokenizer with `size` entries: lower case, without accents, `[CLS] text [SEP]`."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    _dress(tokenizer)
    tokenizer.train_from_iterator(lines, trainers.WordPieceTrainer(vocab_size=size, special_tokens=special, show_progress=False))
    # The library numbers the first letters in a different order on each run: number all pieces by their spelling.
    pieces = special + sorted(set(tokenizer.get_vocab()) - set(special))
    tokenizer = Tokenizer(models.WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token="[UNK]"))
    _dress(tokenizer)
    tokenizer.add_special_tokens(special)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), special))
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=window, model_input_names=["input_ids", "token_type_ids", "attention_mask"], **names
    )


def _dress(tokenizer: Tokenizer) -> None:
    """Give a WordPiece tokenizer BERT's steps before and after it."""
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
