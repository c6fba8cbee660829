"""Ways in which a file can be malformed, by accident or on purpose."""

import random

HOSTILE = (
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">',
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>&b;',
    b"../../../../etc/passwd",
    b"/etc/passwd",
    b"file:///etc/passwd",
    b"http://192.0.2.1/image.tif",
    b"\\\\192.0.2.1\\share\\x",
    b"\x00" * 64,
    b"\xff" * 64,
    b"99999999999999999999",
    b"-1",
    b"NaN",
    b"\xef\xbb\xbf\xff\xfe",
    b"\r\n\r\n\x1d\x1e\x1f",
    b"(((((((((((((((((((((((((",
    b"<a>" * 200,
    b"[" * 2000,
)
MOST_PLACES = 12


def mutated(data: bytes, random_: random.Random) -> bytes:
    """`data` with a few faults, of the kinds that transfers, programs and attackers make."""
    if random_.random() < 0.02:
        return b""
    changed = bytearray(data)
    # Mostly one fault: with more of them few files come past the first check.
    for _ in range(random_.choice((1, 1, 1, 2, 3, MOST_PLACES))):
        at = random_.randrange(len(changed) + 1)
        match random_.randrange(7):
            case 0:  # bits of the transfer
                for place in range(at, min(at + random_.randint(1, 8), len(changed))):
                    changed[place] ^= 1 << random_.randrange(8)
            case 1:  # cut off
                if random_.random() < 0.3:
                    del changed[at:]
            case 2:  # a hole
                del changed[at : at + random_.randint(1, 200)]
            case 3:  # the same twice
                changed[at:at] = changed[at : at + random_.randint(1, 400)]
            case 4:  # what somebody puts in
                changed[at:at] = random_.choice(HOSTILE)
            case 5:  # one number for another: sizes, counts, offsets
                width = random_.choice((1, 2, 4, 8))
                value = random_.choice((0, 1, (1 << 8 * width) - 1, 1 << (8 * width - 1)))
                order = random_.choice(("little", "big"))
                changed[at : at + width] = value.to_bytes(width, order)
            case 6:  # two parts in each other's place
                other = random_.randrange(len(changed) + 1)
                length = random_.randint(1, 64)
                piece = changed[at : at + length]
                changed[other : other + len(piece)] = piece
    return bytes(changed)
