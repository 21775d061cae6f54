"""Words that need one line of explanation, said the same wherever they stand: in answers and in `--help`. Plain Python."""

from .layout import paragraph

TERMS = {
    "95% interval": "the range that holds the true rate in 95 of 100 such samples",
    "all": "every row",
    "balance": "peak FLOP/s over memory bandwidth of the same chip; a program that does less per byte waits for memory",
    "bend": "two joined lines",
    "shift": "a step between two lines of the same growth",
    "both": "two free lines",
    "bias": "mean of what came minus the forecast, in decades (a factor of ten); + is more than was forecast",
    "CR2": "errors that allow the chips of one vendor and generation to be alike",
    "held by": "coverage, the share of what came later that lay in the interval; one of 95% should hold 95%",
    "CRPS": "the mean distance of a whole forecast from what came, in decades (a factor of ten); lower is better",
    "degrees of freedom": "about how many independent groups the interval rests on",
    "design": "the best variant of each chip design of a vendor",
    "flagship": "the best row of each vendor and generation",
    "interval score": "width of the 95% interval plus a fine for each miss, in decades; lower is better",
    "no change": "the last value, held",
    "percentile": "of the new devices that the trend expects then, how many lie below",
    "records": "the rows that set a new maximum",
    "tau": "the quantile: 0.9 is the line that nine of ten rows lie below",
    "theta": "the walk with the errors of successive steps correlated",
    "random walk": "the last value, carried on by steps as large as those seen",
    "trend": "the fitted line carried on",
    "walk": "a random walk: the last value, carried on by steps as large as those seen",
    "word": "the bytes of one number: 2 at 16 bit, 1 at fp8, 0.5 at fp4",
}


def explained(*words: str, indent: str = "  ") -> str:
    """A line for each word: 'CRPS: the mean distance ...'."""
    return "\n".join(paragraph(f"{word}: {TERMS[word]}.", indent, indent + "  ") for word in words)


def choices(*words: str) -> str:
    """The words of an option with what each means: 'all, every row; flagship, the best row of ...'."""
    return "; ".join(f"{word}: {TERMS[word]}" for word in words)
