import { forTerminal } from '../../../base/escape.ts';

/** At most so many UTF-16 units of text that people read, with what can't be seen shown; `…` where something is missing. */
export function clipText(text: string, limit: number): string {
  const shown = forTerminal(text);
  if (shown.length <= limit) return shown;
  return `${shown.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
