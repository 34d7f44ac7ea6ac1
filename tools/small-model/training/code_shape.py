"""Where statements and blocks of source code end, told by indentation and brackets."""

import re


def indent(l):
    return len(l) - len(l.lstrip())


def opens(s, lang):
    """Bracket depth that a piece of code leaves open (strings dropped roughly)."""
    s = re.sub(r'"(\\.|[^"\\\n])*"|\'(\\.|[^\'\\\n])*\'|`(\\.|[^`\\])*`', "", s)
    s = re.sub(r"#.*" if lang == "python" else r"//.*", "", s)
    return sum(s.count(c) for c in "([{") - sum(s.count(c) for c in ")]}")


def stmt_end(lines, i, lang, cap=8):
    """Last line of the statement that starts on line i (a block that it opens included), or None if longer than cap."""
    d, j = 0, i
    while j < len(lines) and j < i + cap:
        d += opens(lines[j], lang)
        t = lines[j].rstrip()
        cont = (
            d > 0
            or t.endswith("\\")
            or (lang != "python" and j + 1 < len(lines) and re.match(r"\s*[.?:&|]", lines[j + 1]) is not None)
        )
        if not cont:
            if (
                lang == "python"
                and re.sub(r"#.*", "", t).rstrip().endswith(":")
                and j == i
                or (
                    lang == "python"
                    and t.endswith(":")
                    and re.match(r"\s*(\)|def|class|if|for|while|with|try|else|elif|except|async)", t)
                )
            ):
                k = j + 1
                while k < len(lines) and (not lines[k].strip() or indent(lines[k]) > indent(lines[i])):
                    k += 1
                while not lines[k - 1].strip():
                    k -= 1
                return k - 1 if k - 1 - i < cap and k - 1 > j else None
            return j
        j += 1
    return None


def block_end(lines, i, lang, cap=8):
    """Last line of the paragraph that starts on line i: whole statements up to a blank line, a dedent or cap lines."""
    j, last = i, None
    while j < len(lines) and lines[j].strip() and indent(lines[j]) >= indent(lines[i]) and j - i < cap:
        if re.match(r"\s*[)\]}]", lines[j]):
            break
        e = stmt_end(lines, j, lang, cap - (j - i))
        if e is None:
            break
        last, j = e, e + 1
    return last


def dedent(s):
    ls = s.split("\n")
    k = min((indent(l) for l in ls if l.strip()), default=0)
    return "\n".join(l[k:] for l in ls)
