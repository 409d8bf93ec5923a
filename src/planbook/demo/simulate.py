"""The offices of the demo: who sends its form back, and what each does to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from planbook.demo.filling import Form, score
from planbook.demo.habits import HABITS, Habit, carefully

SILENT = 5
"""How many offices do not answer, of those that have something due; fewer in a small plan."""


@dataclass(frozen=True)
class Planted:
    """One office and its habit: what it sent back instead of a plain filled form."""

    name: str
    habit: Habit
    office: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Returns:
    """Everything that comes back: ``files`` by name; ``planted`` in the order of the table of habits.

    ``silent`` are offices that were asked and do not answer, ``idle`` those with nothing due, who send nothing.
    """

    files: dict[str, bytes]
    planted: tuple[Planted, ...]
    silent: tuple[str, ...]
    idle: tuple[str, ...]


def assign(forms: Mapping[str, Form]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Which office has which habit (office → name of the habit), and which offices stay silent.

    Offices are drawn in an order that depends on their codes alone; a habit goes to the first that can have it, and is
    left out where none can.
    """
    drawn = sorted((form for form in forms.values() if form.rows), key=lambda form: score("demo", form.spec.office))
    silent = tuple(form.spec.office for form in drawn[: min(SILENT, len(drawn) // 10)])
    free = drawn[len(silent) :]
    habits: dict[str, str] = {}
    # the choosiest first, so that an easy habit does not take the only office that a rare one could have
    for name, habit in sorted(HABITS.items(), key=lambda item: -len(item[1].needs)):
        form = next((form for form in free if habit.fits(form)), None)
        if form is not None:
            free.remove(form)
            habits[form.spec.office] = name
    return habits, silent


def simulate(forms: Mapping[str, Form], progress: Callable[[str], None] = lambda _: None) -> Returns:
    """Everything the offices send back; ``forms`` by file name. ``progress`` is told each form's name."""
    habits, silent = assign(forms)
    files: dict[str, bytes] = {}
    planted: dict[str, Planted] = {}
    for form in forms.values():
        office = form.spec.office
        if form.rows and office not in silent:
            habit = habits.get(office, "")
            sent = HABITS[habit].act(form) if habit else carefully(form)
            files |= sent
            if habit:
                planted[habit] = Planted(habit, HABITS[habit], office, tuple(sent))
        progress(form.name)
    idle = tuple(form.spec.office for form in forms.values() if not form.rows)
    return Returns(files, tuple(planted[name] for name in HABITS if name in planted), silent, idle)
