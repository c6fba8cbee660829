"""The signatures that the stand-alone verifier checks without any library: Ed25519, RFC 8032."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from openfonds.ledger import verify
from openfonds.ledger.keys import new_signing_key, public_key_pem, raw_public_key
from openfonds.ledger.verify import read_public_key, verify_signature

# RFC 8032 section 7.1: public key, message, signature of TEST 1, 2, 3 and SHA(abc).
RFC_8032 = {
    "test 1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
        "1cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "test 2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
        "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "test 3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
        "984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    "sha abc": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23"
        "a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c6"
        "6431e0303dca179c138ac17ad9bef1177331a704",
    ),
}


@pytest.mark.parametrize("vector", RFC_8032)
def test_signatures_of_rfc_8032(vector: str) -> None:
    public_key, message, signature = (bytes.fromhex(part) for part in RFC_8032[vector])
    assert verify_signature(public_key, message, signature)
    assert not verify_signature(public_key, message + b"x", signature)
    assert not verify_signature(bytes(32), message, signature)
    for position in range(len(signature)):
        changed = bytearray(signature)
        changed[position] ^= 1
        assert not verify_signature(public_key, message, bytes(changed))


def test_second_spelling_of_a_signature_is_refused() -> None:
    public_key, message, signature = (bytes.fromhex(part) for part in RFC_8032["test 2"])
    s = int.from_bytes(signature[32:], "little") + verify.L
    assert not verify_signature(public_key, message, signature[:32] + s.to_bytes(32, "little"))


@pytest.mark.parametrize(
    "public_key",
    [
        (2**255 - 19).to_bytes(32, "little"),  # y = p, a second spelling of 0
        (2).to_bytes(32, "little"),  # y for which there is no x
        (1 | 1 << 255).to_bytes(32, "little"),  # x = 0 with a sign
    ],
    ids=["y_not_reduced", "not_on_the_curve", "negative_zero"],
)
def test_keys_that_are_no_points_are_refused(public_key: bytes) -> None:
    with pytest.raises(ValueError):
        verify._decode_point(public_key)
    assert not verify_signature(public_key, b"", bytes(64))


def test_keys_and_signatures_of_another_length_are_refused() -> None:
    public_key, message, signature = (bytes.fromhex(part) for part in RFC_8032["test 2"])
    for wrong in (b"", public_key[:31], public_key + b"x"):
        assert not verify_signature(wrong, message, signature)
    for wrong in (b"", signature[:63], signature + bytes(1)):
        assert not verify_signature(public_key, message, wrong)


def test_signatures_of_the_cryptography_package() -> None:
    for number in range(20):
        key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        message = bytes(range(number))
        public_key = raw_public_key(key.public_key())
        assert verify_signature(public_key, message, key.sign(message))
        assert not verify_signature(public_key, message + b"x", key.sign(message))


def test_public_key_is_read_from_pem() -> None:
    key = new_signing_key()
    pem = public_key_pem(key)
    raw = read_public_key(pem)
    assert raw is not None and len(raw) == 32
    assert read_public_key(pem.replace(b"\n", b"\r\n")) == raw
    for wrong in (b"", b"x", pem[:-30], key, pem.replace(b"MCow", b"MCox")):
        assert read_public_key(wrong) is None
