/** What `trailwatch init` asks. */
export interface InitAnswers {
  readonly source:
    | { readonly type: 'lookup-events'; readonly profile?: string; readonly regions: readonly string[] }
    | { readonly type: 'sqs'; readonly profile?: string; readonly queueUrl: string }
    | { readonly type: 'folder'; readonly path: string };
  readonly sink:
    | { readonly type: 'stdout' }
    | { readonly type: 'slack'; readonly webhookUrl: string }
    | { readonly type: 'email'; readonly host: string; readonly from: string; readonly to: readonly string[] }
    | { readonly type: 'sns'; readonly topicArn: string };
}

/** A question, and what to do with an answer that won't do. */
export interface Question {
  readonly text: string;
  /** Taken for an empty answer. */
  readonly fallback?: string;
  /** What is wrong with the answer; undefined if nothing is. */
  readonly refuse?: (answer: string) => string | undefined;
}

/** The region in which IAM, sign-ins and other global services record what happens. */
const GLOBAL = 'us-east-1';

/** What the machine knows already. */
export interface InitSuggestions {
  readonly profile: string | undefined;
  readonly profiles: readonly string[];
  regionOf(profile: string | undefined): string | undefined;
}

export type Ask = (question: Question) => Promise<string>;

/** @param ask asks again until the answer will do */
export async function askAll(ask: Ask, suggestions: InitSuggestions): Promise<InitAnswers> {
  const source = await choose(ask, 'Where do events come from?', {
    'this AWS account, by polling CloudTrail (needs no set-up)': 'lookup-events',
    'an SQS queue that hears of new log files': 'sqs',
    'a folder': 'folder',
  });
  const answers = { source: await askSource(ask, source, suggestions) };
  const sink = await choose(ask, 'Where do alerts go?', {
    'standard output': 'stdout',
    Slack: 'slack',
    'e-mail': 'email',
    'an SNS topic': 'sns',
  });
  return { ...answers, sink: await askSink(ask, sink) };
}

/** Without asking. */
export function defaultAnswers(suggestions: InitSuggestions): InitAnswers {
  const { profile } = suggestions;
  return {
    source: { type: 'lookup-events', ...(profile !== undefined && { profile }), regions: regionsFor(profile, suggestions) },
    sink: { type: 'stdout' },
  };
}

async function askSource(
  ask: Ask,
  type: InitAnswers['source']['type'],
  suggestions: InitSuggestions,
): Promise<InitAnswers['source']> {
  if (type === 'folder') return { type, path: await ask({ text: 'Which folder?', fallback: './logs' }) };
  const known = suggestions.profiles.length === 0 ? '' : ` (there are ${suggestions.profiles.slice(0, 12).join(', ')})`;
  const none = 'none';
  const given = await ask({ text: `Which AWS profile?${known}`, fallback: suggestions.profile ?? none });
  const profile = given === none ? undefined : given;
  const access = profile === undefined ? {} : { profile };
  if (type === 'sqs') {
    const queueUrl = await ask({
      text: "The queue's URL?",
      refuse: (answer) => (/^https?:\/\/\S+$/.test(answer) ? undefined : 'A URL begins with https://'),
    });
    return { type, ...access, queueUrl };
  }
  const regions = await ask({
    text: 'Which regions, separated by commas?',
    fallback: regionsFor(profile, suggestions).join(','),
    refuse: (answer) =>
      listOf(answer).every((each) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(each)) ? undefined : 'A region is written as in eu-west-1',
  });
  return { type, ...access, regions: listOf(regions) };
}

async function askSink(ask: Ask, type: InitAnswers['sink']['type']): Promise<InitAnswers['sink']> {
  const address = (answer: string) =>
    listOf(answer).every((each) => /^[^\s@<>]+@[^\s@<>]+$/.test(each)) ? undefined : 'An address has an @';
  switch (type) {
    case 'stdout':
      return { type };
    case 'slack':
      return {
        type,
        webhookUrl: await ask({
          text: 'The address of an incoming webhook, or where it is kept?',
          fallback: `\${SLACK_WEBHOOK_URL}`,
        }),
      };
    case 'email': {
      const host = await ask({ text: 'Which mail server?', fallback: 'localhost' });
      const to = await ask({ text: 'To which addresses, separated by commas?', refuse: address });
      const from = await ask({
        text: 'From which address?',
        fallback: `trailwatch@${listOf(to)[0]!.split('@')[1]}`,
        refuse: address,
      });
      return { type, host, from, to: listOf(to) };
    }
    case 'sns': {
      const form = /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:\S+$/;
      const refuse = (answer: string) => (form.test(answer) ? undefined : 'An ARN begins with arn:aws:sns:');
      return { type, topicArn: await ask({ text: "The topic's ARN?", refuse }) };
    }
  }
}

async function choose<T extends string>(ask: Ask, text: string, options: Readonly<Record<string, T>>): Promise<T> {
  const list = Object.entries(options);
  const lines = list.map(([label], index) => `\n  ${index + 1}  ${label}`).join('');
  const answer = await ask({
    text: `${text}${lines}\nNumber?`,
    fallback: '1',
    refuse: (given) => (list[Number(given) - 1] === undefined ? `A number from 1 to ${list.length}` : undefined),
  });
  return list[Number(answer) - 1]![1];
}

function regionsFor(profile: string | undefined, suggestions: InitSuggestions): string[] {
  return [...new Set([suggestions.regionOf(profile) ?? GLOBAL, GLOBAL])];
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
