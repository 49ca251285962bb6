"""The loop that reads the keys of many names: what `names.normal` gives, for names of known letters.

A kernel is a plain function over arrays, compiled where there is much to do (`ownership.compiled`). In tables of
characters a row is a code point.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

LATIN, OTHER, RAISED, QUOTE, KNOWN = 1, 2, 4, 8, 16
"""Sorts of characters: a Latin letter, one of another alphabet, a raised one that goes, a quotation mark; any known."""

CODES = 0x2200
"""Characters from this code point on are not known."""

IS_KNOWN, IS_SINGLE, IS_WEAK = 1, 2, 4
"""What is said of a name: its letters are known, it is surely one name, its key is too weak to join on."""

MOST_FORMS = 6
"""Forms that one name may have, each a digit to the base of `FORMS` in the number of them all."""

FORMS = 512
MOST_SETS = 1 << 12  # half the room of the table that the loop finds them in
"""Different sets of legal forms that are told from each other; a name with one more is not known."""

HASH = 1 << 40
FACTOR = 1_000_003
"""A text's hash is a number below `HASH`: what was before times the factor, then the next character."""


def read_names(
    data: Bytes,
    ends: Ints,
    sorts: Bytes,
    fold_starts: Ints,
    folds: Ints,
    marks: Bytes,
    hashes: Ints,
    reaches: Ints,
    spellings: Ints,
    spelling_starts: Ints,
    letters: Ints,
    forms: Ints,
    text: Ints,
    starts: Ints,
    stops: Ints,
    out: Bytes,
    sizes: Ints,
    sets: Ints,
    said: Bytes,
    set_numbers: Ints,
    set_codes: Ints,
) -> tuple[int, int]:
    """Read names, one after the other in `data` up to the place in `ends`.

    Returns how many different sets of forms they have, and how many bytes their bases have together.

    - `sorts`: what each character is; `folds`: what stands for it, between two of `fold_starts`, 46 for a dot;
    - `marks`: for each state and byte the next state of what looks for words that part two names; the last is "found";
    - `hashes`, `reaches`, `spellings`: three tables of spellings of legal forms (last, first, first where no other
      form is), by hashes of the word at the end, which says how many words a spelling may have, and of the whole, which
      says which it is or -1; a spelling's `letters` lie between two of `spelling_starts`, `forms` has its form's
      number, 0 for none;
    - `text`, `starts`, `stops`: room for the characters and the words of the longest name;
    - `out`, `sizes`: the names' bases, one after the other, and the bytes of each; `said`: `IS_KNOWN` and so on;
    - `sets`: the number of the name's set of forms; `set_numbers`, `set_codes`: room for a table of these sets, and the
      forms of each, the first in the alphabet as the highest digit.
    """
    filled = 0
    count = 0
    size = hashes.shape[1]
    room = len(set_numbers)
    found_mark = marks.shape[0] - 1
    begin = 0
    for name in range(len(ends)):
        end = ends[name]
        # The characters, folded: one blank for what stands between words, and dots for now.
        length = 0
        seen = 0
        raised_first = False
        known = end > begin
        state = 0
        bracket = -1  # where the last bracket opens, if no other closes behind it
        at = begin
        while at < end:
            byte = int(data[at])
            code = byte
            width = 1
            if byte >= 0xF0:
                code = CODES
                width = 4
            elif byte >= 0xE0:
                code = (byte & 15) << 12 | (int(data[at + 1]) & 63) << 6 | (int(data[at + 2]) & 63)
                width = 3
            elif byte >= 0xC0:
                code = (byte & 31) << 6 | (int(data[at + 1]) & 63)
                width = 2
            sort = int(sorts[code]) if code < CODES else 0
            if sort == 0:
                known = False
                break
            if state != found_mark:
                state = int(marks[state, byte if width == 1 else 0])
            if sort & RAISED and not seen & LATIN:
                raised_first = True
            seen |= sort
            if code == 40:
                bracket = at + 1
            elif code == 41 and at + 1 < end:
                bracket = -1
            for place in range(fold_starts[code], fold_starts[code + 1]):
                letter = folds[place]
                if letter != 32 or (length > 0 and text[length - 1] != 32):
                    text[length] = letter
                    length += 1
            at += width
        said[name] = 0
        if known:
            last = int(data[end - 1])
            single = (
                state != found_mark
                and not raised_first
                and not (seen & LATIN and seen & OTHER)
                and last != 42
                and last != 93
                and last != 32
            )
            if single and last == 41:
                # A bracket at the end that holds neither an acronym of the name nor another name.
                single = False
                if bracket >= 0:
                    small = False
                    quoted = False
                    inner = False
                    first = -1
                    behind = -1
                    for place in range(bracket, end - 1):
                        byte = int(data[place])
                        if byte == 32:
                            continue
                        if byte == 34 or byte == 39 or byte == 0xE2 or byte == 0xC2:
                            quoted = True
                        if 97 <= byte <= 122:
                            small = True
                        if first < 0:
                            first = place
                        elif behind < place - 1:
                            inner = True
                        behind = place
                    if not quoted:
                        short = False
                        if first >= 0 and behind - first < 2:
                            one = int(data[first])
                            other = int(data[behind])
                            short = 65 <= one <= 90 and (
                                first == behind or 65 <= other <= 90 or 48 <= other <= 57
                            )
                        single = small or inner or short
            # Initials with dots between them are one word; every other dot is a blank.
            place = 0
            before = 32
            while place < length:
                letter = text[place]
                alone = letter != 32 and letter != 46 and not 48 <= letter <= 57
                if alone and (before == 32 or before == 46):
                    ahead = place
                    while (
                        ahead + 2 < length
                        and text[ahead + 1] == 46
                        and text[ahead + 2] != 32
                        and text[ahead + 2] != 46
                        and not 48 <= text[ahead + 2] <= 57
                        and (ahead + 3 >= length or text[ahead + 3] == 32 or text[ahead + 3] == 46)
                    ):
                        text[ahead + 1] = -1
                        ahead += 2
                    place = ahead
                    letter = text[place]
                before = letter
                place += 1
            put = 0
            words = 0
            open_word = False
            for place in range(length):
                letter = text[place]
                if letter == -1:
                    continue
                if letter == 32 or letter == 46:
                    if open_word:
                        stops[words - 1] = put
                        text[put] = 32
                        put += 1
                    open_word = False
                    continue
                if not open_word:
                    starts[words] = put
                    words += 1
                    open_word = True
                text[put] = letter
                put += 1
            if open_word:
                stops[words - 1] = put
            # The legal forms at both ends.
            low = 0
            high = words
            code_of_forms = 0
            number_of_forms = 0
            while True:
                table = 0
                while low < high and table < 3:
                    hashed = 0
                    best = -1
                    taken = 0
                    reach = 1
                    step = 0
                    while step < reach and low + step < high:
                        word = high - 1 - step if table == 0 else low + step
                        if step > 0:
                            hashed = (hashed * FACTOR ^ 32) & HASH - 1
                        if table == 0:
                            for place in range(stops[word] - 1, starts[word] - 1, -1):
                                hashed = (hashed * FACTOR ^ text[place]) & HASH - 1
                        else:
                            for place in range(starts[word], stops[word]):
                                hashed = (hashed * FACTOR ^ text[place]) & HASH - 1
                        slot = hashed & size - 1
                        while hashes[table, slot] != -1 and hashes[table, slot] != hashed:
                            slot = slot + 1 & size - 1
                        if hashes[table, slot] == hashed:
                            if step == 0:
                                reach = reaches[table, slot]
                            spelling = spellings[table, slot]
                            if spelling >= 0:
                                first = starts[word] if table == 0 else starts[low]
                                behind = stops[high - 1] if table == 0 else stops[word]
                                own = spelling_starts[spelling]
                                same = spelling_starts[spelling + 1] - own == behind - first
                                if same:
                                    for place in range(behind - first):
                                        if text[first + place] != letters[own + place]:
                                            same = False
                                            break
                                if same:
                                    best = spelling
                                    taken = step + 1
                        elif step == 0:
                            break
                        step += 1
                    if best < 0:
                        table += 1
                        if table == 2 and number_of_forms > 0:
                            table = 3
                        continue
                    if table == 0:
                        high -= taken
                    else:
                        low += taken
                        table = 1
                    form = forms[best]
                    if form > 0:
                        # Put in its place among the digits, unless it is there.
                        rest = code_of_forms
                        behind = 0
                        scale = 1
                        while rest > 0 and rest % FORMS > form:
                            behind += rest % FORMS * scale
                            rest //= FORMS
                            scale *= FORMS
                        if rest == 0 or rest % FORMS != form:
                            if number_of_forms == MOST_FORMS:
                                known = False
                                break
                            code_of_forms = (rest * FORMS + form) * scale + behind
                            number_of_forms += 1
                # Initials that stand apart are one word, now that the forms are gone: "Plan B S. A.".
                put = starts[low] if low < high else 0
                to = low
                joins = False
                initial = False
                for word in range(low, high):
                    first = starts[word]
                    behind = stops[word]
                    now = behind - first == 1 and not 48 <= text[first] <= 57
                    if now and initial:
                        joins = True
                        put -= 1
                        to -= 1
                    else:
                        starts[to] = put
                    for place in range(first, behind):
                        text[put] = text[place]
                        put += 1
                    stops[to] = put
                    to += 1
                    text[put] = 32
                    put += 1
                    initial = now
                high = to
                if not joins or not known:
                    break
            if known:
                digits = True
                letters_of_word = 0
                begins = filled
                first = starts[low] if low < high else 0
                behind = stops[high - 1] if low < high else 0
                for place in range(first, behind):
                    letter = text[place]
                    if letter != 32 and not 48 <= letter <= 57:
                        digits = False
                    letters_of_word += 1
                    if letter < 0x80:
                        out[filled] = letter
                        filled += 1
                    elif letter < 0x800:
                        out[filled] = 0xC0 | letter >> 6
                        out[filled + 1] = 0x80 | letter & 63
                        filled += 2
                    else:
                        out[filled] = 0xE0 | letter >> 12
                        out[filled + 1] = 0x80 | (letter >> 6 & 63)
                        out[filled + 2] = 0x80 | letter & 63
                        filled += 3
                sizes[name] = filled - begins
                longest = 5 if code_of_forms == 0 else 1
                weak = digits or (high - low == 1 and letters_of_word <= longest)
                slot = code_of_forms % 8_191
                while set_numbers[slot] >= 0 and set_codes[set_numbers[slot]] != code_of_forms:
                    slot = slot + 1 & room - 1
                if set_numbers[slot] < 0 and count < MOST_SETS:
                    set_numbers[slot] = count
                    set_codes[count] = code_of_forms
                    count += 1
                if set_numbers[slot] >= 0:
                    sets[name] = set_numbers[slot]
                    said[name] = IS_KNOWN | (IS_SINGLE if single else 0) | (IS_WEAK if weak else 0)
        begin = end
    return count, filled
