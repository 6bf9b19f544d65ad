"""Text that was written as UTF-8 and read as something else: `ðŸ“š` was a pile of books, `â€œ` a quotation mark."""

import re

CP1252 = {
    byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0x100)
}  # five bytes have no character of their own
BYTE = {sign: byte for byte, sign in CP1252.items()} | {chr(byte): byte for byte in range(0x80, 0x100)}


def _signs(first: int, last: int) -> str:
    return "[" + re.escape("".join(sign for sign, byte in BYTE.items() if first <= byte <= last)) + "]"


# As UTF-8 has them: a first byte that says how many follow. Two bytes only if the first is a character that seldom ends a word.
_NEXT = _signs(0x80, 0xBF)
WRONG = re.compile(
    f"(?:{_signs(0xC2, 0xC5)}|{_signs(0xCE, 0xCF)}){_NEXT}|{_signs(0xE1, 0xEF)}{_NEXT}{{2}}|{_signs(0xF0, 0xF4)}{_NEXT}{{3}}"
)
TIMES = 3  # a text may have gone through it more than once


def repaired(text: str) -> str:
    """Return the text as it was meant."""
    for _ in range(TIMES):
        better = WRONG.sub(_read_again, text)
        if better == text:
            break
        text = better
    return text


def _read_again(found: re.Match) -> str:
    try:
        return bytes(BYTE[sign] for sign in found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def read(content: bytes) -> tuple[str, str]:
    """Return the text of a file in whatever encoding people save notes, and that encoding's name."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16"), "UTF-16"
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else CP1252[byte] for byte in content), "Windows-1252"
