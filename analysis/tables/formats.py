"""The number formats of peaks: which columns hold the peak at each, and the bytes of an operand."""

COLUMNS = {  # number format -> columns of its dense peak, on the vector and on the matrix units
    "fp64": ("peak_vector_fp64_flop_per_s", "peak_matrix_fp64_flop_per_s"),
    "fp32": ("peak_vector_fp32_flop_per_s",),
    "tf32": ("peak_matrix_tf32_flop_per_s",),
    "fp16": ("peak_vector_fp16_flop_per_s", "peak_matrix_fp16_flop_per_s"),
    "bf16": ("peak_matrix_bf16_flop_per_s",),
    "fp8": ("peak_matrix_fp8_flop_per_s",),
    "fp4": ("peak_matrix_fp4_flop_per_s",),
    "int8": ("peak_matrix_int8_op_per_s",),
}
OPERAND_BYTES = {"fp64": 8.0, "fp32": 4.0, "fp16": 2.0, "fp8": 1.0, "fp4": 0.5}  # precision -> bytes
ALIKE = {"fp16": ("fp16", "bf16")}  # precision -> formats that count as it: fp16 means the 16-bit formats
PRECISIONS = (*OPERAND_BYTES, "best")


def of_precision(precision: str) -> tuple[str, ...]:
    """The columns of peaks that count as a precision; of best those of all, the widest first, so that it wins a tie."""
    if precision == "best":
        return tuple(column for p in OPERAND_BYTES for column in of_precision(p))
    return tuple(column for form in ALIKE.get(precision, (precision,)) for column in COLUMNS[form])


COLUMN_BYTES = {column: size for p, size in OPERAND_BYTES.items() for column in of_precision(p)}
