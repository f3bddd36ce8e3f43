import type { Alert, AlertRule } from '../../../model/alert.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Wording } from '../sink.ts';
import { fillPlaceholders, lookupCommand } from './commands.ts';
import { type Block, code, type Fact, heading, type Inline, link, paragraph, plain, safeHref, strong } from './document.ts';
import { number, plural } from './headline.ts';
import { readMarkdown } from './markdown.ts';
import { secondText } from './times.ts';

/** Below the headline: what has changed, what is known, what to do. A resolved one needs no instructions. */
export function alertBlocks(alert: Alert, wording: Wording): Block[] {
  const { finding, rule, change } = alert;
  const top = [paragraph(strong(changeText(alert))), paragraph(plain(finding.summary)), facts(finding, wording)];
  return change === 'resolved' ? top : [...top, ...whatToDo(finding, rule), ...background(finding, rule)];
}

/** Why this is said now. */
function changeText({ change, finding }: Alert): string {
  const { severity, count, status, mergedInto, suppressedBy } = finding;
  switch (change) {
    case 'opened':
      return `New finding, severity ${severity}.`;
    case 'repeated':
      return `It goes on: ${plural(count, 'event')} so far, severity ${severity}.`;
    case 'escalated':
      return `It has become worse: the severity is ${severity} now.`;
    case 'resolved':
      if (mergedInto !== undefined)
        return `Taken over by finding ${mergedInto}, which covers the same events. Nothing to do here.`;
      if (suppressedBy !== undefined) return `Covered by the exception ${suppressedBy}. Nothing to do.`;
      if (status === 'closed') return 'Closed by an operator. Nothing to do.';
      return 'Events that came late show that the rule does not apply. Nothing to do.';
  }
}

/** Where the console shows it. */
export function findingLink({ id }: Finding, { consoleUrl }: Wording): string | undefined {
  return consoleUrl === undefined ? undefined : safeHref(`${consoleUrl.replace(/\/+$/, '')}/findings/${encodeURIComponent(id)}`);
}

function facts(finding: Finding, wording: Wording): Block {
  const { context, accountName, environment, account, firstAt, lastAt, origin } = finding;
  const names = [accountName, environment].filter((name) => name !== undefined && name !== '');
  const to = findingLink(finding, wording);
  const all: (Fact | undefined)[] = [
    fact('Severity', finding.severity, plain),
    fact('Actor', finding.actor),
    fact('Began as', origin),
    fact('Account', account, code, names.length === 0 ? '' : ` (${names.join(', ')})`),
    valuesOf('Regions', context.regions.length === 0 ? [finding.region] : context.regions),
    fact('Events', number(finding.count), plain),
    fact('First', secondText(firstAt, wording.timeZone), plain),
    fact('Last', lastAt === firstAt ? undefined : secondText(lastAt, wording.timeZone), plain),
    valuesOf('Calls', context.eventNames),
    valuesOf('Services', context.eventSources),
    valuesOf('Addresses', context.sourceIPAddresses),
    valuesOf('Countries', context.countries),
    valuesOf('Known networks', context.networks),
    valuesOf('User agents', context.userAgents),
    valuesOf('Errors', context.errorCodes),
    valuesOf('Resources', finding.resources),
    fact('Rule', finding.ruleId),
    to === undefined ? fact('Finding', finding.id) : { label: 'Finding', values: [{ text: to, href: to }] },
  ];
  return { kind: 'facts', facts: all.filter((one) => one !== undefined) };
}

/** Values of one kind that are shown. */
const SHOWN = 10;

function valuesOf(label: string, values: readonly string[] = []): Fact | undefined {
  const present = values.filter((value) => value !== '');
  if (present.length === 0) return undefined;
  const rest = present.length - SHOWN;
  return { label, values: [...present.slice(0, SHOWN).map(code), ...(rest > 0 ? [plain(`${number(rest)} more`)] : [])] };
}

function fact(label: string, value: string | undefined, style: (text: string) => Inline = code, more = ''): Fact | undefined {
  if (value === undefined || value === '') return undefined;
  return { label, values: [style(value), ...(more === '' ? [] : [plain(more)])] };
}

function whatToDo(finding: Finding, { response }: AlertRule): Block[] {
  const lookup = lookupCommand(finding);
  const steps = response === undefined ? [] : readMarkdown(fillPlaceholders(response, finding));
  const look: Block[] =
    lookup === undefined ? [] : [paragraph(plain('The first event, in full:')), { kind: 'code', text: lookup }];
  return steps.length + look.length === 0 ? [] : [heading('What to do now'), ...steps, ...look];
}

function background({ attack }: Finding, { description, falsePositives = [], references = [] }: AlertRule): Block[] {
  const links = [...attack.slice(0, SHOWN).map(attackLink), ...references.slice(0, SHOWN).map((one) => link(one, one))];
  return [
    ...(description === undefined || description === '' ? [] : [heading('About this rule'), ...readMarkdown(description)]),
    ...listed('May be harmless', falsePositives.map(plain)),
    ...listed('To read on', links),
  ];
}

function listed(title: string, inlines: readonly Inline[]): Block[] {
  if (inlines.length === 0) return [];
  return [heading(title), { kind: 'list', ordered: false, items: inlines.slice(0, 2 * SHOWN).map((inline) => [inline]) }];
}

/** Source: ATT&CK's own addresses: techniques, sub-techniques as a level below, tactics. */
function attackLink(id: string): Inline {
  const [, kind, number, sub] = /^(TA|T)(\d{4})(?:\.(\d{3}))?$/.exec(id) ?? [];
  if (kind === undefined) return code(id);
  const path = kind === 'TA' ? `tactics/TA${number}` : `techniques/T${number}${sub === undefined ? '' : `/${sub}`}`;
  return link(`ATT&CK ${id}`, `https://attack.mitre.org/${path}/`);
}
