/** Rules with one mistake, where it is, and what is said. `text` is all of a file, or the body of a selection. */
export interface WrongRule {
  readonly why: string;
  readonly text?: string;
  readonly selection?: string;
  /** `line:column CODE message` of each problem. */
  readonly problems: readonly string[];
}

const logsource = 'logsource: {product: aws, service: cloudtrail}';
const good = `${logsource}\ndetection:\n  s: {f: 1}\n  condition: s\n`;

/** A selection stands in line 5, from column 5. */
export const wrongRules: readonly WrongRule[] = [
  // Modifiers
  { why: 'an unknown modifier', selection: 'f|contians: a', problems: ['5:7 RULE_MODIFIER no modifier is called "contians"'] },
  { why: 'a modifier in a quoted key', selection: "'f|nope': a", problems: ['5:8 RULE_MODIFIER no modifier is called "nope"'] },
  { why: 'an empty modifier', selection: 'f|: a', problems: ['5:7 RULE_MODIFIER a "|" without a modifier behind it'] },
  {
    why: 'a modifier twice',
    selection: 'f|contains|contains: a',
    problems: ['5:16 RULE_MODIFIER the modifier "contains" occurs twice'],
  },
  {
    why: 'two places',
    selection: 'f|startswith|endswith: a',
    problems: ['5:18 RULE_MODIFIER "startswith" and "endswith" contradict one another'],
  },
  {
    why: 're behind contains',
    selection: 'f|contains|re: a',
    problems: ['5:16 RULE_MODIFIER "re" can\'t be applied to what "contains" has made'],
  },
  { why: 'a flag without re', selection: 'f|i: a', problems: ['5:7 RULE_MODIFIER "i" is a flag of a regular expression'] },
  {
    why: 'cased and re',
    selection: 'f|re|cased: a',
    problems: ['5:10 RULE_MODIFIER "cased" does not go with "re", which heeds case unless it has the flag "i"'],
  },
  {
    why: 'cidr and contains',
    selection: 'f|cidr|contains: 192.0.2.0/24',
    problems: ['5:12 RULE_MODIFIER "contains" can\'t be applied to what "cidr" has made'],
  },
  { why: 'exists and another', selection: 'f|exists|neq: true', problems: ['5:14 RULE_MODIFIER "exists" stands alone'] },
  { why: 'two comparisons', selection: 'f|gt|lt: 5', problems: ['5:10 RULE_MODIFIER "gt" and "lt" contradict one another'] },
  {
    why: 'two parts of a date',
    selection: 'f|hour|day: 5',
    problems: ['5:12 RULE_MODIFIER "hour" and "day" contradict one another'],
  },
  {
    why: 'base64 behind contains',
    selection: 'f|contains|base64: abc',
    problems: ['5:16 RULE_MODIFIER "base64" can\'t be applied to what "contains" has made'],
  },
  {
    why: 'utf16le behind base64',
    selection: 'f|base64|utf16le: abc',
    problems: ['5:14 RULE_MODIFIER "utf16le" can\'t be applied to what "base64" has made'],
  },
  { why: 'all with one value', selection: 'f|contains|all: a', problems: ['5:5 RULE_MODIFIER "all" needs a list of values'] },
  {
    why: 'all with a list of one',
    selection: 'f|contains|all: [a]',
    problems: ['5:5 RULE_MODIFIER "all" needs more than one value'],
  },
  // Values
  { why: 'a number in quotes', selection: "f|gt: '5'", problems: ['5:11 RULE_FIELD "gt" takes a number, not "5"'] },
  {
    why: 'exists takes a boolean',
    selection: "f|exists: 'true'",
    problems: ['5:15 RULE_FIELD "exists" takes true or false, not "true"'],
  },
  {
    why: 'exists takes no list',
    selection: 'f|exists: [true]',
    problems: ['5:15 RULE_FIELD "exists" takes true or false, not a list'],
  },
  { why: 'base64 of a number', selection: 'f|base64: 5', problems: ['5:15 RULE_MODIFIER "base64" takes a text, not a number'] },
  { why: 'base64 of a wildcard', selection: "f|base64: 'a*'", problems: ['5:15 RULE_MODIFIER "base64" can\'t encode wildcards'] },
  {
    why: 'utf16 alone of other letters',
    selection: 'f|utf16: é',
    problems: ['5:14 RULE_MODIFIER "utf16" without base64 takes ASCII only'],
  },
  {
    why: 'too many dashes',
    selection: "f|windash: '-a -b -c -d'",
    problems: ['5:16 RULE_TOO_LARGE "windash" takes at most 3 dashes in one value: each can be written in five ways'],
  },
  {
    why: 'lookaround',
    selection: "f|re: '(?!a)b'",
    problems: [
      "5:11 RULE_PATTERN the regular expression can't be matched in linear time, or is wrong: invalid or unsupported Perl syntax: `(?!`",
    ],
  },
  {
    why: 'a back reference',
    selection: "f|re: '(a)\\1'",
    problems: [
      "5:11 RULE_PATTERN the regular expression can't be matched in linear time, or is wrong: invalid escape sequence: `\\\\1`",
    ],
  },
  {
    why: 'an open class',
    selection: "f|re: '[a'",
    problems: ["5:11 RULE_PATTERN the regular expression can't be matched in linear time, or is wrong: missing closing ]: `[a`"],
  },
  {
    why: 'no address range',
    selection: 'f|cidr: 192.0.2/24',
    problems: ['5:13 RULE_FIELD "192.0.2/24" is no range of addresses'],
  },
  {
    why: 'a range that begins in its middle',
    selection: 'f|cidr: 192.0.2.1/24',
    problems: ['5:13 RULE_FIELD "192.0.2.1/24" begins in the middle of its range'],
  },
  {
    why: 'a mask that is too long',
    selection: 'f|cidr: 192.0.2.0/33',
    problems: ['5:13 RULE_FIELD "192.0.2.0/33" is no range of addresses'],
  },
  { why: 'an hour that does not exist', selection: 'f|hour: 24', problems: ['5:13 RULE_FIELD there is no hour 24'] },
  {
    why: 'an hour that is no number',
    selection: 'f|hour: noon',
    problems: ['5:13 RULE_FIELD "hour" takes a number, not "noon"'],
  },
  {
    why: 'wildcards in the name of a field',
    selection: "f|fieldref: 'g*'",
    problems: ['5:17 RULE_FIELD the name of a field has no wildcards'],
  },
  { why: 'null in a list', selection: "f: ['', null]", problems: ["5:13 RULE_FIELD null can't be one of several values"] },
  { why: 'null with contains', selection: 'f|contains: null', problems: ['5:5 RULE_MODIFIER null takes no modifier but "neq"'] },
  { why: 'null as a keyword', selection: '[null]', problems: ['5:6 RULE_FIELD null is no keyword'] },
  { why: 'a map as a value', selection: 'f: {g: 1}', problems: ["5:8 RULE_FIELD a value can't be an object"] },
  { why: 'a list in a list', selection: 'f: [[a]]', problems: ["5:9 RULE_FIELD a value can't be a list"] },
  {
    why: 'an empty list of values',
    selection: 'f: []',
    problems: ['5:8 RULE_FIELD an empty list of values, which nothing can match'],
  },
  { why: 'an empty map', selection: '{}', problems: ['5:5 RULE_FIELD "s" asks nothing, and would match every event'] },
  { why: 'an empty list', selection: '[]', problems: ['5:5 RULE_FIELD the list of "s" is empty and would match nothing'] },
  { why: 'a comparison without a field', selection: "{'|gt': 5}", problems: ['5:6 RULE_MODIFIER "gt" needs a field'] },
  {
    why: 'a placeholder without values',
    selection: "f|expand: '%nobody%'",
    problems: ["5:15 RULE_PLACEHOLDER the placeholder %nobody% can't be filled: no list has its values"],
  },
  {
    why: 'two mistakes are both told',
    selection: '{f|nope: a, g|gt: x}',
    problems: ['5:8 RULE_MODIFIER no modifier is called "nope"', '5:23 RULE_FIELD "gt" takes a number, not "x"'],
  },
  // Documents
  { why: 'no title', text: good, problems: ['1:1 RULE_FIELD a Sigma rule without a title'] },
  {
    why: 'a title that is too long',
    text: `title: ${'x'.repeat(257)}\n${good}`,
    problems: ['1:8 RULE_FIELD the title has more than 256 characters'],
  },
  {
    why: 'no logsource',
    text: 'title: t\ndetection:\n  s: {f: 1}\n  condition: s\n',
    problems: ['1:1 RULE_FIELD a Sigma rule without a logsource'],
  },
  {
    why: 'an empty logsource',
    text: 'title: t\nlogsource: {}\ndetection:\n  s: {f: 1}\n  condition: s\n',
    problems: ['2:1 RULE_FIELD the logsource says nothing'],
  },
  {
    why: 'no condition',
    text: `title: t\n${logsource}\ndetection:\n  s: {f: 1}\n`,
    problems: ['4:3 RULE_FIELD a detection without a condition'],
  },
  {
    why: 'a condition that is no text',
    text: `title: t\n${logsource}\ndetection:\n  s: {f: 1}\n  condition: {a: 1}\n`,
    problems: ['5:14 RULE_FIELD a condition must be a text, not an object'],
  },
  {
    why: 'a detection that is no map',
    text: `title: t\n${logsource}\ndetection: x\n`,
    problems: ['3:12 RULE_FIELD "detection" must be a map, not "x"'],
  },
  { why: 'an unknown level', text: `title: t\nlevel: hgih\n${good}`, problems: ['2:8 RULE_FIELD "hgih" is no level'] },
  { why: 'an unknown status', text: `title: t\nstatus: stabel\n${good}`, problems: ['2:9 RULE_FIELD "stabel" is no status'] },
  {
    why: 'tags that are no list of texts',
    text: `title: t\ntags: [{a: 1}]\n${good}`,
    problems: ['2:8 RULE_FIELD "tags" must be a list of texts, and holds an object'],
  },
  {
    why: 'old collections',
    text: 'action: global\ntitle: t\n---\ndetection: {}\n',
    problems: [
      '1:1 RULE_SHAPE "action: global" is of old Sigma and no longer read',
      '4:1 RULE_FIELD a Sigma rule without a title',
      '4:1 RULE_FIELD a Sigma rule without a logsource',
      '4:12 RULE_FIELD a detection without a condition',
    ],
  },
  {
    why: 'a rule and a correlation in one document',
    text: `title: t\n${good}correlation: {}\n`,
    problems: ['6:1 RULE_SHAPE a document is one thing, and this one has "detection" and "correlation"'],
  },
  {
    why: 'a YAML document that is something else',
    text: 'a: 1\n',
    problems: ['1:1 RULE_SHAPE a YAML document that is no Sigma rule'],
  },
  { why: 'a text', text: 'hello\n', problems: ['1:1 RULE_SHAPE "hello" where a Sigma rule is expected'] },
  { why: 'an empty file', text: '# nothing\n', problems: ['1:1 RULE_SHAPE a rule file that is empty'] },
  // YAML
  {
    why: 'a key twice',
    text: `title: t\ntitle: u\n${good}`,
    problems: ['2:1 RULE_YAML the key "title" occurs twice in one map: first in line 1'],
  },
  { why: 'a merge key', text: `title: t\n<<: {a: 1}\n${good}`, problems: ['2:1 RULE_YAML YAML 1.2 has no merge keys ("<<")'] },
  {
    why: 'an alias without an anchor',
    text: `title: *t\n${good}`,
    problems: ['1:8 RULE_YAML an alias without an anchor'],
  },
  {
    why: 'YAML 1.1',
    text: `%YAML 1.1\n---\ntitle: t\n${good}`,
    problems: ['1:1 RULE_YAML rules are YAML 1.2, and this one says it is another'],
  },
  // Tests
  {
    why: 'a test without a name',
    text: `title: t\n${good}tests: [{match: true, base: b}]\n`,
    problems: ['6:9 RULE_FIELD a test without a name'],
  },
  {
    why: 'a test that expects nothing',
    text: `title: t\n${good}tests: [{name: n, base: b}]\n`,
    problems: ['6:9 RULE_FIELD a test that expects nothing'],
  },
  {
    why: 'a test without a record',
    text: `title: t\n${good}tests: [{name: n, match: true}]\n`,
    problems: ['6:9 RULE_FIELD a test without a base record'],
  },
  {
    why: 'a misspelt word in a test',
    text: `title: t\n${good}tests: [{name: n, match: true, bsae: b}]\n`,
    problems: ['6:9 RULE_FIELD a test without a base record', '6:32 RULE_FIELD a test has no "bsae"'],
  },
];

const base = `---\ntitle: base\nname: base\n${good}`;
const correlation = (body: string) => `title: c\ncorrelation:\n  ${body.replaceAll('; ', '\n  ')}\n${base}`;

/** Correlations; their bodies begin in line 3, column 3, with a line for each part. */
export const wrongCorrelations: readonly WrongRule[] = [
  {
    why: 'no type',
    text: correlation('rules: [base]; timespan: 1m; condition: {gte: 2}'),
    problems: ['3:3 RULE_FIELD a correlation without a type'],
  },
  {
    why: 'an unknown type',
    text: correlation('type: event_cuont; rules: [base]; timespan: 1m; condition: {gte: 2}'),
    problems: ['3:9 RULE_FIELD "event_cuont" is no type of a correlation'],
  },
  {
    why: 'no rules',
    text: correlation('type: event_count; timespan: 1m; condition: {gte: 2}'),
    problems: ['3:3 RULE_FIELD a correlation without rules'],
  },
  {
    why: 'a rule that is not there',
    text: correlation('type: event_count; rules: [bsae]; timespan: 1m; condition: {gte: 2}'),
    problems: ['4:11 RULE_REFERENCE no rule has the name or id "bsae"'],
  },
  {
    why: 'a rule twice',
    text: correlation('type: event_count; rules: [base, base]; timespan: 1m; condition: {gte: 2}'),
    problems: ['4:17 RULE_FIELD "rules" names "base" twice'],
  },
  {
    why: 'no timespan',
    text: correlation('type: event_count; rules: [base]; condition: {gte: 2}'),
    problems: ['3:3 RULE_FIELD a correlation without a timespan'],
  },
  {
    why: 'a timespan in words',
    text: correlation('type: event_count; rules: [base]; timespan: 1 hour; condition: {gte: 2}'),
    problems: ['5:13 RULE_FIELD "timespan" is no length of time: "1 hour"'],
  },
  {
    why: 'a timespan of nothing',
    text: correlation('type: event_count; rules: [base]; timespan: 0s; condition: {gte: 2}'),
    problems: ['5:13 RULE_FIELD "timespan" is no length of time: "0s"'],
  },
  {
    why: 'a timespan of months',
    text: correlation('type: event_count; rules: [base]; timespan: 1M; condition: {gte: 2}'),
    problems: ['5:13 RULE_FIELD "timespan" is no length of time: "1M"'],
  },
  {
    why: 'no condition',
    text: correlation('type: event_count; rules: [base]; timespan: 1m'),
    problems: ['3:3 RULE_FIELD a correlation without a condition'],
  },
  {
    why: 'a condition as a text',
    text: correlation("type: event_count; rules: [base]; timespan: 1m; condition: 'gte 2'"),
    problems: ['6:14 RULE_CONDITION the condition of a correlation must be a map, not "gte 2"'],
  },
  {
    why: 'an unknown comparison',
    text: correlation('type: event_count; rules: [base]; timespan: 1m; condition: {min: 2}'),
    problems: ['6:15 RULE_CONDITION the condition of this correlation has no "min"'],
  },
  {
    why: 'a count that is no whole number',
    text: correlation('type: event_count; rules: [base]; timespan: 1m; condition: {gte: 2.5}'),
    problems: ['6:20 RULE_CONDITION "gte" is compared with a count: a whole number'],
  },
  {
    why: 'limits that exclude one another',
    text: correlation('type: event_count; rules: [base]; timespan: 1m; condition: {gt: 5, lt: 6}'),
    problems: ['6:14 RULE_CONDITION no number meets all of this condition'],
  },
  {
    why: 'a field where events are counted',
    text: correlation('type: event_count; rules: [base]; timespan: 1m; condition: {gte: 2, field: f}'),
    problems: ['6:23 RULE_CONDITION the condition of this correlation has no "field"'],
  },
  {
    why: 'no field where values are counted',
    text: correlation('type: value_count; rules: [base]; timespan: 1m; condition: {gte: 2}'),
    problems: ['6:14 RULE_FIELD the condition of this correlation needs a field'],
  },
  {
    why: 'several fields to add up',
    text: correlation('type: value_sum; rules: [base]; timespan: 1m; condition: {gte: 2, field: [f, g]}'),
    problems: ['6:30 RULE_FIELD only value_count takes several fields'],
  },
  {
    why: 'a percentile above 100',
    text: correlation('type: value_percentile; rules: [base]; timespan: 1m; condition: {gte: 2, field: f, percentile: 101}'),
    problems: ['6:45 RULE_CONDITION a percentile is 0 to 100'],
  },
  {
    why: 'a misspelt attribute',
    text: correlation('type: event_count; rules: [base]; timespan: 1m; condition: {gte: 2}; groupby: [f]'),
    problems: ['7:3 RULE_FIELD a correlation has no "groupby"'],
  },
  {
    why: 'an alias of another rule',
    text: correlation(
      'type: event_count; rules: [base]; timespan: 1m; condition: {gte: 2}; group-by: [a]; aliases: {a: {other: f}}',
    ),
    problems: ['8:17 RULE_REFERENCE the alias "a" names "other", which is none of the rules'],
  },
  {
    why: 'an alias that says nothing of a rule',
    text: correlation('type: event_count; rules: [base]; timespan: 1m; condition: {gte: 2}; group-by: [a]; aliases: {a: {}}'),
    problems: ['7:14 RULE_REFERENCE the alias "a" says nothing of "base"'],
  },
  {
    why: 'a correlation over itself',
    text: `title: c\nname: c\n${correlation('type: event_count; rules: [c]; timespan: 1m; condition: {gte: 2}').slice(9)}`,
    problems: ['5:11 RULE_REFERENCE "c" leads back to this correlation'],
  },
  {
    why: 'new_value without a field',
    text: correlation('type: new_value; rules: [base]; learning: 14d'),
    problems: ['3:3 RULE_FIELD a new_value without a field'],
  },
  {
    why: 'new_value without a learning period',
    text: correlation('type: new_value; rules: [base]; field: f'),
    problems: ['3:3 RULE_FIELD a new_value without a learning period'],
  },
  {
    why: 'new_value with a timespan',
    text: correlation('type: new_value; rules: [base]; field: f; learning: 14d; timespan: 1d'),
    problems: ['7:3 RULE_FIELD a correlation has no "timespan"'],
  },
];
