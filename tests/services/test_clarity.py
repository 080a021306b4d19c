"""When a line is weak, bad, and well again; and how long it takes until that is believed."""

import pytest

from meeting_server.meeting.facts.incidents import Figures
from meeting_server.services.clarity import (
    JITTER,
    LOSS,
    ROUND_TRIP,
    Grade,
    Judge,
    Limits,
    Sample,
    figures_of,
    grade_of,
)

GOOD, WEAK, BAD = Grade.GOOD, Grade.WEAK, Grade.BAD
CLEAR = Sample(lost_up=0.0, lost_down=0.0, jitter_up=0.01, jitter_down=0.01, round_trip=0.05)


class Line:
    """A line that is measured every two seconds."""

    def __init__(self) -> None:
        self.judge = Judge()
        self.now = 100.0

    def goes(self, sample: Sample, seconds: float) -> Judge:
        """The line is like this for so long."""
        for _ in range(int(seconds / 2)):
            self.now += 2
            self.judge.hear(sample, self.now, 2)
        return self.judge


@pytest.mark.parametrize(
    ("limits", "figure", "before", "grade"),
    [
        (LOSS, 0.03, GOOD, GOOD),
        (LOSS, 0.04, GOOD, WEAK),
        (LOSS, 0.03, WEAK, WEAK),
        (LOSS, 0.01, WEAK, GOOD),
        (LOSS, 0.11, WEAK, WEAK),
        (LOSS, 0.12, GOOD, BAD),
        (LOSS, 0.07, BAD, BAD),
        (LOSS, 0.05, BAD, WEAK),
        (LOSS, 0.01, BAD, GOOD),
        (JITTER, 0.2, GOOD, BAD),
        (ROUND_TRIP, 0.45, GOOD, WEAK),
    ],
)
def test_a_figure_that_was_worse_must_be_clearly_better(
    limits: Limits, figure: float, before: Grade, grade: Grade
) -> None:
    assert grade_of(figure, limits, before) is grade


def test_a_fifth_lost_is_unclear_after_ten_seconds_and_clear_again_after_thirty() -> None:
    line = Line()
    assert line.goes(CLEAR, 30).is_unclear is False
    lossy = Sample(lost_up=0.2)
    assert line.goes(lossy, 8).is_unclear is None
    assert line.goes(lossy, 2).is_unclear is True
    assert line.judge.unclear.since == line.now - 10
    assert line.goes(CLEAR, 28).is_unclear is None
    assert line.goes(CLEAR, 2).is_unclear is False


def test_one_lucky_measure_in_between_makes_no_difference() -> None:
    line = Line()
    line.goes(Sample(lost_up=0.2), 4)
    line.goes(Sample(lost_up=0.08), 2)
    assert line.goes(Sample(lost_up=0.2), 4).is_unclear is True


def test_the_own_sign_changes_after_four_seconds_and_names_the_worst() -> None:
    line = Line()
    assert line.goes(CLEAR, 4).grade is GOOD
    assert line.judge.worst is None
    assert line.goes(Sample(lost_down=0.05, round_trip=0.9), 2).grade is GOOD
    assert line.goes(Sample(lost_down=0.05, round_trip=0.9), 2).grade is BAD
    assert line.judge.worst == "round_trip"
    assert line.goes(CLEAR, 2).grade is BAD
    assert line.goes(Sample(round_trip=0.9), 2).grade is BAD
    assert line.goes(CLEAR, 4).grade is GOOD


def test_a_line_between_two_grades_turns_at_the_first_it_settles_on() -> None:
    line = Line()
    line.goes(Sample(lost_up=0.05), 4)
    assert line.judge.grade is WEAK
    line.goes(Sample(lost_up=0.2), 2)
    assert line.goes(CLEAR, 2).grade is WEAK
    assert line.goes(CLEAR, 2).grade is GOOD


def test_what_is_not_known_is_not_bad() -> None:
    line = Line()
    line.goes(Sample(lost_up=0.3), 4)
    assert line.judge.grade is BAD
    assert line.goes(Sample(), 4).grade is GOOD


def test_a_microphone_that_is_on_and_sends_nothing_is_stalled_after_ten_seconds() -> None:
    line = Line()
    for at in range(1, 6):
        line.goes(Sample(silent=2.0 * at), 2)
    assert line.judge.is_stalled is True
    assert line.judge.unclear.since == line.now - 10, "nothing is wrong with the line"
    assert line.goes(Sample(silent=0.1), 28).is_stalled is None
    assert line.goes(Sample(silent=None), 2).is_stalled is False


def test_measures_with_a_long_hole_between_them_prove_nothing_of_it() -> None:
    line = Line()
    line.goes(Sample(lost_up=0.2), 4)
    line.now += 10
    assert line.goes(Sample(lost_up=0.2), 2).is_unclear is None


def test_the_log_has_whole_figures() -> None:
    assert figures_of(Sample(lost_up=0.2031, jitter_up=0.0124)) == Figures(lost_up=203, jitter_up=12)
