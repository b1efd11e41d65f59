/** A value as a field of a CSV line (RFC 4180): quoted where it must be, empty for `undefined` and `null`, else as JSON. */
export function csvText(value: unknown): string {
  if (typeof value === 'number') return `${value}`;
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Spaces at the ends too, which some readers would take off. */
const needsQuotes = /[",\r\n]|^\s|\s$/;
