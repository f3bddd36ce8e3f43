/**
 * SQLite's text is UTF-8 and libsql cuts it at a NUL; names from logs may hold NULs and halves of surrogate pairs. Such a text is
 * kept as its JSON, which escapes both, and so is one that begins like JSON, so that different texts stay different.
 */
const needsJson = /^"|[\0\p{Cs}]/u;

export function toColumn(text: string): string {
  return needsJson.test(text) ? JSON.stringify(text) : text;
}

export function fromColumn(column: string): string {
  return column.startsWith('"') ? (JSON.parse(column) as string) : column;
}
