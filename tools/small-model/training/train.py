#!/usr/bin/env python3
"""Fine-tunes the converted model on the CPU: Harmony, window 128 on the even layers, MXFP4 experts.

    python train.py BASE.gguf DATA_DIR OUT_DIR --minutes 60

The forward pass is what llama.cpp computes for the gpt-oss architecture on the exported file, in bf16 with an f32 residual
stream. Trainable: LoRA on attention, norms, FFN biases, attention sinks, the special tokens' rows. Needs torch, numpy, gguf.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from gguf.quants import dequantize

import base_model as c

BLK = 128  # window of the even layers, and the block of queries handled at once
BF = torch.bfloat16


def frozen(path, dtype=BF):
    m = c.load(path)
    mx = lambda a: dequantize(c.quantize_mxfp4(a), c.Q.MXFP4).reshape(a.shape)  # exact in bf16
    T = lambda a, d=dtype: torch.from_numpy(np.ascontiguousarray(a, dtype=np.float32)).to(d)
    layers = []
    for l in m["layers"]:
        g, u, d = (mx(a) for a in c.experts(l))
        layers.append(
            dict(
                qkv=T(np.concatenate([l["q"], l["k"], l["v"]])),
                o=T(l["o"]),
                gu=T(np.concatenate([g.reshape(c.FF, c.D), u.reshape(c.FF, c.D)])),
                down=T(d.swapaxes(0, 1).reshape(c.D, c.FF) / c.E),
                attn_norm=T(l["attn_norm"], torch.float32),
                ffn_norm=T(l["ffn_norm"], torch.float32),
            )
        )
    return dict(layers=layers, emb=T(m["emb"]), head=T(m["head"]), norm=T(m["norm"], torch.float32))


def init_params(rank=16, seed=0):
    g = torch.Generator().manual_seed(seed)
    p = {}
    for n, i, o in (("q", 576, 576), ("k", 576, 192), ("v", 576, 192), ("o", 576, 576)):
        p[n + "_a"] = torch.randn(c.NL, rank, i, generator=g) * i**-0.5
        p[n + "_b"] = torch.zeros(c.NL, o, rank)
    for n, s in (("attn_norm", c.D), ("ffn_norm", c.D), ("gate_b", c.FF), ("up_b", c.FF), ("down_b", c.D)):
        p[n] = torch.zeros(c.NL, s)
    p["sinks"] = torch.full((c.NL, c.NH), -20.0)
    p["norm"] = torch.zeros(c.D)
    p["emb"] = torch.zeros(len(c.IDS), c.D)
    p["head"] = torch.zeros(len(c.IDS), c.D)
    return p


class Attend(torch.autograd.Function):
    """Causal attention with a sink. q [B,9,T,64] (scaled), k, v [B,3,T,64]; spans: (query start, key start, key end, additive mask)."""

    @staticmethod
    def forward(ctx, q, k, v, sink, spans):
        B, _, T, _ = q.shape
        out = torch.empty(B, 9, T, 64, dtype=q.dtype)
        raw, gates, ps = torch.empty_like(out), torch.empty(B, 9, T, 1), []
        for t0, s, e, mask in spans:
            qi = q[:, :, t0 : t0 + BLK].reshape(B, 3, 3 * BLK, 64)
            sc = torch.matmul(qi, k[:, :, s:e].transpose(-1, -2)).view(B, 9, BLK, e - s).add_(mask)
            p = torch.softmax(sc, -1)
            d = torch.arange(BLK)
            lse = sc[:, :, d, d + t0 - s].float() - p[:, :, d, d + t0 - s].float().log()
            g = torch.sigmoid(lse - sink.view(1, 9, 1))[..., None]
            r = torch.matmul(p.view(B, 3, 3 * BLK, e - s), v[:, :, s:e]).view(B, 9, BLK, 64)
            raw[:, :, t0 : t0 + BLK] = r
            out[:, :, t0 : t0 + BLK] = r * g.to(r.dtype)
            gates[:, :, t0 : t0 + BLK] = g
            ps.append(p)
        ctx.save_for_backward(q, k, v, raw, gates, *ps)
        ctx.spans = [x[:3] for x in spans]
        return out

    @staticmethod
    def backward(ctx, do):
        q, k, v, raw, gates, *ps = ctx.saved_tensors
        B, _, T, _ = q.shape
        dot = (do.float() * raw.float()).sum(-1, keepdim=True)
        dl = dot * gates * (1 - gates)  # d loss / d lse
        shift = (dot * gates - dl).to(q.dtype)
        do = do * gates.to(do.dtype)
        dq, dk, dv = torch.empty_like(q), torch.zeros_like(k), torch.zeros_like(v)
        for (t0, s, e), p in zip(ctx.spans, ps):
            doi = do[:, :, t0 : t0 + BLK].reshape(B, 3, 3 * BLK, 64)
            qi = q[:, :, t0 : t0 + BLK].reshape(B, 3, 3 * BLK, 64)
            ki, vi = k[:, :, s:e], v[:, :, s:e]
            ds = (
                torch.matmul(doi, vi.transpose(-1, -2))
                .view(B, 9, BLK, e - s)
                .sub_(shift[:, :, t0 : t0 + BLK])
                .mul_(p)
                .view(B, 3, 3 * BLK, e - s)
            )
            dq[:, :, t0 : t0 + BLK] = torch.matmul(ds, ki).view(B, 9, BLK, 64)
            dk[:, :, s:e] += torch.matmul(ds.transpose(-1, -2), qi)
            dv[:, :, s:e] += torch.matmul(p.view(B, 3, 3 * BLK, e - s).transpose(-1, -2), doi)
        return dq, dk, dv, -dl.sum((0, 2, 3)), None


class Swiglu(torch.autograd.Function):
    """gpt-oss' swiglu: min(g, 7) * sigmoid(1.702 g) * (clamp(u, -7, 7) + 1) on h = [g | u] + bias."""

    @staticmethod
    def forward(ctx, h, bias):
        h = h.add_(bias.to(h.dtype))
        g, u = h[..., : c.FF].clamp(max=7), h[..., c.FF :].clamp(-7, 7).add_(1)
        s = torch.sigmoid(g * c.ALPHA)
        ctx.save_for_backward(g, u, s)
        return (g * s).mul_(u)

    @staticmethod
    def backward(ctx, d):
        g, u, s = ctx.saved_tensors
        gs = g * s
        du = d * gs
        dg = (1 - s).mul_(gs).mul_(c.ALPHA).add_(s).mul_(u).mul_(d)
        dg.mul_(g < 7)
        du.mul_((u > -6) & (u < 8))
        dh = torch.cat([dg, du], -1)
        return dh, dh.reshape(-1, 2 * c.FF).sum(0, dtype=torch.float32)


def rope_tables(t):
    a = np.arange(t)[:, None] * c.ROPE ** (-np.arange(0, 64, 2) / 64)
    cat = lambda x: torch.from_numpy(np.concatenate([x, x], 1)).float()
    return cat(np.cos(a)), cat(np.sin(a))


def rope(x, cos, sin):  # x [B,T,H,64], NEOX halves
    return x * cos[:, None] + torch.cat([-x[..., 32:], x[..., :32]], -1) * sin[:, None]


def spans(seg, window, dtype):
    B, T = seg.shape
    out = []
    for t0 in range(0, T, BLK):
        s = max(0, t0 - BLK) if window else 0
        e = t0 + BLK
        d = torch.arange(t0, e)[:, None] - torch.arange(s, e)[None]
        ok = (d >= 0) & (d < (window or T)) & (seg[:, t0:e, None] == seg[:, None, s:e])
        out.append((t0, s, e, torch.zeros(ok.shape, dtype=dtype).masked_fill_(~ok, -math.inf)[:, None]))
    return out


def rms(x, w, dtype):
    return F.rms_norm(x, (c.D,), w, c.EPS).to(dtype)


def hidden(p, fz, ids, seg, window=128, probe=None):
    B, T = ids.shape
    dt = fz["emb"].dtype
    lookup = torch.full((fz["emb"].shape[0],), -1)
    lookup[torch.tensor(c.IDS)] = torch.arange(len(c.IDS))
    k = lookup[ids]
    x = F.embedding(ids, fz["emb"]).float() + torch.where(
        (k >= 0)[..., None], F.embedding(k.clamp(min=0), p["emb"]), 0.0
    )
    full = spans(seg, 0, dt)
    near = spans(seg, window, dt) if window else full
    cos, sin = rope_tables(T)
    for i, w in enumerate(fz["layers"]):
        lora = lambda n, y: F.linear(F.linear(y, p[n + "_a"][i].to(dt)), p[n + "_b"][i].to(dt))
        h = rms(x, w["attn_norm"] + p["attn_norm"][i], dt)
        q, k, v = F.linear(h, w["qkv"]).split([576, 192, 192], -1)
        q, k, v = q + lora("q", h), k + lora("k", h), v + lora("v", h)
        q = rope(q.reshape(B, T, 9, 64).float(), cos * 0.125, sin * 0.125).to(dt).transpose(1, 2)
        k = rope(k.reshape(B, T, 3, 64).float(), cos, sin).to(dt).transpose(1, 2)
        v = v.reshape(B, T, 3, 64).transpose(1, 2)
        if probe is not None:
            probe(i, q, k)
        o = Attend.apply(
            q.contiguous(), k.contiguous(), v.contiguous(), p["sinks"][i], near if i % 2 == 0 else full
        )
        o = o.transpose(1, 2).reshape(B, T, 576)
        x = x + (F.linear(o, w["o"]) + lora("o", o))
        h = rms(x, w["ffn_norm"] + p["ffn_norm"][i], dt)
        a = Swiglu.apply(F.linear(h, w["gu"]), torch.cat([p["gate_b"][i], p["up_b"][i] * c.S - 1]))
        x = x + (F.linear(a, w["down"]) + p["down_b"][i].to(dt))
    return x


def nll(p, fz, x, tgt):
    h = rms(x, fz["norm"] + p["norm"], fz["head"].dtype)
    lg = F.linear(h, fz["head"]).float()
    lg = lg.index_add(1, torch.tensor(c.IDS), F.linear(h, p["head"].to(h.dtype)).float())
    return F.cross_entropy(lg, tgt, reduction="none")


def pack(d, order, T):
    """First-fit packing of samples into rows of T tokens; yields lists of sample numbers."""
    rows, n = [], d["start"]
    open_ = []
    for i in order:
        ln = n[i + 1] - n[i]
        if ln > T:
            continue
        best = min((r for r in open_ if r[0] >= ln), key=lambda r: r[0], default=None)
        if best is None:
            best = [T, []]
            open_.append(best)
        best[0] -= ln
        best[1].append(i)
        if best[0] < 60 or len(open_) > 40:
            full = best if best[0] < 60 else min(open_, key=lambda r: r[0])
            open_ = [r for r in open_ if r is not full]
            rows.append(full[1])
    return rows + [r[1] for r in open_]


def batch(d, rows, T, P, rng, aux):
    B = len(rows)
    ids, seg = np.zeros((B, T), np.int64), np.full((B, T), -1)
    pos, tgt, w = [], [], []
    for b, row in enumerate(rows):
        at = 0
        sup, other = [], []
        for k, i in enumerate(row):
            s, e = d["start"][i], d["start"][i + 1]
            n = e - s
            ids[b, at : at + n] = d["ids"][s:e]
            seg[b, at : at + n] = k
            r = d["role"][s:e]
            sup += [at + j - 1 for j in range(1, n) if r[j] == 1]
            other += [at + j - 1 for j in range(1, n) if r[j] == 2 and j > 40]
            at += n
        seg[b, at:] = 99
        if len(sup) > P:
            sup = list(rng.choice(sup, P, replace=False))
        other = list(rng.choice(other, min(P - len(sup), len(other)), replace=False))
        for j in sup + other:
            pos.append(b * T + j)
            tgt.append(ids[b, j + 1])
        w += [1.0] * len(sup) + [aux] * len(other)
    t = torch.from_numpy
    return t(ids), t(seg), torch.tensor(pos), torch.tensor(np.array(tgt)), torch.tensor(w)


def export(p, path):
    """The delta that the build applies: f16, LoRA as A [in, r] and B [r, out]."""
    o = {k: v.detach().numpy() for k, v in p.items()}
    for n in "qkvo":
        o[n + "_a"] = o[n + "_a"].swapaxes(1, 2)
        o[n + "_b"] = o[n + "_b"].swapaxes(1, 2)
    o["up_b"] = o["up_b"] * c.S
    np.savez_compressed(path, **{k: v.astype(np.float16) for k, v in o.items()})


def calibrate(p, fz, ids, seg, c_even=-1.5):
    """Sinks of the even layers = mean score of a sequence's first token seen from beyond the window: what the window cuts off."""

    def probe(i, q, k):
        if i % 2 == 0:
            k0 = k[:, :, :1].repeat_interleave(3, 1).float()
            p["sinks"][i] = (q[:, :, 128:].float() * k0).sum(-1).mean((0, 2)) + c_even

    with torch.no_grad():
        hidden(p, fz, ids, seg, 0, probe)
        p["sinks"][1::2] = -4.0


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("base")
    ap.add_argument("data")
    ap.add_argument("out")
    ap.add_argument("--minutes", type=float, default=60)
    ap.add_argument("--lr", type=float, default=1e-3)
    ap.add_argument("--batch", type=int, default=4)
    ap.add_argument("--len", type=int, default=640)
    ap.add_argument("--pos", type=int, default=144)
    ap.add_argument("--aux", type=float, default=0.25)
    ap.add_argument("--steps", type=int, default=0)
    ap.add_argument("--seed", type=int, default=0)
    a = ap.parse_args()
    torch.manual_seed(a.seed)
    torch.set_num_threads(2)
    rng = np.random.default_rng(a.seed)
    t_start = time.time()
    fz, p = frozen(a.base), init_params(seed=a.seed)
    d = dict(np.load(Path(a.data, "train.npz")))
    order = rng.permutation(len(d["start"]) - 1)
    rows = pack(d, order, a.len)
    rng.shuffle(rows)
    # sinks from unpacked samples, long ones
    long = [i for i in order if d["start"][i + 1] - d["start"][i] >= 384][:4]
    ids = torch.from_numpy(
        np.stack([d["ids"][d["start"][i] : d["start"][i] + 384] for i in long]).astype(np.int64)
    )
    calibrate(p, fz, ids, torch.zeros_like(ids))
    lrs = dict(sinks=20, emb=3, head=3, norm=2, attn_norm=2, ffn_norm=2, gate_b=2, up_b=2, down_b=1)
    for v in p.values():
        v.requires_grad_()
    opt = torch.optim.AdamW(
        [dict(params=[v], lr=a.lr * lrs.get(k, 1), base=a.lr * lrs.get(k, 1)) for k, v in p.items()],
        betas=(0.9, 0.98),
        weight_decay=0,
    )
    Path(a.out).mkdir(exist_ok=True)
    at, step, log, saved, t0 = 0, 0, [], time.time(), time.time()
    print(
        "rows",
        len(rows),
        "fill",
        sum(d["start"][i + 1] - d["start"][i] for r in rows for i in r) / len(rows) / a.len,
        flush=True,
    )
    while True:
        el = time.time() - t0
        if a.steps:
            prog = step / a.steps
        else:  # the schedule follows the clock, so that it ends on time whatever else runs
            prog = (time.time() - t_start) / (a.minutes * 60)
        if prog >= 1:
            break
        warm = min(1, (step + 1) / 20)
        f = warm * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * prog)))
        for g in opt.param_groups:
            g["lr"] = g["base"] * f
        pick = [rows[(at + j) % len(rows)] for j in range(a.batch)]
        at += a.batch
        ids, seg, pos, tgt, w = batch(d, pick, a.len, a.pos, rng, a.aux)
        x = hidden(p, fz, ids, seg).reshape(-1, c.D)[pos]
        l = nll(p, fz, x, tgt)
        loss = (l * w).sum() / w.sum()
        opt.zero_grad()
        loss.backward()
        gn = torch.nn.utils.clip_grad_norm_(list(p.values()), 1.0)
        opt.step()
        step += 1
        log.append((l[w == 1].mean().item(), l[w < 1].mean().item() if (w < 1).any() else float("nan")))
        if step <= 5 or step % 10 == 0:
            m = np.nanmean(log[-20:], 0)
            print(
                f"step {step} {el / 60:.1f} min  supervised {m[0]:.3f}  prompt {m[1]:.3f}  grad {gn:.2f}  lr {f:.2f}  {step * a.batch * a.len / (time.time() - t0):.0f} tokens/s  epoch {at / len(rows):.2f}",
                flush=True,
            )
        if time.time() - saved > 600:
            export(p, Path(a.out, "delta.npz"))
            saved = time.time()
    export(p, Path(a.out, "delta.npz"))
    json.dump(
        dict(steps=step, tokens=step * a.batch * a.len, minutes=(time.time() - t_start) / 60, log=log),
        open(Path(a.out, "log.json"), "w"),
    )
    print("done", step, flush=True)


if __name__ == "__main__":
    main()
