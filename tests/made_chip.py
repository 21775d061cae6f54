"""A device that does not exist, as options and as answers: a real one might be in the table tomorrow."""

import builtins

FILES = ("data/accelerators.csv", "data/models.csv", "data/evidence.csv", "data/sources.csv", "data/publishers.csv")
PAGE = "https://example.org/made-9000"
MADE = {
    "--name": "NVIDIA Made 9000", "--vendor": "NVIDIA", "--generation": "Ada", "--design": "nvidia-ad102", "--kind": "gpu",
    "--segment": "datacenter", "--label": "Made 9000", "--status": "shipping",
    "--released": "October 2022", "--released-meaning": "launch",
    "--memory-type": "GDDR6", "--memory-capacity": "48 GB GDDR6 with ECC", "--memory-bandwidth": "864GB/s",
    "--peak-matrix-fp8": "362 | 724* [TFLOPS]", "--value": "peak-matrix-fp8=3.62e14", "--tdp": "300W",
}  # fmt: skip
PLACES = [
    "--new-source",
    "made-9000",
    "Made 9000",
    "Made",
    "web page",
    PAGE,
    "--new-publisher",
    "Made",
    "reporter",
    "--locator",
    "table, column Made",
]


def options(**changes: str | None) -> list[str]:
    """The device as options, some of them changed or, with None, left out."""
    said = MADE | {"--" + name.replace("_", "-"): text for name, text in changes.items()}
    return ["chip", *PLACES, *(word for pair in said.items() if pair[1] is not None for word in pair)]


def contents(root) -> dict[str, bytes]:
    return {name: (root / name).read_bytes() for name in FILES}


def answers(monkeypatch, given: list[str]) -> None:
    """Answer each question in turn; at the end the person leaves."""
    left = iter(given)

    def answer(prompt: str) -> str:
        try:
            return next(left)
        except StopIteration as end:
            raise EOFError from end

    monkeypatch.setattr(builtins, "input", answer)


ASKED = [
    PAGE, "", "Made 9000", "Made", "web page", "reporter", "2026-11-25", "made-9000", "table, column Made",
    "NVIDIA Made 9000", "NVIDIA", "Ada", "nvidia-ad102", "toaster", "GPU", "datacenter", "Made 9000", "shipping",
    "one day", "October 2022", "", "launch", "GDDR6", "", "48 GB GDDR6 with ECC", "864GB/s", "", "",
    "", "", "", "", "", "", "", "362 | 724* [TFLOPS]", "no", "3.62e14", "", "", "", "", "", "300W", "", "", "", "", "y",
]  # fmt: skip
