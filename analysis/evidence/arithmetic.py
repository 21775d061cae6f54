"""Arithmetic as people write it in tables: '1979 / 2', '3.35 * (1024**4)', '312e12'."""

import ast
import math
import operator
from collections.abc import Callable

OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
}
LONGEST = 80  # characters


def worked_out(text: str) -> float:
    """The number that a product, quotient or power of numbers is; ValueError of any other text."""
    try:
        found = float(_value(ast.parse(text.strip(), mode="eval").body)) if len(text) <= LONGEST else math.inf
    except (SyntaxError, ArithmeticError, RecursionError, MemoryError):
        return _none(text)
    return found if math.isfinite(found) else _none(text)


def _value(node: ast.AST) -> float:
    """The number of one part."""
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            first, second = _value(left), _value(right)
            if isinstance(op, ast.Pow) and not (abs(first) <= 1024 and abs(second) <= 24):
                _none(ast.unparse(node))
            return OPERATORS[type(op)](first, second)
    return _none(ast.unparse(node))


def _none(text: str) -> float:
    """Never returns."""
    raise ValueError(f"{text[:LONGEST]!r} is no arithmetic of numbers")
