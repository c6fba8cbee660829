"""JSON as bytes that are always the same, and that a web page can hold."""

import json
from typing import Any


def json_text(document: Any) -> str:
    """Indented JSON with a line feed at the end, keys as given.

    `<`, `>` and `&` are written as escapes: the same JSON, which no `</script>` or entity in a
    title can end when it is put into a page (HTML, 4.12.1.3), nor U+2028 break in old scripts.

    >>> json_text({"a": "</script>"})
    '{\\n  "a": "\\\\u003c/script\\\\u003e"\\n}\\n'
    """
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text + "\n"
