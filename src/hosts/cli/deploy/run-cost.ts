import { forTerminal, toJsonLine } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import { exitCodes } from '../exit-codes.ts';
import { inColumns } from '../output/in-columns.ts';
import { assumptions, type Estimate, estimateCost } from './estimate.ts';
import { prices, pricesAsOf, pricesRegion } from './prices.ts';
import { colorsFor } from '../colors.ts';

const pc = colorsFor(process.stdout);

export interface CostFlags {
  readonly eventsPerDay: number;
  readonly dataEvents: number;
  readonly accounts: number;
  readonly retentionDays: number;
  readonly logDays: number;
  readonly arch: 'arm64' | 'x86_64';
  readonly memory: number;
  readonly fastPath: boolean;
  readonly kms?: boolean;
  readonly region: string;
  readonly format: 'table' | 'json';
}

/** @throws {Problem} CLI_USAGE */
export function runCost(flags: CostFlags): number {
  const { eventsPerDay, dataEvents: dataEventsPerDay, arch: architecture, kms = false, region, format, ...rest } = flags;
  if (!(flags.memory >= 128 && flags.memory <= 10_240)) {
    throw new Problem('CLI_USAGE', `--memory ${flags.memory} is not possible`, { hint: 'Lambda has 128 to 10240' });
  }
  if (!(flags.accounts >= 1)) throw new Problem('CLI_USAGE', '--accounts must be at least 1');
  const input = { ...rest, eventsPerDay, dataEventsPerDay, architecture, kms };
  const estimate = estimateCost(input);
  const elsewhere = region === pricesRegion ? undefined : `the prices are those of ${pricesRegion}: ${region} has others`;
  if (format === 'json') {
    const { lines, usd, ...more } = estimate;
    process.stdout.write(
      `${toJsonLine({ usdPerMonth: usd, pricesAsOf, pricesRegion, input, lines, ...more, assumptions, prices })}\n`,
    );
  } else {
    process.stdout.write(table(estimate));
  }
  if (elsewhere !== undefined) process.stderr.write(`trailwatch: ${forTerminal(elsewhere)}\n`);
  return exitCodes.OK;
}

function table({ lines, usd, messagesPerSecond, busyProcessors }: Estimate): string {
  const row = (service: string, what: string, quantity: string, cost: string, formula: string) =>
    `${inColumns(service, 11)} ${inColumns(what, 18)} ${inColumns(quantity, 20, 'right')} ${inColumns(cost, 13, 'right')}  ${formula}\n`;
  return [
    pc.bold(row('service', 'what', 'a month', 'US$ a month', 'formula').trimEnd()),
    '\n',
    ...lines.map((line) =>
      row(
        line.service,
        line.what,
        `${amount(line.quantity)} ${shortUnits[line.unit] ?? ''}`.trimEnd(),
        dollars(line.usd),
        pc.dim(line.formula),
      ),
    ),
    pc.bold(row('all', '', '', dollars(usd), '').trimEnd()),
    `\n\n${amount(messagesPerSecond)} messages a second, ${amount(busyProcessors)} processors busy on average.\n`,
    `List prices of ${pricesRegion}, ${pricesAsOf}, without free tier and discounts. --format json has prices and assumptions.\n`,
  ].join('');
}

const shortUnits: Readonly<Record<string, string>> = {
  GB: 'GB',
  'GB-month': 'GB',
  'GB-second': 'GB-s',
  'write unit': 'WU',
  'read unit': 'RU',
};

/** `1,234`, `12.3 M`. */
function amount(value: number): string {
  if (value >= 1e9) return `${trimmed(value / 1e9)} G`;
  if (value >= 1e6) return `${trimmed(value / 1e6)} M`;
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : trimmed(value);
}

const trimmed = (value: number) => value.toLocaleString('en-US', { maximumSignificantDigits: 3 });

function dollars(value: number): string {
  return value < 0.005 ? '< 0.01' : value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
