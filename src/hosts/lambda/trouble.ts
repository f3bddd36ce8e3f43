/** Name of the checkpoint in which a processor says when it last could not read something: what isn't read isn't silent. */
export const TROUBLE = 'trouble';
