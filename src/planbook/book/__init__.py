"""Spreadsheet files, knowing nothing of plans.

The file     ``package`` (the zip and the workbook in it), ``parts`` (relationships, content types), ``xmlio``,
             ``cells`` (references, texts), ``files`` (writing at one stroke; what a function takes as a file)
Changing it  ``patch`` (values of cells, every other byte as it was), ``graft`` (sheets made by xlsxwriter added),
             ``owned`` (and taken out again), ``styles``
Making one   ``write`` (the one writer of new workbooks)
Reading one  ``sheetxml`` and ``plaincells`` (cells as the XML has them), ``binary`` (as an .xlsb has them),
             ``grid`` (values of workbooks that planbook wrote)
Foreign ones ``sniff`` and ``safety`` (what a file is, and whether it is fit to be read), ``workers``
             (processes that may die of it), ``foreign`` (values and what lies behind them)
"""
