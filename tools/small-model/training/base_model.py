"""The base model in the shape of gpt-oss, as `tools/small-model/mapping.ts` has it, for training: see README.md."""

import gguf
import numpy as np
from gguf.quants import dequantize

D, NL, NH, NKV, FF, HD = 576, 30, 9, 3, 1536, 64  # SmolLM2-135M
E = 8  # experts; all eight are always chosen, so the MoE is dense
FE = FF // E
ALPHA, S = 1.702, 0.05  # gpt-oss' swiglu constant; scale that keeps `up` far from the clamp at 7
SPECIAL = {
    1: "<|start|>",
    2: "<|end|>",
    8: "<|message|>",
    9: "<|channel|>",
    10: "<|return|>",
    11: "<|call|>",
    12: "<|constrain|>",
    13: "<|startoftext|>",
}
IDS = sorted(SPECIAL)
EPS, ROPE = 1e-5, 100000.0
Q = gguf.GGMLQuantizationType
FP4 = np.array([0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12], dtype=np.float32) / 2


def quantize_mxfp4(a):
    """MXFP4 bytes; each block of 32 takes the exponent among e-1, e, e+1 with the least squared error."""
    x = np.ascontiguousarray(a, dtype=np.float32)
    b = x.reshape(-1, 32)
    amax = np.abs(b).max(1)
    e0 = np.where(amax > 0, np.floor(np.log2(np.maximum(amax, 1e-30))) - 2, -127).astype(np.int32)
    best = np.full(len(b), np.inf, np.float32)
    code = np.zeros(b.shape, np.uint8)
    exp = np.zeros(len(b), np.int32)
    mid = (FP4[:7] + FP4[1:8]) / 2  # decision borders of |x|/scale
    for de in (-1, 0, 1):
        e = np.clip(e0 + de, -126, 120)
        y = b / np.exp2(e.astype(np.float32))[:, None]
        k = np.searchsorted(mid, np.abs(y)).astype(np.uint8)
        err = np.square((FP4[k] - np.abs(y)) * np.exp2(e.astype(np.float32))[:, None]).sum(1)
        m = err < best
        best[m] = err[m]
        exp[m] = e[m]
        code[m] = (k | ((y < 0) & (k > 0)).astype(np.uint8) << 3)[m]
    out = np.empty((len(b), 17), np.uint8)
    out[:, 0] = exp + 127  # e8m0
    out[:, 1:] = code[:, :16] | (code[:, 16:] << 4)
    return out.reshape(*x.shape[:-1], x.shape[-1] // 32 * 17)


def unpermute(a, heads):
    """llama.cpp's pairwise rotary order of a llama GGUF -> the NEOX order that gpt-oss uses."""
    return a.reshape(heads, HD // 2, 2, -1).swapaxes(1, 2).reshape(a.shape)


def load(path):
    """The base model's arrays ([out, in] matrices), q and k un-permuted, and its tokenizer."""
    r = gguf.GGUFReader(path)
    t = {x.name: x for x in r.tensors}
    g = lambda n: (
        dequantize(t[n].data, t[n].tensor_type)
        .astype(np.float32)
        .reshape(tuple(reversed(t[n].shape.tolist())))
    )
    f = lambda k: r.fields[k].contents()
    tok = dict(
        tokens=list(f("tokenizer.ggml.tokens")),
        types=list(f("tokenizer.ggml.token_type")),
        merges=list(f("tokenizer.ggml.merges")),
    )
    emb = g("token_embd.weight")
    head = emb.copy()  # SmolLM2 ties its head; gpt-oss does not
    emb[8] = emb[tok["tokens"].index("Ċ")]  # <|message|> starts out as a line break
    emb[9] = emb[tok["tokens"].index("Ġ")]  # <|channel|> as a space
    emb[10] = emb[11] = emb[2]  # <|return|>, <|call|> as <|im_end|>
    head[[8, 9, 11, 12, 13]] = 0  # never drawn before training
    head[10] = head[2]
    for i, n in SPECIAL.items():
        tok["tokens"][i], tok["types"][i] = n, 3
    layers = []
    for i in range(NL):
        p = f"blk.{i}."
        layers.append(
            dict(
                attn_norm=g(p + "attn_norm.weight"),
                ffn_norm=g(p + "ffn_norm.weight"),
                q=unpermute(g(p + "attn_q.weight"), NH),
                k=unpermute(g(p + "attn_k.weight"), NKV),
                v=g(p + "attn_v.weight"),
                o=g(p + "attn_output.weight"),
                gate=g(p + "ffn_gate.weight") / ALPHA,
                up=g(p + "ffn_up.weight") * S,
                down=g(p + "ffn_down.weight") * (ALPHA * E / S),
                gate_b=np.zeros(FF, np.float32),
                up_b=np.full(FF, -1, np.float32),
                down_b=np.zeros(D, np.float32),
                sinks=np.full(NH, -1e4, np.float32),
            )
        )
    return dict(emb=emb, head=head, norm=g("output_norm.weight"), layers=layers, tok=tok)


def experts(w):
    """Gate, up and down as expert tensors [E, out, in]; the down matrix is cut along its inputs."""
    return (
        w["gate"].reshape(E, FE, D),
        w["up"].reshape(E, FE, D),
        np.ascontiguousarray(w["down"].reshape(D, E, FE).swapaxes(0, 1)),
    )
