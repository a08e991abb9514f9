"""How are identifiers kept? As keyed hashes that meet across feeds, and, for the accession number, once more sealed."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SPACE = re.compile(r"[\s\x00]+")
_UPPER = frozenset({"upper"})


class Keyring:
    """Hashes and seals with keys derived from the data key. One site, one data key: another key makes other hashes."""

    def __init__(
        self,
        secret_key: str,
        data_key: str = "",
        id_rule: frozenset[str] = _UPPER,
    ) -> None:
        self._made_from = (secret_key, data_key, id_rule)
        base = (data_key or secret_key).encode()
        # Deriving under another label keeps the data keys useless to whoever learns a session signature, and back.
        purpose = b"radops data" if data_key else b"radops data derived from the secret key"
        self._hash_key = _derive(base, purpose + b": hash")
        self._seal_key = AESSIV(_derive(base, purpose + b": seal", 64))
        self._sign_key = _derive(base, purpose + b": sign")
        self._id_rule = id_rule
        self._begun: dict[str, tuple[hashlib._Hash, hashlib._Hash]] = {}

    def __reduce__(self) -> tuple[type["Keyring"], tuple[str, str, frozenset[str]]]:
        # Readers work in processes of their own and hash there; cipher objects do not travel, keys do.
        return Keyring, self._made_from

    @property
    def fingerprint(self) -> str:
        """16 hex digits that tell this data key from another without telling anything of it."""
        return hmac.digest(self._hash_key, b"fingerprint", "sha256").hex()[:16]

    def normalise(self, identifier: str) -> str:
        """Trim an identifier and apply the site's rule, so that RIS, HL7 and dose objects of one exam meet."""
        text = _SPACE.sub(" ", identifier).strip() if _SPACE.search(identifier) else identifier
        if "upper" in self._id_rule:
            text = text.upper()
        if "no-leading-zeros" in self._id_rule:
            text = text.lstrip("0") or text[-1:]
        return text

    def hash_id(self, kind: str, identifier: str) -> str:
        """Return 32 hex digits for an identifier of a kind (accession, patient, study, event, object)."""
        return self.hash_ids(kind, (identifier,))[0]

    def hash_ids(self, kind: str, identifiers: Iterable[str]) -> list[str]:
        """The same for many of a kind."""
        return self._hashed(kind, map(self.normalise, identifiers))

    def hash_plain_ids(self, kind: str, identifiers: Sequence[str]) -> list[str]:
        """The same for many of a kind of which no one holds white space or NUL: quicker."""
        if self._id_rule == _UPPER:
            # All at once: looking at each takes half as long as hashing it.
            return self._hashed(kind, "\n".join(identifiers).upper().split("\n")) if identifiers else []
        return self.hash_ids(kind, identifiers)

    def _hashed(self, kind: str, normal: Iterable[str]) -> list[str]:
        if kind not in self._begun:
            self._begun[kind] = self._begin(f"{kind}\x00".encode())
        begun_inner, begun_outer = self._begun[kind]
        copy_inner, copy_outer = begun_inner.copy, begun_outer.copy
        found = []
        for identifier in normal:
            inner, outer = copy_inner(), copy_outer()
            inner.update(identifier.encode())
            outer.update(inner.digest())
            found.append(outer.hexdigest()[:32])
        return found

    def _begin(self, prefix: bytes) -> tuple["hashlib._Hash", "hashlib._Hash"]:
        """HMAC-SHA256 (RFC 2104) up to the identifier: what is the same for all is worked out once."""
        key = self._hash_key.ljust(hashlib.sha256().block_size, b"\0")
        inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + prefix)
        return inner, hashlib.sha256(bytes(byte ^ 0x5C for byte in key))

    def sign(self, kind: str, content: bytes) -> str:
        """Return the HMAC-SHA256 (RFC 2104) of a content of a kind as 64 hex digits."""
        return hmac.digest(self._sign_key, kind.encode() + b"\0" + content, "sha256").hex()

    def seal(self, text: str) -> bytes:
        """Encrypt a text. The same text gives the same bytes, so that a re-sent row is seen to be unchanged."""
        return self._seal_key.encrypt(text.encode(), None)

    def unseal(self, sealed: bytes) -> str:
        """Decrypt what `seal` made. Raises ValueError when it was made with another key or altered."""
        try:
            return self._seal_key.decrypt(bytes(sealed), None).decode()
        except InvalidTag as error:
            raise ValueError("sealed with another data key, or altered") from error


def _derive(base: bytes, label: bytes, length: int = 32) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=label).derive(base)
