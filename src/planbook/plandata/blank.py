"""A document's parts that can be made from the rest of it, and the document of an empty plan."""

import re

from planbook.layout.original_look import DOTS, INITIATIVE_PREFIX
from planbook.plandata.document import FORMAT, InitiativeData, PlanDocument, StrategyData, SummaryData

SPARE_ROWS = 40
"""Empty rows of a new plan's table, ruled and ready to be typed into."""


def completed(document: PlanDocument) -> PlanDocument:
    """The document with the summary and the title that it leaves to be made; an empty summary means none."""
    summary = document.summary
    if summary is None:
        summary = tuple(map(_summary_line, document.strategies))
    title = document.title
    if title is None:
        region = f"{document.region} " if document.region else ""
        title = f"สรุปแผนงานแต่ละด้านตาม Balanced Scorecard (BSC) [ แผนปฏิบัติการ {region}ประจำปี {document.year or DOTS} ]"
        if not summary:
            title = next((strategy.title for strategy in document.strategies), "")
    return document.model_copy(update={"summary": summary, "title": title})


def _summary_line(strategy: StrategyData) -> SummaryData:
    perspective = re.search(r"ด้าน\s*(\S.*)$", strategy.title)
    numbers = [initiative.number for initiative in strategy.initiatives]
    span = "-".join(dict.fromkeys([numbers[0], numbers[-1]])) if numbers else ""
    return SummaryData(
        perspective=f"ด้าน {perspective[1]}" if perspective else "",
        strategy=strategy.sheet,
        initiatives=f"{INITIATIVE_PREFIX} {span}" if numbers else "",
    )


def blank_plan(year: int | None = None, region: str = "", strategies: int = 1) -> PlanDocument:
    """An empty plan: a sheet for each of so many strategies, each with one initiative still to be named."""
    owner = f"{region} " if region else ""
    return completed(
        PlanDocument(
            format=FORMAT,
            year=year,
            region=region,
            strategies=tuple(
                StrategyData(
                    sheet=f"กลยุทธ์ {number}",
                    title=f"แผนปฏิบัติการ {owner}ประจำปี {year or DOTS}",
                    initiatives=(InitiativeData(number=str(number)),),
                )
                for number in range(1, strategies + 1)
            ),
        )
    )
