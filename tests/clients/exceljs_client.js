// ExcelJS as a client: opens a form, sets cells, saves. A job is JSON on stdin:
// {"open": PATH, "save": [[PATH, "xlsx"]], "type": [[SHEET, CELL, VALUE], ...]}
const fs = require('fs');
const ExcelJS = require('exceljs');

async function main() {
  const job = JSON.parse(fs.readFileSync(0, 'utf8'));
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(job.open);
  for (const [sheet, cell, value] of job.type) book.getWorksheet(sheet).getCell(cell).value = value;
  for (const [path] of job.save) await book.xlsx.writeFile(path);
}

main();
