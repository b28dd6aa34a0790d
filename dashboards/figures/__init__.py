"""Every figure of the city, in the order in which it is printed."""

from dashboards.figures import (
    assistance,
    employment,
    income,
    monitoring,
    process,
    projects,
)
from dashboards.figures.declaration import (
    Amount,
    AnyFigure,
    Change,
    Figure,
    Gap,
    Growth,
    Measure,
    Subject,
)

FIGURES: dict[str, AnyFigure] = {
    figure.key: figure
    for figure in (
        *monitoring.FIGURES,
        *process.FIGURES,
        *employment.FIGURES,
        *assistance.FIGURES,
        *projects.FIGURES,
        *income.FIGURES,
    )
}
STORED: dict[str, Figure] = {
    key: figure for key, figure in FIGURES.items() if isinstance(figure, Figure)
}


def stored_parts(figure: AnyFigure) -> list[str]:
    """Keys of the stored figures that a figure is made of."""
    if isinstance(figure, Figure):
        return [figure.key]
    if isinstance(figure, Gap):
        return stored_parts(FIGURES[figure.growth])
    if isinstance(figure, Change):
        return [figure.of]
    parts = [figure.rests_on, figure.rests_on_before, figure.now, figure.before]
    return [key for key in parts if key]


__all__ = [
    "FIGURES",
    "STORED",
    "Amount",
    "AnyFigure",
    "Change",
    "Figure",
    "Gap",
    "Growth",
    "Measure",
    "Subject",
    "stored_parts",
]
