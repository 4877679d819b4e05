import pytest

from vrp.reasons.skill_names import likely_meaning, quoted


@pytest.mark.parametrize(
    ("missing", "offered", "said"),
    [
        ({"cold"}, {"Cold", "lift"}, " (vehicles have 'Cold')"),
        ({"tail lift"}, {"tail-lift"}, " (vehicles have 'tail-lift')"),
        ({"refridgerated", "adr"}, {"refrigerated"}, " (vehicles have 'refrigerated')"),
        ({"cold,lift"}, {"cold", "lift"}, " (several skills are separated by '|')"),
        ({"cold; lift"}, set(), " (several skills are separated by '|')"),
        ({"cold"}, {"lift"}, ""),
        ({"cold"}, set(), ""),
    ],
)
def test_what_missing_skills_may_be_meant_for(
    missing: set[str], offered: set[str], said: str
) -> None:
    assert likely_meaning(missing, offered) == said


def test_skills_are_quoted_in_order() -> None:
    assert quoted({"lift", "cold, dry"}) == ["'cold, dry'", "'lift'"]
