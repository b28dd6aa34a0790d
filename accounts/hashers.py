from django.contrib.auth.hashers import Argon2PasswordHasher


class LightArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB a hash instead of 100.

    Ten people logging in at eight o'clock must not need a gigabyte (OWASP's minimum
    for Argon2id: m=19 MiB, t=2, p=1).
    """

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
