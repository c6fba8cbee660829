"""Files of Tesseract 5 that its own tools do not write: a float model from a fast one, lines.

`lstmtraining` refuses to go on from an 8-bit ("fast") model, and Debian packages no others. The
weights are the same numbers but for the rounding: here they are written as doubles again. The
layout of the files is that of Tesseract 5.3 (lstm/network.cpp, lstm/weightmatrix.cpp,
ccutil/unicharcompress.cpp, ccstruct/imagedata.cpp).
"""

import io
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

INT_MODE, DOUBLES, ADAM = 1, 128, 4  # flags of a matrix of weights
LAYER_RATES = 64  # flag of a network: a learning rate for each layer
WITH_LAYERS = ("Series", "Parallel", "Par BidiLSTM", "RTLReversed", "TTBReversed", "XYTranspose")
WITH_TWO_NUMBERS = ("Convolve", "Maxpool", "Reconfig")
LSTMS = ("LSTM", "SummLSTM")
FULLY_CONNECTED = ("Tanh", "Softmax", "Logistic", "Relu", "Linear", "ClipFWD", "SymClip")


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0

    def take(self, size: int) -> bytes:
        piece = self._data[self._place : self._place + size]
        if len(piece) != size:
            raise ValueError("the file ends too early: it is of another version of Tesseract")
        self._place += size
        return piece

    def rest(self) -> bytes:
        return self.take(len(self._data) - self._place)

    def numbers(self, form: str) -> tuple[int, ...]:
        return struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")))

    def text(self) -> bytes:
        (size,) = self.numbers("I")
        return self.take(size)


def as_floats(lstm: bytes) -> bytes:
    """The component `lstm` of a fast model, with weights that can be trained further."""
    source, target = _Reader(lstm), io.BytesIO()
    _network(source, target)
    target.write(_text(source.text()))
    flags, _, _ = source.numbers("3i")
    target.write(struct.pack("<3i", flags & ~INT_MODE, 0, 0))  # no steps of training yet
    target.write(source.rest())
    return target.getvalue()


def _network(source: _Reader, target: io.BytesIO) -> None:
    none, kind = source.take(1), source.text()
    state = source.take(2)
    flags, inputs, outputs, weights = source.numbers("4i")
    target.write(none + _text(kind) + state)
    target.write(struct.pack("<4i", flags, inputs, outputs, weights) + _text(source.text()))
    name = kind.decode()
    if name == "Input":
        target.write(source.take(20))
    elif name in WITH_TWO_NUMBERS:
        target.write(source.take(8))
    elif name in WITH_LAYERS:
        (n_layers,) = source.numbers("I")
        target.write(struct.pack("<I", n_layers))
        for _ in range(n_layers):
            _network(source, target)
        if flags & LAYER_RATES:
            (n_rates,) = source.numbers("I")
            target.write(struct.pack("<I", n_rates) + source.take(4 * n_rates))
    elif name in LSTMS:
        (n_all,) = source.numbers("i")
        target.write(struct.pack("<i", n_all))
        is_two_dimensional = n_all - inputs == 2 * outputs
        for _ in range(5 if is_two_dimensional else 4):  # gates
            _matrix(source, target)
    elif name in FULLY_CONNECTED:
        _matrix(source, target)
    else:
        raise ValueError(f"a network with a layer {name!r} cannot be converted")


def _matrix(source: _Reader, target: io.BytesIO) -> None:
    (mode,) = source.take(1)
    if not mode & INT_MODE:
        raise ValueError("the model is not a fast one")
    rows, columns = source.numbers("2I")
    source.take(1)  # the value of an empty cell
    cells = np.frombuffer(source.take(rows * columns), np.int8).reshape(rows, columns)
    (n_scales,) = source.numbers("I")
    scales = np.frombuffer(source.take(8 * n_scales), np.float64)[:rows]
    target.write(bytes([DOUBLES | (mode & ADAM)]) + struct.pack("<2Id", rows, columns, 0.0))
    target.write((cells * scales[:, None]).tobytes())


def with_letters(unicharset: str, recoder: bytes, letters: Sequence[str]) -> tuple[str, bytes]:
    """The character set and its codes with more Cyrillic letters, each pair of cases together."""
    lines = unicharset.split("\n")
    n_known = int(lines[0])
    known = lines[1 : n_known + 1]
    new = [c for c in letters if c not in {line.partition(" ")[0] for line in known}]
    ids = {letter: n_known + number for number, letter in enumerate(new)}
    for letter in new:
        kind, mark = (5, "A") if letter.isupper() else (3, "a")
        other = ids[letter.swapcase()]
        known.append(
            f"{letter} {kind} 0,255,0,255,0,0,0,0,0,0 Cyrillic {other} 0 {ids[letter]} {letter}"
            f"\t# {letter} [{ord(letter):x} ]{mark}"
        )
    reader = _Reader(recoder)
    (n_codes,) = reader.numbers("I")
    codes = []
    for _ in range(n_codes):
        _, length = reader.numbers("bI")
        codes.append(reader.numbers(f"{length}i"))
    first = max(max(code) for code in codes) + 1
    more = b"".join(struct.pack("<bIi", 1, 1, first + number) for number in range(len(new)))
    whole = struct.pack("<I", n_known + len(new)) + recoder[4:] + more
    return "\n".join([str(len(known)), *known]) + "\n", whole


def write_lines(path: Path, lines: Iterable[tuple[Image.Image, str]]) -> None:
    """Images of lines and what stands in them, as `lstmtraining` reads them (.lstmf)."""
    pieces = [_line(image, text) for image, text in lines]
    path.write_bytes(struct.pack("<I", len(pieces)) + b"".join(pieces))


def _line(image: Image.Image, text: str) -> bytes:
    png = io.BytesIO()
    image.save(png, "PNG", compress_level=1)
    words = _text(text.encode())
    box = struct.pack("<4h", 0, 0, *image.size)
    return b"".join(
        (
            *(b"\1", _text(b""), struct.pack("<i", 0), _text(png.getvalue()), _text(b""), words),
            *(struct.pack("<I", 1), box, struct.pack("<I", 1), words, b"\0"),
        )
    )


def _text(text: bytes) -> bytes:
    return struct.pack("<I", len(text)) + text
