"""Is this a good enough password, and is it the right one? Argon2id, and a policy by what is guessed first.

The policy follows NIST SP 800-63B (5.1.1.2): length counts, there are no rules about kinds of characters and
no forced change, and what stands on every attacker's list is refused.
"""

import re
import unicodedata
from functools import cache
from itertools import pairwise
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 128

# argon2-cffi's defaults are RFC 9106's second recommendation: 64 MiB, three passes, four lanes.
_HASHER = PasswordHasher()
# A flood of tries must not take all of the memory: at most two at once in a process, the others wait their turn.
_TURNS = BoundedSemaphore(2)

# What lists of stolen passwords are made of, once keyboard walks and repetitions are taken away.
# A word counts as one character: a password needs several characters of its own beside it.
_COMMON_WORDS = """
    administrator password passwort motdepasse contrasena changeme changeit letmein welcome
    willkommen bienvenue iloveyou ilovemyfamily trustno default secret master monkey dragon football
    baseball basketball princess sunshine superman batman starwars pokemon minecraft counterstrike
    playstation needforspeed finalfantasy mortalkombat residentevil warhammer justinbieber
    michaeljackson systemofadown jamesbond whosyourdaddy leavemealone ingodwetrust iseedeadpeople
    thecakeisalie peanutbutter stratocaster sonyericsson ticketmaster greenlantern sanfrancisco
    websolutions christopher michelle jennifer jordan charlie thomas daniel jessica ashley william
    robert michael spring summer autumn winter january february march april june july august
    september october november december monday tuesday wednesday thursday friday saturday sunday
    hospital radiology radiologie radiation radops xray dosimetry clinic medical doctor nurse
    manager physicist technologist coordinator intern clerk display admin user guest root test temp
    login access qwertyuiop asdfghjkl zxcvbnm qwerty qwertz azerty computer internet google facebook
    microsoft windows samsung apple love hello shadow killer freedom whatever cheese flower cookie
    standard company office service support system server database example sample demo hunter soccer
    hockey ranger ginger pepper purple orange banana chocolate butterfly angel jesus heaven mustang
    ferrari porsche mercedes harley mailcreated polniypizdec sojdlg one two three four five six
    seven eight nine ten the and for you my is new pass word key
"""
_LEET = str.maketrans("0134578@$!", "oieastbasi")
_WORDS = re.compile("|".join(sorted(_COMMON_WORDS.split(), key=len, reverse=True)))
# Keys and letters that follow each other, as rows, columns and zigzags of the usual keyboards.
_WALKS = """
    abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm qwertzuiop azertyuiop
    1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p zaq1xsw2cde3vfr4bgt5nhy6mju7ki8lo9p0 q1w2e3r4t5y6u7i8o9p0
    1q2w3e4r5t6y7u8i9o0p a1s2d3f4g5h6j7k8l9 z1x2c3v4b5n6m7 1a2s3d4f5g6h qazwsxedcrfvtgbyhnujm
    zaqxswcdevfrbgt 1qazxsw23edcvfr4 qazxswedcvfrtgb qweasdzxc qawsedrftgyh qwaszxerdfcv
"""
_STEPS = [
    *(frozenset(pairwise(walk)) for row in _WALKS.split() for walk in (row, row[::-1])),
    frozenset((character, character) for character in map(chr, range(33, 127))),
]
_ENDS = re.compile(r"^[\W\d_]{1,8}|[\W\d_]{1,8}$")
_MINIMUM_OWN_CHARACTERS = 6


def password_problem(password: str, username: str = "", site: str = "") -> str | None:
    """Say what is wrong with a new password and what would be right, or None. Never repeats the password."""
    text = _normal(password)
    if len(text) < MINIMUM_LENGTH:
        return f"The password needs at least {MINIMUM_LENGTH} characters; some unrelated words will do."
    if len(text) > MAXIMUM_LENGTH:
        return f"The password may have at most {MAXIMUM_LENGTH} characters."
    own_names = {name for name in [username, *re.split(r"\W+", site)] if len(name) >= 4}
    folded = text.casefold()
    for name in own_names:
        folded = folded.replace(name.casefold(), "\n")
    if _own_characters(folded) < _MINIMUM_OWN_CHARACTERS:
        return (
            "The password is made of what is guessed first: common words, keys in a row, repetitions, "
            "the user name or the hospital's name. Add something of your own."
        )
    return None


def hash_password(password: str) -> str:
    """Return the Argon2id hash to store, with its salt and parameters in it."""
    return _HASHER.hash(_normal(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether this password made this hash. Without a hash (no such account): the same work, then no."""
    text = _normal(password)
    if len(text) > MAXIMUM_LENGTH:
        return False
    try:
        with _TURNS:
            _HASHER.verify(password_hash or _hash_of_nobody(), text)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's; the next sign-in makes a new one."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash("nobody's password")


def _normal(password: str) -> str:
    # Keyboards send the same character composed or decomposed (SP 800-63B asks for NFKC).
    return unicodedata.normalize("NFKC", password)


def _own_characters(folded: str) -> int:
    """How many different characters are left, each common word, keyboard walk or repetition counting as one."""
    return min(_left(folded), _left(folded.translate(_LEET)))


def _left(text: str) -> int:
    # Years, phone numbers and a trailing ! are tried with every word as a matter of course.
    text = _ENDS.sub("", _WORDS.sub("\n", text))
    pieces: list[str] = []
    position = 0
    while position < len(text):
        length = _walk_length(text, position)
        pieces.append(text[position : position + length])
        position += length
    # A piece that comes again tells an attacker nothing new.
    return len({piece for piece in pieces if not re.fullmatch(r"[\W_]", piece)})


def _walk_length(text: str, start: int) -> int:
    """The length of the run of keys or repetitions that begins here; 1 when there is none of three or more."""
    best = 1
    for step in _STEPS:
        length = 1
        while start + length < len(text) and (text[start + length - 1], text[start + length]) in step:
            length += 1
        best = max(best, length)
    return best if best >= 3 else 1
