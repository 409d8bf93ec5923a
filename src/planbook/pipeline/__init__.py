"""The whole flow on one page: adopt → lint → generate → (offices fill in) → check → merge → generate …

Every verb takes a path, bytes or a stream, and a :class:`Master` wherever a workbook with a plan will do. It returns
values; what is wrong with the data is in their ``findings``, never an exception. PlanbookError is raised where there is
no going on.

| verb | in | out |
|---|---|---|
| ``adopt`` | a plan workbook, a list of offices | a master: the same workbook with planbook's sheets |
| ``update`` | a changed plan, a master | a master with the old decisions and results under the new plan |
| ``next_year`` | a new year's plan, last year's consolidated workbook | a master with the decisions, without results |
| ``preview`` | a master or a plan | a page that shows what each cell was read as |
| ``read_master``, ``read_plan`` | a master; a master or a plan | what stands in it |
| ``lint`` | a master | findings for the staff |
| ``generate`` | a master, a quarter | a form for each reporting office, mail drafts, an index |
| ``inspect`` | any workbook | what it is; a form's input cells |
| ``collect`` | files, folders, archives, mails, addresses | the workbooks in them |
| ``on_cluster`` | the address of a Dask scheduler | what ``check`` and ``merge`` read returns with |
| ``check`` | a master, returns | an outcome: entries, findings, results, who returned |
| ``merge`` | a master, returns | the same, and the consolidated workbook: the next quarter's master |
| ``corrections`` | an outcome | a correction copy for each office that is asked about its return, mail drafts |
| ``join`` | consolidated workbooks, a master one level up | an outcome of all, in one plan's layout |
| ``remind`` | an outcome, or a master | mail drafts to offices that owe answers |
| ``explain`` | a consolidated workbook, an activity, a quarter | everything behind one figure |
| ``explain_cell`` | a consolidated workbook, a cell of any of its sheets | what its number is made of |
| ``publish`` | a consolidated workbook | the plan as a page for the browser |
| ``memo`` | a consolidated workbook, a quarter | the memo to management |
| ``export_facts`` | a consolidated workbook | its results as CSV or Parquet |
| ``export_dataset`` | a consolidated workbook | its results as files of a folder that many regions share |
| ``export_plan``, ``read_document`` | a master; YAML or JSON | the plan as data |
| ``new_plan``, ``new_master`` | the plan as data | a workbook in the original layout; a master |

``__init__.pyi`` lists them for type checkers; each is imported when it is first asked for, so that a command loads what
it does and nothing else.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
