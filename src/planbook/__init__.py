"""planbook: regional action plans in Excel, from the master plan to forms, returns, and the consolidated plan.

>>> import planbook as pb                                      # doctest: +SKIP
>>> master = pb.read_master("master-2562.xlsx")                # doctest: +SKIP
>>> pb.generate(master, quarter=1, out="forms/")               # doctest: +SKIP
>>> outcome = pb.merge(master, ["returns/"])                   # doctest: +SKIP
>>> outcome.save("consolidated.xlsx")                          # doctest: +SKIP

``__init__.pyi`` lists the public names and where each lives. They are imported when first asked for, so that
``import planbook`` is quick.
"""

import lazy_loader

__version__ = "0.2.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
