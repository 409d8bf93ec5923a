"""A merge on a cluster of two workers, one of which is killed in the middle, again and again: the same bytes.

``python -m tests.laws.cluster [TIMES]`` starts a real Dask cluster on this machine, kills a worker with signal 9 while
returns are being read, twenty times, and holds each workbook against the one that is made without a cluster.
"""

import os
import signal
import sys
import threading
import time

import planbook as pb
from planbook.returns import reading
from tests.filling import fill_all
from tests.plans import adopted, plan

FORMS = 24
PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจความต้องการ  | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | ทุก กฟฟ.
                         | 2. เยี่ยมลูกค้ารายสำคัญ | 3 ราย; 3 ราย; 3 ราย; 3 ราย     | ทุก กฟฟ.
"""
DEADLY = b"PK\x03\x04 no workbook at all"


def quarter(offices: int) -> tuple[bytes, list[bytes]]:
    """A master, and a return of every office; one more is no workbook."""
    listed = [f"O{n:03},กฟจ.สำนักงานที่ {n},กฟฟ.1,o{n}@example.com" for n in range(offices)]
    data = adopted(plan(PLAN), "\n".join(["code,name,kind,mail", *listed]))
    forms = [form for _, form in pb.generate(data, 1)]
    return data, [*(fill_all(form, number=n % 7) for n, form in enumerate(forms)), DEADLY]


def main(times: int) -> None:
    """Merge with a cluster so often; says how many workbooks were the same."""
    from distributed import LocalCluster

    data, returns = quarter(FORMS)
    reading.BATCH = 1
    alone = pb.merge(data, returns).data
    same = 0
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        for turn in range(times):
            cluster.scale(2)
            while sum(worker.status.name == "running" for worker in cluster.workers.values()) < 2:
                time.sleep(0.1)
            victim = [*cluster.workers.values()][turn % 2].pid
            kill = threading.Timer(0.2 + turn % 5 * 0.15, os.kill, (victim, signal.SIGKILL))
            with pb.on_cluster(cluster.scheduler_address) as executor:
                kill.start()
                made = pb.merge(data, returns, executor=executor).data
                kill.join()
            same += made == alone
            print(f"{turn + 1}: worker {victim} killed, {'the same bytes' if made == alone else 'OTHER BYTES'}")
    print(f"{same} of {times} the same")
    sys.exit(same != times)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:] or ("20",)))
