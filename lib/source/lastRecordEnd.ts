const QUOTE = 34;

/**
 * Where the last whole CSV record of a text ends: the position after its newline, or 0. The text begins where a record does.
 *
 * A newline within quotes ends nothing. A quote opens a quoted cell only where a cell begins, as in the parser; elsewhere it
 * is a character like any other.
 */
export function lastRecordEnd(text: string): number {
  let end = 0;
  let from = 0;
  let quote = text.indexOf('"');
  while (quote >= 0) {
    if (beginsCell(text, quote)) {
      end = lastNewline(text, from, quote) ?? end;
      const closing = closingQuote(text, quote);
      if (closing < 0) return end;
      from = closing + 1;
      quote = text.indexOf('"', from);
    } else {
      quote = text.indexOf('"', quote + 1);
    }
  }
  return lastNewline(text, from, text.length) ?? end;
}

function beginsCell(text: string, at: number): boolean {
  const before = at === 0 ? '\n' : text[at - 1];
  return before === ',' || before === '\n' || before === '\r';
}

function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1);
  while (at >= 0 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2);
  return at;
}

/** The position after the last newline between `from` and `to`. */
function lastNewline(text: string, from: number, to: number): number | undefined {
  for (let i = to - 1; i >= from; i--) if (text.charCodeAt(i) === 10) return i + 1;
  return undefined;
}
