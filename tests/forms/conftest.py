"""The master that the forms of these tests are made from."""

import pytest

from planbook.domain import Master, OfficeTarget, Settings, read_quantity

from .makers import DECISIONS, FACTS, OFFICES, PLAN


@pytest.fixture(scope="session")
def master() -> Master:
    return Master(
        plan=PLAN,
        decisions={decision.key: decision for decision in DECISIONS},
        offices=OFFICES,
        office_targets=(OfficeTarget(key="8/2", office="L01", quarter=2, target=read_quantity("5 ราย")),),
        settings=Settings(
            plan_id="PEA-S2-2562", region="กฟต.2", year=2562, contact="กองแผนงาน โทร. 10123", due={2: "10 ก.ค. 2562"}
        ),
        facts=FACTS,
    )
