/** What no shell can misread. */
const harmless = /^[A-Za-z0-9_.:/@=-]+$/;

/**
 * A command of the AWS CLI that takes something back, to be copied. Values may be an attacker's: each is one argument of a POSIX
 * shell. Not yet escaped for a terminal.
 * @param command `s3api put-object-acl`
 * @param region empty: the service is one for all regions
 */
export function undoCommand(command: string, options: Readonly<Record<string, string | readonly string[]>>, region = ''): string {
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, ...[value].flat().map(quoted)]);
  return ['aws', command, ...given, ...(region === '' ? [] : ['--region', quoted(region)])].join(' ');
}

function quoted(value: string): string {
  return harmless.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
