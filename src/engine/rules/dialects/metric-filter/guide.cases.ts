import { extracts, type FilterCases, matches, misses } from './filter-case.cases.ts';

/**
 * Every example of the Amazon CloudWatch Logs User Guide, "Filter pattern syntax" (its editions of 2018, 2022 and today), and of the API
 * reference's TestMetricFilter, with what they say of it. What one edition says and a later one doesn't hold to is in
 * `known-gaps.cases.ts`.
 */
const badRequest = '[ERROR 400] BAD REQUEST';
const unauthorized = '[ERROR 401] UNAUTHORIZED REQUEST';
const missing = '[ERROR 419] MISSING ARGUMENTS';
const invalid = '[ERROR 420] INVALID ARGUMENTS';

const event = {
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [
    { name: 'a', id: 1 },
    { name: 'b', id: 2 },
  ],
  SomeObject: null,
  ThisFlag: true,
  'cluster.name': 'c',
};
const people = {
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [
    { id: 2, email: 'John.Doe@example.com' },
    { id: 3, email: 'Jane.Doe@example.com' },
  ],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
    [7, 8, 9],
  ],
};
const request = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
const log = (status: number, size: number, path = '/apache_pb.gif', time = '13:25:15') =>
  `127.0.0.1 - frank [10/Oct/2000:${time} -0700] "GET ${path} HTTP/1.0" ${status} ${size}`;
const service = {
  get: 'INFO 09/25/2014 12:00:00 GET /service/resource/67 1200',
  post: 'INFO 09/25/2014 12:00:01 POST /service/resource/67/part/111 1310',
  warning: 'WARNING 09/25/2014 12:00:02 Invalid user request',
  error: 'ERROR 09/25/2014 12:00:02 Failed to process request',
};
const query = '02 May 2014 00:34:16,142 [ERROR] Unhanded exception: InvalidQueryException';
const ending = '02 May 2014 00:34:16,224 [ERROR] Terminating the application';

export const guideCases: readonly FilterCases[] = [
  {
    about: 'terms',
    cases: [
      ...[badRequest, unauthorized, missing, invalid].map((each) => matches(`ERROR is in ${each}`, 'ERROR', each)),
      ...[missing, invalid].map((each) => matches(`ERROR and ARGUMENTS are in ${each}`, 'ERROR ARGUMENTS', each)),
      ...[badRequest, unauthorized].map((each) => misses(`ARGUMENTS is not in ${each}`, 'ERROR ARGUMENTS', each)),
      ...[badRequest, unauthorized, missing, invalid].map((each) =>
        matches(`ERROR or ARGUMENTS is in ${each}`, '?ERROR ?ARGUMENTS', each),
      ),
      ...['[INFO] REQUEST FAILED', '[WARN] UNAUTHORIZED REQUEST', '[ERROR] 400 BAD REQUEST'].map((each) =>
        matches(`optional terms beside another one are ignored: ${each}`, '?ERROR ?ARGUMENTS REQUEST', each),
      ),
      matches('an exact phrase', '"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL SERVER ERROR'),
      ...[badRequest, unauthorized].map((each) => matches(`ERROR without ARGUMENTS: ${each}`, 'ERROR -ARGUMENTS', each)),
      ...[missing, invalid].map((each) => misses(`ARGUMENTS is excluded: ${each}`, 'ERROR -ARGUMENTS', each)),
      matches('a quoted space matches everything', '" "', badRequest),
      matches('2018: ERROR in brackets', '"ERROR"', '[ERROR] A fatal exception has occurred'),
      matches('2018: ERROR as the beginning of a word', '"ERROR"', 'Exiting with ERRORCODE: -1'),
      misses('2018: excluded, with a space behind the minus', '"ERROR" - "Exiting"', 'Exiting with ERRORCODE: -1'),
      matches('2018: both terms as parts of words', 'ERROR Exception', '[ERROR] Caught IllegalArgumentException'),
      matches('2018: both terms', 'ERROR Exception', '[ERROR] Unhandled Exception'),
      matches('2018: all of six terms', 'Failed to process the request', '[WARN] Failed to process the request'),
      matches(
        '2018: all of six terms, further back',
        'Failed to process the request',
        '[ERROR] Unable to continue: Failed to process the request',
      ),
      matches('2018: ?ERROR ?WARN and both', '?ERROR ?WARN', 'ERROR WARN message'),
      matches('2018: ?ERROR ?WARN and the second', '?ERROR ?WARN', 'WARN message'),
      misses('2018: ERROR WARN and the first only', 'ERROR WARN', 'ERROR message'),
      matches('2018: ERROR -WARN and no WARN', 'ERROR -WARN', 'ERROR message'),
      misses('2018: ERROR -WARN and both', 'ERROR -WARN', 'ERROR WARN message'),
      extracts('TestMetricFilter: "[ERROR]" extracts nothing', '"[ERROR]"', query, {}),
      misses(
        'TestMetricFilter: "[ERROR]" is not in [INFO]',
        '"[ERROR]"',
        '02 May 2014 00:34:12,525 [INFO] Starting the application',
      ),
      matches('TestMetricFilter: a phrase and a term', '"[ERROR]" Exception', query),
      misses('TestMetricFilter: a phrase and a term, the term missing', '"[ERROR]" Exception', ending),
    ],
  },
  {
    about: 'regular expressions',
    cases: [
      matches('AUTHORIZED as a part', '%AUTHORIZED%', unauthorized),
      matches('AUTHORIZED as a word', '%AUTHORIZED%', '[SUCCESS 200] AUTHORIZED REQUEST'),
      matches('^ is the beginning', '%^[hc]at%', 'hat'),
      misses('^ is nowhere else', '%^[hc]at%', 'a cat'),
      matches('$ is the end', '%[hc]at$%', 'a cat'),
      misses('$ is nowhere else', '%[hc]at$%', 'cats'),
      matches('? once', '%colou?r%', 'colour'),
      matches('? not at all', '%colou?r%', 'color'),
      matches('a class', '%[abc]%', 'b'),
      matches('a range', '%[a-z]%', 'q'),
      matches('a class with a range', '%[abcx-z]%', 'y'),
      misses('what the class with a range has not', '%[abcx-z]%', 'd'),
      ...['aaa', 'aaaa', 'aaaaa'].map((each) => matches(`a{3,5}: ${each}`, '%a{3,5}%', each)),
      misses('a{3,5}: too few', '%a{3,5}%', 'aa'),
      matches('gra or ey: gray', '%gra|ey%', 'gray'),
      matches('gra or ey: grey', '%gra|ey%', 'grey'),
      ...['starting ...', 'initializing ...', 'shutting down'].map((each) =>
        matches(`one of three beginnings: ${each}`, '%^starting|^initializing|^shutting down%', each),
      ),
      misses('none of three beginnings', '%^starting|^initializing|^shutting down%', 'skipping initializing ...'),
      matches('abcc, or ab and something else at the end: abcc', '%abcc|ab[^c]$%', 'abcc ...'),
      misses('abcc, or ab and something else at the end: aac', '%abcc|ab[^c]$%', 'aac ...'),
      ...['[a]', '[b]', '[7]', '[@]', '[]]', '[ ]'].map((each) => matches(`brackets escaped: ${each}`, '%\\[.\\]%', each)),
      matches('an address with its dots escaped', '%10\\.10\\.0\\.1%', 'from 10.10.0.1'),
      misses('escaped dots are only dots', '%10\\.10\\.0\\.1%', '10010,051'),
      matches('dots that are not escaped are anything', '%10.10.0.1%', '10010,051'),
      ...['ac', 'abc', 'abbbc'].map((each) => matches(`ab*c: ${each}`, '%ab*c%', each)),
      ...['ab', 'ab0', 'ab129'].map((each) => matches(`ab[0-9]*: ${each}`, '%ab[0-9]*%', each)),
      ...['abc', 'abbc', 'abbbc'].map((each) => matches(`ab+c: ${each}`, '%ab+c%', each)),
      misses('ab+c: ac', '%ab+c%', 'ac'),
      ...['hat', 'cat', 'bat', '4at', '#at', ' at'].map((each) => matches(`.at: ${each}`, '%.at%', each)),
      matches('\\d is a digit', '%^\\d$%', '7'),
      misses('\\D is no digit', '%^\\D$%', '7'),
      matches('\\s is a tab', '%^\\s$%', '\t'),
      misses('\\S is no space', '%^\\S$%', ' '),
      matches('\\w is an underscore too', '%^\\w$%', '_'),
      misses('\\W is no letter', '%^\\W$%', 'x'),
      matches('\\x3A is a colon', '%\\x3A%', 'a:b'),
      matches('\\x28 is a parenthesis', '%\\x28%', 'f(x)'),
      matches('any IPv4 address', '%\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}%', 'from 192.0.2.1 to b'),
      matches('upper or lower first letter', '%[Ee]rror|[Ff]ail%', 'it did fail'),
    ],
  },
  {
    about: 'properties of JSON',
    cases: [
      matches('a text', '{ $.eventType = "UpdateTrail" }', event),
      matches('an address that does not begin like this', '{ $.sourceIPAddress != 123.123.* }', event),
      matches('an element of a list', '{ $.arrayKey[0] = "value" }', event),
      matches('a property of an element', '{ $.objectList[1].id = 2 }', event),
      matches('a regular expression', '{ $.eventType = %Trail% }', event),
      matches('any element', '{ $.arrayKey[*] = %val.{2}% }', event),
      matches('any property', '{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }', event),
      matches('a name with a dot', '{ $.[\'cluster.name\'] = "c" }', event),
      matches('IS NULL', '{ $.SomeObject IS NULL }', event),
      matches('NOT EXISTS', '{ $.SomeOtherObject NOT EXISTS }', event),
      matches('IS TRUE', '{ $.ThisFlag IS TRUE }', event),
      matches('2022: any text, and an address', '{ $.eventType = "*" && $.sourceIPAddress != 123.123.* }', event),
      extracts('2022: any number', '{ $.latency = * }', { latency: 50, requestType: 'GET' }, { '$.latency': '50' }),
      matches('2018: foo is bar', '{$.foo = bar}', { foo: 'bar' }),
      matches('2018: foo is bar or baz', '{$.foo = bar || $.foo = baz }', { foo: 'baz' }),
      misses('2018: foo is not baz', '{$.foo = baz }', { foo: 'bar' }),
      matches('2018: a star in front', '{ $.name = *Event }', { name: 'PutEvent' }),
      matches('2018: a star behind', '{ $.name = Event* }', { name: 'EventId' }),
      matches('2018: a star within is a star', '{ $.name = Ev*ent }', { name: 'Ev*ent' }),
      misses('2018: a star within is no wildcard', '{ $.name = Ev*ent }', { name: 'Event' }),
      misses('2018: = where there is a list', '{$.users = 1}', { users: [1, 2, 3] }),
      misses('2018: != where there is a list', '{$.users != 1}', { users: [1, 2, 3] }),
    ],
  },
  {
    about: 'numbers of JSON',
    cases: [
      matches('>', '{ $.bandwidth > 75 }', { bandwidth: 76 }),
      misses('> of the same', '{ $.bandwidth > 75 }', { bandwidth: 75 }),
      matches('<', '{ $.latency < 50 }', { latency: 49.9 }),
      matches('>=', '{ $.refreshRate >= 60 }', { refreshRate: 60 }),
      matches('<=', '{ $.responseTime <= 5 }', { responseTime: 5 }),
      matches('=', '{ $.errorCode = 400}', { errorCode: 400 }),
      matches('!=', '{ $.errorCode != 500 }', { errorCode: 400 }),
      misses('!= of the same', '{ $.errorCode != 500 }', { errorCode: 500 }),
      matches('= 1e+3', '{ $.number[0] = 1e+3 }', { number: [1000] }),
      matches('!= 1e-3', '{ $.number[0] != 1e-3 }', { number: [1] }),
      matches('= 1e-3', '{ $.number[0] = 1e-3 }', { number: [0.001] }),
      matches('2018: < 10e3', '{ $.numbers[0] < 10e3 }', { numbers: [9999] }),
      matches('2018: < 10e-3', '{ $.numbers[0] < 10e-3 }', { numbers: [0.009] }),
      matches('2018: <= 55.5', '{ $.processes[4].averageRuntime <= 55.5 }', {
        processes: [0, 1, 2, 3, { averageRuntime: 55.5 }],
      }),
      matches('2018: > +1000', '{ $.latency > +1000 }', { latency: 1001 }),
      matches('2018: >= 500', '{ $.latency >= 500 }', { latency: 500 }),
    ],
  },
  {
    about: 'several conditions',
    cases: [
      matches('both', '{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', people),
      matches(
        '&& before ||',
        '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }',
        people,
      ),
      misses(
        'parentheses before &&',
        '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }',
        people,
      ),
      misses('neither', '{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', people),
      matches(
        '2018: the same without quotes',
        '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }',
        people,
      ),
    ],
  },
  {
    about: 'space-delimited',
    cases: [
      extracts(
        'an address by a regular expression, a request and a status by wildcards',
        '[ip=%127\\.0\\.0\\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]',
        request,
        {
          $ip: '127.0.0.1',
          $user: 'Prod',
          $username: 'frank',
          $timestamp: '10/Oct/2000:13:25:15 -0700',
          $request: 'GET /index.html HTTP/1.0',
          $status_code: '404',
          $bytes: '1534',
        },
      ),
      matches('four fields without names', '[..., request =*.html*, status_code = 4*, bytes]', request),
      matches(
        'one of two',
        '[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]',
        request,
      ),
      matches('the first word', '[w1=ERROR, w2]', service.error),
      misses('another first word', '[w1=ERROR, w2]', service.warning),
      matches('one of two first words', '[w1=ERROR || w1=WARNING, w2]', service.warning),
      misses('neither of two first words', '[w1=ERROR || w1=WARNING, w2]', service.get),
      matches('none of two first words', '[w1!=ERROR && w1!=WARNING, w2]', service.post),
      misses('not none of two first words', '[w1!=ERROR && w1!=WARNING, w2]', service.error),
      matches('the top of a path', '[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]', service.get),
      misses(
        'not the top of a path',
        '[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]',
        service.post,
      ),
      matches(
        'a child in a path',
        '[logLevel, date, time, method, url=%/service/resource/[0-9]+/part/[0-9]+$%, response_time]',
        service.post,
      ),
      matches('2022: a number', '[ip, server, username, timestamp, request, status_code, bytes > 1000]', request),
      misses('2018: a number that is too small', '[ip, user, username, timestamp, request, status_code, bytes > 1600]', request),
      matches('2018: an exact status', '[ip, user, username, timestamp, request, status_code = 200, bytes]', log(200, 1534)),
      matches('2018: the last of any number', '[..., status_code, bytes]', request),
      matches('2018: some in front, some behind', '[ip, user, ..., status_code, bytes]', request),
      matches('2018: the first of any number', '[ip, user, ...]', request),
      matches(
        '2018: two conditions on one field',
        '[ip, user, username, timestamp, request, status_code = 4* && status_code != 403, bytes]',
        request,
      ),
      extracts('TestMetricFilter: all fields', '[ip, identity, user_id, timestamp, request, status_code, size]', log(200, 1534), {
        $ip: '127.0.0.1',
        $identity: '-',
        $user_id: 'frank',
        $timestamp: '10/Oct/2000:13:25:15 -0700',
        $request: 'GET /apache_pb.gif HTTP/1.0',
        $status_code: '200',
        $size: '1534',
      }),
      extracts(
        'TestMetricFilter: one of them, the others by number',
        '[..., size]',
        log(500, 5324, '/apache_pb.gif', '13:35:22'),
        {
          $1: '127.0.0.1',
          $2: '-',
          $3: 'frank',
          $4: '10/Oct/2000:13:35:22 -0700',
          $5: 'GET /apache_pb.gif HTTP/1.0',
          $6: '500',
          $size: '5324',
        },
      ),
      extracts('TestMetricFilter: none of them', '[]', log(200, 4355, '/apache_pb.gif', '13:50:35'), {
        $1: '127.0.0.1',
        $2: '-',
        $3: 'frank',
        $4: '10/Oct/2000:13:50:35 -0700',
        $5: 'GET /apache_pb.gif HTTP/1.0',
        $6: '200',
        $7: '4355',
      }),
      misses('TestMetricFilter: another status', '[..., status_code=200, size]', log(500, 5324)),
      extracts(
        'TestMetricFilter: an entry without a name',
        '[..., request=*.html*, status_code=4*,]',
        log(404, 1534, '/index.html'),
        {
          $1: '127.0.0.1',
          $2: '-',
          $3: 'frank',
          $4: '10/Oct/2000:13:25:15 -0700',
          $request: 'GET /index.html HTTP/1.0',
          $status_code: '404',
          $7: '1534',
        },
      ),
      misses(
        'TestMetricFilter: the right path and another status',
        '[..., request=*.html*, status_code=4*,]',
        log(200, 5324, '/a/index.html'),
      ),
      misses('TestMetricFilter: the right status and another path', '[..., request=*.html*, status_code=4*,]', log(404, 4355)),
      matches(
        "OpenSearch streams, format of Lambda's logs: the last field takes the rest",
        '[timestamp=*Z, request_id="*-*", event]',
        '2026-03-01T12:00:00.000Z 8f5c-11e6 {"level": "info", "what": "done"}',
      ),
    ],
  },
];
