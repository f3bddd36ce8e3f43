import pc from 'picocolors';

/**
 * Colours for what is written to a stream: on a terminal, unless NO_COLOR says no; elsewhere only where FORCE_COLOR asks for them.
 * By itself picocolors would also colour the pipes of CI systems.
 */
export function colorsFor(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv = process.env) {
  const forced = ![undefined, '', '0'].includes(environment.FORCE_COLOR);
  const wished = forced || (stream.isTTY === true && environment.TERM !== 'dumb');
  return pc.createColors(wished && !environment.NO_COLOR);
}
