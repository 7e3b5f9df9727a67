"""An item analysis as the JSON document of `assay veritas items`."""

from typing import Any

from assay.apps.veritas.items.distractors import Option
from assay.apps.veritas.items.rules import Analysis, Item

DECIMALS = 6


def document(analysis: Analysis) -> dict[str, Any]:
    """Members as docs/veritas-statistics.md names them; figures that do not exist are None, never NaN."""
    reliability, speed = analysis.reliability, analysis.speed
    return {
        "n_persons": analysis.n_persons,
        "n_items": analysis.n_items,
        "alpha": rounded(reliability.alpha),
        "items": [_item(item) for item in analysis.items],
        "loglik": rounded(analysis.loglik),
        "model": analysis.model.value,
        "missing": analysis.missing.value,
        "alpha_interval": {
            "low": rounded(reliability.low),
            "high": rounded(reliability.high),
            "level": reliability.level,
            "method": "Feldt",
        },
        "total": {
            "mean": rounded(reliability.mean),
            "sd": rounded(reliability.sd),
            "sem": rounded(reliability.sem),
        },
        "gradient": None if analysis.gradient is None else float(f"{analysis.gradient:.1e}"),
        "speed": {
            "finished": rounded(speed.finished),
            "reached_three_quarters": rounded(speed.reached_three_quarters),
            "quotient": rounded(speed.quotient),
            "variance_ratio": rounded(speed.variance_ratio),
            "speeded": speed.speeded,
        },
        "warnings": list(analysis.warnings),
    }


def rounded(value: float | None) -> float | None:
    """`value` to DECIMALS; None for None and for what is no number."""
    if value is None or not float("-inf") < value < float("inf"):
        return None
    return round(float(value), DECIMALS) + 0.0  # no minus zero


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "difficulty": rounded(item.difficulty),
        "pbis": rounded(item.pbis),
        "pbis_rest": rounded(item.pbis_rest),
        "alpha_if_dropped": rounded(item.alpha_if_dropped),
        "a": rounded(item.a),
        "b": rounded(item.b),
        "a_error": rounded(item.a_error),
        "b_error": rounded(item.b_error),
        "n": item.n,
        "omitted": item.omitted,
        "not_reached": item.not_reached,
        "difficulty_reached": rounded(item.difficulty_reached),
        "flags": [flag.value for flag in item.flags],
        "suspected_key": item.suspected_key,
        "options": [_option(option) for option in item.options],
    }


def _option(option: Option) -> dict[str, Any]:
    return {
        "option": option.option or None,
        "right": option.right,
        "chosen": option.chosen,
        "share": rounded(option.share),
        "pbis_rest": rounded(option.pbis_rest),
        "rest_mean": rounded(option.rest_mean),
    }
