/** A field of a message: the text between the spaces, or between brackets or quotes; and where it begins, those included. */
export interface MessageField {
  readonly text: string;
  readonly start: number;
}

/**
 * The space-delimited fields of a log message. What stands between `[` and `]` or between double quotes is one field, without them.
 * A bracket or quote that isn't closed is a character like any other. Linear.
 */
export function messageFields(message: string): MessageField[] {
  const fields: MessageField[] = [];
  // Where the next of each is, so that a message of many openings is searched once.
  const next = { ']': -1, '"': -1 };
  for (let at = 0; at < message.length; ) {
    if (isSpace(message.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at;
    const close = message[at] === '[' ? ']' : message[at] === '"' ? '"' : undefined;
    if (close !== undefined) {
      if (next[close] <= start) next[close] = indexOrEnd(message, close, start + 1);
      const end = next[close];
      if (end < message.length && (end + 1 === message.length || isSpace(message.charCodeAt(end + 1)))) {
        fields.push({ text: message.slice(start + 1, end), start });
        at = end + 1;
        continue;
      }
    }
    while (at < message.length && !isSpace(message.charCodeAt(at))) at++;
    fields.push({ text: message.slice(start, at), start });
  }
  return fields;
}

function indexOrEnd(message: string, close: string, from: number): number {
  const found = message.indexOf(close, from);
  return found < 0 ? message.length : found;
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
