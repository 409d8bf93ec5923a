// SheetJS as a client: opens a form, sets cells, saves. A job is JSON on stdin:
// {"open": PATH, "save": [[PATH, BOOKTYPE], ...], "type": [[SHEET, CELL, VALUE], ...],
//  "note": [[SHEET, CELL, TEXT], ...], "merge": [[SHEET, RANGE], ...]}
const fs = require('fs');
const XLSX = require('xlsx');

const job = JSON.parse(fs.readFileSync(0, 'utf8'));
const book = XLSX.read(fs.readFileSync(job.open), { cellStyles: true, cellNF: true, sheetStubs: true });
for (const [sheet, cell, value] of job.type) {
  const there = book.Sheets[sheet][cell] || {};
  book.Sheets[sheet][cell] = { ...there, t: typeof value === 'number' ? 'n' : 's', v: value, w: undefined, f: undefined };
}
for (const [sheet, cell, text] of job.note || []) book.Sheets[sheet][cell].c = [{ a: '', t: text }];
for (const [sheet, range] of job.merge || []) book.Sheets[sheet]['!merges'].push(XLSX.utils.decode_range(range));
for (const [path, bookType] of job.save) XLSX.writeFile(book, path, { bookType, cellStyles: true });
