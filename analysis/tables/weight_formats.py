"""The formats that weights, activations and caches are kept in: bytes of one element, block scales included.

A block format keeps a scale for each block, and the scale is read with the block: MXFP4 one of 8 bits for 32 elements, MXFP8
likewise (OCP Microscaling Formats, version 1.0); NVFP4 one fp8 scale for 16; 4-bit integers in groups of 128 a scale of 16
bits and a zero point of 4 (GPTQ, arXiv 2210.17323, counts "0.15 extra bits"). The bare fp4 is half a byte, without any.
"""

from collections.abc import Mapping

BITS: Mapping[str, float] = {
    "fp32": 32,
    "fp16": 16,
    "bf16": 16,
    "fp8": 8,
    "mxfp8": 8 + 8 / 32,
    "int8": 8,
    "fp4": 4,
    "mxfp4": 4 + 8 / 32,
    "nvfp4": 4 + 8 / 16,
    "int4": 4 + (16 + 4) / 128,
}
BYTES: Mapping[str, float] = {name: bits / 8 for name, bits in BITS.items()}
RELEASED = "released"  # the formats of the checkpoint, whatever they are
ARITHMETIC = {"fp8": "fp8", "mxfp8": "fp8", "fp4": "fp4", "mxfp4": "fp4", "nvfp4": "fp4"}  # of the rest: 16 bit
