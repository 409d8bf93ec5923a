"""Spreadsheet files, knowing nothing of plans.

refs, formulas, xstring     the words of a sheet: cells, references in formulas, texts
xmlio, rels, package        the file: XML parts, their relationships, the zip, the workbook
patch (sheetscan, cells)    set values of cells, every other byte as it was; read single cells raw
graft (donorsheet, strip,   add sheets made by xlsxwriter to a workbook, take them out again
  styles, numfmt, theme,
  workbookxml)
sniff, guard                what a foreign file is, and whether it is fit to be read
grid, isolate               values of all sheets; of foreign files in worker processes
atomic                      write a file at one stroke
"""
