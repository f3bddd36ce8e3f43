import type { Bound, Test } from '../../../model/predicate.ts';

/** The same text for the same question, so that a question many rules ask is asked once. */
export function testKey(test: Test): string {
  switch (test.is) {
    case 'equals':
      return `equals ${typeof test.value} ${test.value}`;
    case 'equals-literal':
      return `literal ${test.text}`;
    case 'equals-ignore-case':
      return `equals-ignore-case ${test.value}`;
    case 'prefix':
    case 'suffix':
    case 'contains':
      return `${test.is} ${test.ignoreCase === true} ${test.ofText === true} ${test.value}`;
    case 'wildcard':
      return `wildcard ${test.ignoreCase === true} ${test.ofText === true} ${JSON.stringify(test.parts)}`;
    case 'regex':
      return `regex ${test.flags} ${test.ofText === true} ${test.source}`;
    case 'date-part':
      return `date-part ${test.part} ${bound(test.low)} ${bound(test.high)}`;
    case 'range':
      return `range ${test.ofText === true} ${bound(test.low)} ${bound(test.high)}`;
    case 'cidr':
      return `cidr ${test.range}`;
    case 'exists':
    case 'absent':
      return test.is;
    case 'except':
      return `except ${JSON.stringify(test.of.map(testKey).sort())}`;
  }
}

function bound(end: Bound | undefined): string {
  return end === undefined ? '' : `${end.inclusive}${end.value}`;
}

/** The same text for the same set of questions. */
export function testsKey(tests: readonly Test[]): string {
  return tests.length === 1 ? testKey(tests[0]!) : JSON.stringify(tests.map(testKey).sort());
}
