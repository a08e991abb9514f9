"""Where are the real sample files? Beside the repository, never in it, and not on every machine.

A test that needs them carries `@pytest.mark.real_data` and is skipped, saying so, where they are missing.
"""

from pathlib import Path

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
MISSING = "the real sample files (../shared/real, seen from the repository) are not on this machine"
