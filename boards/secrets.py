"""How the secrets of system clients are kept: as a plain hash, for they are 288 random bits that nobody can guess.

A slow hash protects what people choose. Here it would only let a caller with wrong secrets keep the machine busy.
"""

import hashlib
from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher, mask_hash
from django.utils.crypto import constant_time_compare


class RandomSecretHasher(BasePasswordHasher):
    """Django's own check of passwords knows it by `sha256_of_random`; it is never the hash of a person's password."""

    algorithm = "sha256_of_random"

    def salt(self) -> str:
        return ""

    def encode(self, password: str, salt: str = "") -> str:
        return f"{self.algorithm}$${hashlib.sha256(password.encode()).hexdigest()}"

    def verify(self, password: str, encoded: str) -> bool:
        return constant_time_compare(encoded, self.encode(password))

    def decode(self, encoded: str) -> dict[str, str]:
        algorithm, _, digest = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": "", "hash": digest}

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return {"algorithm": self.algorithm, "hash": mask_hash(self.decode(encoded)["hash"])}

    def must_update(self, encoded: str) -> bool:
        return False

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to make longer."""
