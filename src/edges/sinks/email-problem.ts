import { forTerminal } from '../../base/escape.ts';
import { Problem } from '../../base/problem.ts';
import { redact } from './redact.ts';

/** What nodemailer says of itself. */
interface SmtpError {
  readonly code?: string;
  /** Of the server. */
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
}

const QUOTED = 200;
/** Settings and server don't fit each other, whenever it is tried: no STARTTLS, no way to sign in, a wrong address. */
const WRONG = new Set(['ETLS', 'ENOAUTH', 'ECONFIG', 'EENVELOPE', 'EMESSAGE', 'EREQUIRETLS', 'EMAXLIMIT']);

/**
 * Source: RFC 5321, section 4.2.1: replies of 400 to 499 may go through later, those of 500 to 599 never. The error isn't passed on as
 * the cause: it may have the password in it.
 */
export function emailProblem(error: unknown, secrets: readonly string[]): Problem {
  if (error instanceof Problem) return error;
  const { code = '', responseCode, response, message = '' } = error as SmtpError;
  const said = forTerminal(redact((response ?? message).trim(), secrets)).slice(0, QUOTED);
  if (responseCode !== undefined ? responseCode >= 500 : WRONG.has(code)) {
    const hint = code === 'EAUTH' ? 'Check user and password' : code === 'ETLS' ? 'Check port and secure' : 'Check the addresses';
    return new Problem('SINK_REFUSED', `the mail server refuses: ${said}`, { hint });
  }
  return new Problem('SINK_FAILED', `the mail server did not take the message: ${said}`, { hint: 'It is tried again' });
}
