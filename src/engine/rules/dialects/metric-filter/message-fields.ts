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
  let noBracket = false;
  let noQuote = false;
  for (let at = 0; at < message.length; ) {
    if (isSpace(message.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at;
    const one = message[at];
    const close = one === '[' ? ']' : one === '"' ? '"' : '';
    if ((close === ']' && !noBracket) || (close === '"' && !noQuote)) {
      const end = message.indexOf(close, start + 1);
      if (end < 0) {
        if (close === ']') noBracket = true;
        else noQuote = true;
      } else if (end + 1 === message.length || isSpace(message.charCodeAt(end + 1))) {
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

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
