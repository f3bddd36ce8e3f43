/** What the tests of the compiled pack bundle, to try it in a package of its own. */
export { loadChosen } from './chosen-rules.ts';
export { compilePack } from './compile-pack.ts';
export { shippedRules } from './shipped-rules.ts';
