"""Damaged code streams straight into the decoders, in child processes, so that a crash or a hang is seen.

    python benchmarks/fuzz_streams.py [flips] [seed]

`fuzz_loading.py` flips bytes of whole files, mostly in their headers; this flips bytes (1 to 8), cuts, doubles and
swaps pieces of the code streams alone: JPEG (8, 12, 16 bits), JPEG-LS, JPEG 2000 (with tiles, layers, both wavelets),
HTJ2K and RLE. The heap is checked by glibc's debugging allocator where there is one. Prints what came of each
syntax and the slowest; exit status 1 after a crash, or a stream that took 2 s or more.
"""

from __future__ import annotations

import glob
import io
import json
import os
import resource
import struct
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from studies import decoder

LIMIT_S = 2.0
#: bytes of address space of a child
MOST_MEMORY = 4 * 2**30


def picture(size: int, bits: int) -> np.ndarray:
    y, x = np.mgrid[0:size, 0:size]
    noise = np.random.default_rng(size).integers(0, 1 << (bits - 3), (size, size))
    smooth = (np.hypot(x - size / 2, y - size / 2) < size / 3) * (1 << (bits - 1))
    return (smooth + noise).astype(np.uint8 if bits == 8 else np.uint16)


def tiled(values: np.ndarray) -> bytes:
    """JPEG 2000 with tiles and layers, which Pillow writes."""
    stream = io.BytesIO()
    Image.fromarray(values).save(
        stream, "JPEG2000", no_jp2=True, tile_size=(16, 16), num_resolutions=3, quality_mode="rates",
        quality_layers=[8, 4, 1], progression="RPCL",
    )  # fmt: skip
    return stream.getvalue()


def run_lengths(values: np.ndarray) -> bytes:
    """A frame as PS3.5 annex G: a header of offsets, and a segment for each byte of the values, the highest first."""
    planes = values.astype(values.dtype.newbyteorder(">")).reshape(-1, 1).view(np.uint8).T
    segments = [imagecodecs.packbits_encode(plane.tobytes()) for plane in planes]
    segments = [segment + b"\0" * (len(segment) % 2) for segment in segments]
    offsets = [64 + sum(len(segment) for segment in segments[:k]) for k in range(len(segments))]
    return struct.pack("<16I", len(segments), *offsets, *[0] * (15 - len(segments))) + b"".join(segments)


def originals() -> dict[str, tuple[str, int, int, bytes]]:
    """Name: transfer syntax, side of the picture, bits allocated, code stream."""
    found: dict[str, tuple[str, int, int, bytes]] = {}
    for size in (32, 96):
        p8, p12, p16 = picture(size, 8), picture(size, 12), picture(size, 16)
        j2k = {"codecformat": "j2k", "bitspersample": 12}
        codes = {
            "JPEG 8": (decoder.JPEG_BASELINE, 8, imagecodecs.jpeg8_encode(p8)),
            "JPEG 12": (decoder.JPEG_EXTENDED, 16, imagecodecs.jpeg8_encode(p12, bitspersample=12)),
            "JPEG lossless": (
                decoder.JPEG_LOSSLESS_SV1, 16, imagecodecs.jpeg8_encode(p16, lossless=True, bitspersample=16),
            ),
            "JPEG-LS": (decoder.JPEG_LS, 16, imagecodecs.jpegls_encode(p16)),
            "JPEG-LS near": (decoder.JPEG_LS_NEAR, 16, imagecodecs.jpegls_encode(p12, level=3)),
            "JPEG-LS 8": (decoder.JPEG_LS, 8, imagecodecs.jpegls_encode(p8)),
            "JPEG 2000": (decoder.JPEG_2000_LOSSLESS, 16, imagecodecs.jpeg2k_encode(p12, reversible=True, **j2k)),
            "JPEG 2000 lossy": (decoder.JPEG_2000, 16, imagecodecs.jpeg2k_encode(p12, level=40.0, **j2k)),
            "JPEG 2000 tiles": (decoder.JPEG_2000_LOSSLESS, 16, tiled(p12)),
            "HTJ2K": (decoder.HTJ2K[0], 16, imagecodecs.htj2k_encode(p12, reversible=True)),
            "HTJ2K lossy": (decoder.HTJ2K[2], 16, imagecodecs.htj2k_encode(p12, 0.0005, reversible=False)),
        }  # fmt: skip
        for bits, values in ((8, p8), (16, p16), (32, p16.astype(np.uint32) * 65_537)):
            codes[f"RLE {bits}"] = (decoder.RLE, bits, run_lengths(values))
        for name, (syntax, bits, code) in codes.items():
            found[f"{name}, {size}"] = (syntax, size, bits, code)
    return found


def damaged(code: bytes, generator: np.random.Generator) -> bytes:
    data = bytearray(code)
    how = generator.random()
    if how < 0.75:
        for _ in range(int(generator.integers(1, 9))):
            # the markers and their lengths stand at the start
            end = min(160, len(data)) if generator.random() < 0.5 else len(data)
            at = int(generator.integers(2, end))
            data[at] = int(generator.integers(0, 256)) if generator.random() < 0.7 else 0xFF
    elif how < 0.85:
        del data[int(generator.integers(4, len(data))) :]
    else:
        first, second = sorted(int(v) for v in generator.integers(2, len(data), 2))
        piece = data[first : min(second, first + 64)]
        at = int(generator.integers(2, len(data)))
        if how < 0.92:
            data[at:at] = piece
        else:
            data[at : at + len(piece)] = piece
    return bytes(data)


def child(seed: int, begin: int, end: int, note: Path) -> None:
    """Decode streams `begin` to `end`; the number of the one under way stands in `note`."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    files = originals()
    names = list(files)
    found: dict[str, Counter[str]] = {name: Counter() for name in names}
    slowest = {"": 0.0}
    with note.open("r+b", buffering=0) as at:
        for k in range(begin, end):
            name = names[k % len(names)]
            syntax, size, bits, code = files[name]
            broken = damaged(code, np.random.default_rng((seed, k)))
            at.seek(0)
            at.write(b"%012d" % k)
            started = time.perf_counter()
            try:
                decoder.decode(syntax, broken, size, size, bits)
                result = "read"
            except (decoder.StreamError, decoder.ColourError):
                result = "refused"
            except Exception as error:  # noqa: BLE001 - counted by name
                result = type(error).__name__
            seconds = time.perf_counter() - started
            found[name][result] += 1
            if seconds > slowest.get(name, 0.0):
                slowest[name] = seconds
            if seconds >= LIMIT_S:
                print(f"slow: {k} of {name}: {seconds:.1f} s", file=sys.stderr, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"found": found, "slowest": slowest, "peak_mb": peak}))


def environment() -> dict[str, str]:
    checker = glob.glob("/lib*/*/libc_malloc_debug.so.0")
    if not checker:
        return dict(os.environ)
    return {**os.environ, "LD_PRELOAD": checker[0], "MALLOC_CHECK_": "3", "MALLOC_PERTURB_": "165"}


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
        return
    flips = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20261125
    total: dict[str, Counter[str]] = {}
    slowest: dict[str, float] = {}
    peak, crashes = 0.0, 0
    note = Path(f"/tmp/fuzz-streams-{os.getpid()}")
    note.write_bytes(b"%012d" % 0)
    env = environment()
    print("heap checked by glibc" if "MALLOC_CHECK_" in env else "heap not checked", flush=True)
    at, step = 0, 20_000
    while at < flips:
        end = min(at + step, flips)
        command = [sys.executable, __file__, "--child", str(seed), str(at), str(end), str(note)]
        done = subprocess.run(command, capture_output=True, text=True, env=env)
        slow = [line for line in done.stderr.splitlines() if line.startswith("slow:")]
        print(*slow, sep="\n", end="\n" if slow else "", flush=True)
        if done.returncode:
            crashes += 1
            k = int(note.read_bytes())
            name = list(originals())[k % len(originals())]
            print(f"CRASH {done.returncode} at {k} ({name}): {done.stderr.strip()[-300:]}", flush=True)
            # what the child counted before is lost; those streams were survived
            total.setdefault(name, Counter())["CRASH"] += 1
            at = k + 1
            continue
        answer = json.loads(done.stdout.strip().splitlines()[-1])
        peak = max(peak, answer["peak_mb"])
        for name, counts in answer["found"].items():
            total.setdefault(name, Counter()).update(counts)
        for name, seconds in answer["slowest"].items():
            slowest[name] = max(slowest.get(name, 0.0), seconds)
        at = end
        print(f"{at} streams", flush=True)
    note.unlink()
    for name, counts in total.items():
        print(f"{name}: {dict(counts.most_common())}; slowest {slowest.get(name, 0):.3f} s")
    print(
        f"{flips} streams, seed {seed}: {crashes} crashes, slowest {max(slowest.values()):.3f} s, peak {peak:.0f} MB"
    )
    sys.exit(1 if crashes or max(slowest.values()) >= LIMIT_S else 0)


if __name__ == "__main__":
    main()
