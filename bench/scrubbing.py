"""How well and how fast essays are scrubbed: `python -m bench.scrubbing [--texts N] [--processes N]`.

The essays are put together here from student-like prose with slots (mid-sentence, at its start, in lists, in
lower case, with titles, in dialogue) filled with names from many countries and with invented towns and
schools. They were written beside the rules, so the figures show regressions and speed, not what to expect of
other people's essays; measure those with a labelled file: `--labelled FILE.jsonl`, whose lines are
`{"text", "spans": [{"start", "end"}], "known": {...}}`.

Span recall: spans of which at least 90 % of the letters and digits are covered. Leaking: texts that keep at
least one span. Over-redaction: letters and digits taken out that belong to no span, over all of them.
"""

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from assay.apps.enigma.scrubbing.engine import Scrubber
from assay.apps.enigma.scrubbing.known import Known

FIRST = [
    "Rahul",
    "Priya",
    "Ananya",
    "Arjun",
    "Kavya",
    "Ishaan",
    "Meenal",
    "Tanvi",
    "Harpreet",
    "Gurleen",
    "Farhan",
    "Zoya",
    "Imran",
    "Ayesha",
    "Lakshmi",
    "Senthil",
    "Anbarasi",
    "Nandana",
    "Thejas",
    "Moitree",
    "Debolina",
    "Lalrinpuii",
    "Tenzin",
    "Chukwuemeka",
    "Adaeze",
    "Kwabena",
    "Abena",
    "Wanjiru",
    "Tendai",
    "Sizwe",
    "Oluwaseun",
    "Mehmet",
    "Elif",
    "Krzysztof",
    "Agnieszka",
    "Zsofia",
    "Bence",
    "Jiri",
    "Milena",
    "Dragana",
    "Bogdan",
    "Ioana",
    "Giuseppe",
    "Chiara",
    "Joaquin",
    "Ximena",
    "Thiago",
    "Leticia",
    "Xiuying",
    "Haoran",
    "Yuki",
    "Haruto",
    "Jisoo",
    "Minjun",
    "Linh",
    "Quoc",
    "Nattapong",
    "Putri",
    "Jessica",
    "Tyler",
    "Madison",
    "Brandon",
    "Emily",
    "Jacob",
    "Grace",
    "Hope",
    "Mark",
    "Hunter",
    "Jordan",
    "Mason",
    "Chelsea",
    "Austin",
    "Rose",
    "Amber",
]
LAST = [
    "Sharma",
    "Iyer",
    "Chatterjee",
    "Kulkarni",
    "Nambiar",
    "Dhillon",
    "Siddiqui",
    "Ansari",
    "Ramanathan",
    "Pillai",
    "Bhattacharya",
    "Hmar",
    "Wangdi",
    "Okonkwo",
    "Nwosu",
    "Mensah",
    "Kamau",
    "Moyo",
    "Dlamini",
    "Yilmaz",
    "Kowalczyk",
    "Szabo",
    "Novotny",
    "Petrovic",
    "Ionescu",
    "Esposito",
    "Guerrero",
    "Cavalcanti",
    "Zhang",
    "Nakamura",
    "Pham",
    "Wijaya",
    "Hartwell",
    "Pemberton",
    "Baker",
    "Young",
    "Carter",
    "Brooks",
    "Fields",
    "Bishop",
    "Walker",
]
TOWN_HEADS = [
    "Kimberly",
    "Jesse",
    "Norwick",
    "Vasant",
    "Chandra",
    "Rampur",
    "Eltham",
    "Moras",
    "Belund",
    "Tarkov",
    "Quillan",
    "Dunmar",
    "Sorvel",
]
TOWN_TAILS = ["ville", "ton", "pur", "abad", "burgh", "stad", "wood", "nagar", "field", "port"]

TEMPLATES = [
    " ".join(essay.split())
    for essay in """
Ever since I was in fifth grade, I have wanted to build things that move. My friend {p} and I spent a
summer in {t} taking apart an old scooter. {f} held the torch while I pulled out the wires, and when the
engine coughed we both screamed. My mother was not amused, but she let us keep the parts. In school I
joined the robotics club, where {p2} taught me how to solder. We lost the first competition. The second
time, {f2}'s idea of using a lighter wheel won us the prize.

Dear Editor, I think computers have a good effect on people. They teach us to type and to find facts. {T}
{l}, my science teacher at {s}, says that students who use the internet learn faster. I agree because
last year I could talk to my cousin {f} in {t} every day. People say that kids do not go outside anymore.
Thats not true! {f2} plays soccer after homework. So think about it, computers help everyone.

patience is hard. one day me and {lf} were waiting for the bus and it was raining so hard. {lf2} said we
should walk but i did not want too. then ms. {ll} drove by and gave us a ride to {ls} where we had a math
test. i was so happy becuase i did not fail. my brother {lf3} laughed at me when i told him. i learned
that if you wait long enough something good will happen.

"Laughter is the shortest distance between two people," {f} told me once. We had just moved to {t} and I
knew nobody. On the first day at {s} I dropped my lunch on Coach {l}. Everyone stared. Then {f2} started
to giggle, and soon {f3}, {p} and even the coach were laughing. That moment made me feel at home. Since
then I have tried to see the funny side, even when Dr. {l2} told us that my knee would need an operation.

The summer after class ten I volunteered with an NGO near {t}. Our coordinator, {p}, asked me to teach
mathematics to children whose parents work at brick kilns. There was a girl called {f} who could multiply
in her head faster than I could write. Her father, {p2}, did not see why she should stay in school. I
visited their home eleven times. In the end it was not I who convinced him but {f2}, an older student.
She now studies at {s}.

When I look back on my time as captain of the football team, one match stands out. We were down two goals
against {s}. {l} sir called us together at half time. He did not shout. He asked {f}, our goalkeeper,
what she saw from the back. {f} said that we were all chasing the ball. We changed our shape, {p} scored
twice, and I learned that a leader asks. You can reach our coach at {e} or {ph}.

My grandmother {p} never went to school. She ran a tailoring shop in {t} with two machines and a radio.
From her I learned to count, to bargain and to listen. Later {T} {l} of {s} encouraged me to enter the
district science fair, for which I built a loom that counts threads. The judge, Prof. {p2}, said it was
the only project with oil on it. I still send my grandmother, who lives at {a}, a sample of every cloth.

There are people who believe that books should be banned from libraries. I disagree. If {f} had not lent
me a copy of a novel that our library refused to buy, I would never have begun to write. Katherine
Paterson said that if we remove every book that offends, no book is left. {f2} and {f3} argued the
opposite in our debate at {s}. The audience voted for them. I went home to {t} angry, and wrote my first
essay.
""".split("\n\n")  # noqa: SIM905 - paragraphs read better than a list
]
LABELS = {
    "p": "person",
    "f": "person",
    "l": "person",
    "t": "town",
    "s": "school",
    "e": "e-mail",
    "a": "address",
}


@dataclass
class Sample:
    text: str
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)


def essays(count: int, seed: int = 7) -> Iterator[Sample]:
    """`count` essays with their labelled spans; the same for the same seed."""
    rng = random.Random(seed)
    for number in range(count):
        template = TEMPLATES[number % len(TEMPLATES)]
        sample = Sample("")
        values: dict[str, str] = {}
        for piece in re.split(r"(\{\w+\})", template):
            slot = piece.strip("{}") if piece.startswith("{") else ""
            value = piece if not slot else values.setdefault(slot, _value(slot, rng))
            if slot and slot != "T":
                at = len(sample.text)
                kind = "lower-case " if slot[0] == "l" and slot not in ("l", "l2") else ""
                label = "phone" if slot == "ph" else LABELS[slot.removeprefix("l")[:1] if kind else slot[0]]
                sample.spans.append((at, at + len(value), kind + label))
            sample.text += value
        yield sample


def _value(slot: str, rng: random.Random) -> str:
    first, last = rng.choice(FIRST), rng.choice(LAST)
    town = rng.choice(("", "", "New ", "Lake ", "East ")) + rng.choice(TOWN_HEADS) + rng.choice(TOWN_TAILS)
    school = rng.choice((f"{town} High School", f"{first} {last} Memorial School", f"St. {first}'s Academy",
                         f"Kendriya Vidyalaya {town}", f"{town} Middle School"))  # fmt: skip
    if slot.startswith("l") and slot not in ("l", "l2"):
        return {"lf": first, "ll": last, "ls": f"{town} middle school"}[slot.rstrip("0123456789")].lower()
    kinds = {
        "T": rng.choice(("Mrs.", "Mr.", "Ms", "Miss")), "p": f"{first} {last}", "f": first, "l": last,
        "t": town,
        "s": school, "e": f"{first.lower()}.{last.lower()}@mail{rng.randint(1, 99)}.org",
        "ph": f"+91 {rng.randint(70000, 99999)} {rng.randint(10000, 99999)}",
        "a": f"{rng.randint(2, 900)} {last} Street, {town}",
    }  # fmt: skip
    return kinds[slot.rstrip("0123456789")]


def labelled(path: Path) -> Iterator[Sample]:
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        spans = [(s["start"], s["end"], str(s.get("label", "span"))) for s in item["spans"]]
        yield Sample(item["text"], spans, item.get("known") or {})


def _run(samples: Sequence[Sample]) -> list[list[tuple[int, int]]]:
    results = Scrubber().scrub_many((s.text, Known.of(s.known)) for s in samples)
    return [[(span.start, span.end) for span in done.spans] for done in results]


def _warm(_: int) -> None:
    Scrubber().scrub("Yesterday Zebulon met Quentin Harrowgate in Dunmarport.")


def measure(samples: Sequence[Sample], processes: int, misses: int) -> None:
    chunks = [samples[at : at + 64] for at in range(0, len(samples), 64)]
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(_warm, range(processes * 4)))
        begun = time.perf_counter()
        found = [spans for chunk in pool.map(_run, chunks) for spans in chunk]
        seconds = time.perf_counter() - begun
    total: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    leaking = letters = over = 0
    for sample, spans in zip(samples, found, strict=True):
        mask, gold = bytearray(len(sample.text)), bytearray(len(sample.text))
        for start, end in spans:
            mask[start:end] = b"\1" * (end - start)
        leaks = False
        for start, end, label in sample.spans:
            gold[start:end] = b"\1" * (end - start)
            places = [i for i in range(start, end) if sample.text[i].isalnum()]
            good = sum(mask[i] for i in places) >= 0.9 * len(places)
            total[label] += 1
            hit[label] += good
            leaks = leaks or not good
            if not good and misses > 0:
                misses -= 1
                print(f"missed {label}: ...{sample.text[max(0, start - 30) : end + 20]!r}")
        leaking += leaks
        letters += sum(c.isalnum() for c in sample.text)
        over += sum(mask[i] and not gold[i] and c.isalnum() for i, c in enumerate(sample.text))
    speed = len(samples) / seconds
    words = sum(len(s.text.split()) for s in samples) / len(samples)
    print(f"{len(samples)} texts of {words:.0f} words on {processes} process(es): {speed:.1f} texts/s")
    for label in sorted(total):
        print(f"  {label:22} {hit[label]:5}/{total[label]:5}  {hit[label] / total[label]:.3f}")
    recall = sum(hit.values()) / sum(total.values())
    shares = f"leaking texts {leaking / len(samples):.1%}, over-redaction {over / letters:.2%}"
    print(f"span recall {recall:.4f}, {shares}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the scrubber.")
    parser.add_argument("--texts", type=int, default=400)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--labelled", type=Path)
    options = parser.parse_args()
    samples = list(labelled(options.labelled) if options.labelled else essays(options.texts))
    measure(samples, options.processes, options.misses)


if __name__ == "__main__":
    main()
