"""Training samples: token ids of Harmony prompts and answers, and what each of them is there for."""

from base_model import SPECIAL, load

SP = {n[2:-2]: i for i, n in SPECIAL.items()}
MAX = 640  # tokens of a sample
FENCE = {"python": ["python", "py"], "typescript": ["typescript", "ts"], "javascript": ["javascript", "js"]}
NAME = {"python": "Python", "typescript": "TypeScript", "javascript": "JavaScript"}


def tokenizer(gguf_path):
    """SmolLM2's byte-level BPE from the GGUF's own vocabulary; digits are split one by one first."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    t = load(gguf_path)["tok"]
    merges = [tuple(m.split(" ")) for m in t["merges"]]
    tk = Tokenizer(models.BPE({s: i for i, s in enumerate(t["tokens"])}, merges))
    tk.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    tk.decoder = decoders.ByteLevel()
    return tk


class Sample:
    """Token ids; role 0 = given, 1 = supervised, 2 = given code (a place for the auxiliary loss)."""

    def __init__(self, enc):
        self.enc, self.ids, self.role = enc, [], []

    def sp(self, name, role=0):
        self.ids.append(SP[name])
        self.role.append(role)
        return self

    def text(self, s, role=0):
        t = self.enc(s)
        self.ids += t
        self.role += [role] * len(t)
        return self

    def message(self, who, body, role=2):
        return self.sp("start").text(who).sp("message").text(body, role).sp("end")


def system(r, chat):
    date = (
        f"\nCurrent date: 2026-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}"
        if chat and r.random() < 0.5
        else ""
    )
    lvl = r.choice(["low", "low", "medium", "high"]) if chat else "low"
    return (
        "You are ChatGPT, a large language model trained by OpenAI.\nKnowledge cutoff: 2024-06"
        + date
        + f"\n\nReasoning: {lvl}\n\n"
        "# Valid channels: analysis, commentary, final. Channel must be included for every message."
    )


def opening(enc, r, dev, chat):
    s = Sample(enc)
    if r.random() < 0.98:
        s.message("system", system(r, chat), 0)
    if dev:
        s.message("developer", "# Instructions\n\n" + dev, 0)
    return s


def empty_analysis(s):
    return s.sp("start").text("assistant").sp("channel").text("analysis").sp("message").sp("end")


def final(s, given, answer, role=0):
    """Opens the final channel, gives the prefilled text, supervises the answer and <|return|>."""
    s.sp("start", role).text("assistant", role).sp("channel", role).text("final", role).sp("message", role)
    if given:
        s.text(given, 2)
    return s.text(answer, 1).sp("return", 1)
