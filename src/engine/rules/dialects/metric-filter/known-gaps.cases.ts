/**
 * Where the guide contradicts itself, or says nothing and something had to be chosen. `ours` is what a pattern means here. Nobody can ask
 * AWS offline: `aws logs test-metric-filter` tells what is so.
 */
export interface KnownGap {
  readonly why: string;
  readonly reason: string;
  readonly pattern: string;
  readonly message: string | object;
  readonly ours: boolean | 'refused';
  /** What speaks against it; undefined where nothing is said. */
  readonly other?: boolean | 'refused';
}

export const knownGaps: readonly KnownGap[] = [
  {
    why: 'the last field of a space-delimited pattern takes the rest of the message',
    reason:
      'the guide of 2018 says that [w1=ERROR, w2] matches "ERROR message" and not "ERROR WARN message"; the guide of today matches longer messages with the same pattern, as the formats for OpenSearch streams do',
    pattern: '[w1=ERROR, w2]',
    message: 'ERROR WARN message',
    ours: true,
    other: false,
  },
  {
    why: 'names of fields heed case',
    reason: 'the guide of 2022 has [w1=ERROR || W1=WARNING, w2]; that of today writes w1 twice',
    pattern: '[w1=ERROR || W1=WARNING, w2]',
    message: 'WARNING a',
    ours: 'refused',
    other: true,
  },
  {
    why: '=! is no operator',
    reason:
      'the guide of 2018 has [w1=!ERROR&&w1=!WARN, w2] and says something else of it than its words mean; today it writes !=',
    pattern: '[w1=!ERROR&&w1=!WARN, w2]',
    message: 'INFO a',
    ours: 'refused',
    other: true,
  },
  {
    why: 'EXISTS is understood',
    reason: 'the guide says that EXISTS is not supported; filters that use it are read all the same, with a note',
    pattern: '{ $.a EXISTS }',
    message: { a: {} },
    ours: true,
    other: 'refused',
  },
  {
    why: 'a property that is not there is not unequal',
    reason:
      'the guide says so of objects and arrays (the filter is not applied), and nothing of what is absent; filters that mean it say NOT EXISTS',
    pattern: '{ $.a != "x" }',
    message: {},
    ours: false,
  },
  {
    why: 'true and false are no texts',
    reason: 'the guide says that value nodes are strings or numbers, and has IS TRUE for booleans',
    pattern: '{ $.a = true }',
    message: { a: true },
    ours: false,
  },
  {
    why: 'a number in quotes is met by the number',
    reason: 'the guide matches numbers with texts that have a wildcard, and says nothing of texts without one',
    pattern: '{ $.a = "400" }',
    message: { a: 400 },
    ours: true,
  },
  {
    why: 'a text that spells a number is compared as a number',
    reason: 'services write numbers as texts, and fields of space-delimited messages are nothing else',
    pattern: '{ $.a > 399 }',
    message: { a: '400' },
    ours: true,
  },
  {
    why: 'a regular expression stands alone among terms',
    reason: 'the guide has it as a filter pattern by itself, or in JSON and space-delimited patterns',
    pattern: '%a% b',
    message: 'a b',
    ours: 'refused',
  },
  {
    why: 'a colon needs no escape in a regular expression',
    reason: 'the list of supported symbols has it in some editions of the guide, and an example writes \\x3A',
    pattern: '%a:b%',
    message: 'a:b',
    ours: true,
  },
];
