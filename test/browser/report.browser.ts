import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileTexts } from '../../src/base/escape.cases.ts';
import { DAY } from '../../src/base/units.ts';
import { htmlReport } from '../../src/edges/reports/html-report.ts';
import { sampleReport, sampleRules, sampleStart, sampleUser } from './sample-report.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const missing = !existsSync(executablePath);
if (missing && process.env.CI === undefined) console.warn(`Skipped: no browser at ${executablePath}; name one in CHROMIUM.`);

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page with what it did beyond showing itself. */
interface Opened {
  readonly page: Page;
  readonly dialogs: string[];
  readonly requests: string[];
  /** Those of them that the content security policy stopped. */
  readonly blocked: string[];
  readonly errors: string[];
}

// In CI a missing browser is a failure: the launch says which path it wanted.
describe.skipIf(missing && process.env.CI === undefined)('the HTML report in a browser', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args });
    folder = mkdtempSync(join(tmpdir(), 'trailwatch-report-'));
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  async function open(html: string, { width = 1280, scheme = 'light' as 'light' | 'dark' } = {}): Promise<Opened> {
    const file = join(folder, 'report.html');
    writeFileSync(file, html);
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
    const opened: Opened = { page, dialogs: [], requests: [], blocked: [], errors: [] };
    page.on('dialog', (dialog) => {
      opened.dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => opened.requests.push(request.url()));
    page.on('requestfailed', (request) => {
      if (request.failure()?.errorText === 'csp') opened.blocked.push(request.url());
    });
    page.on('pageerror', (error) => opened.errors.push(error.message));
    page.on('console', (message) => opened.errors.push(message.text()));
    await page.goto(pathToFileURL(file).href);
    return opened;
  }

  const text = (extra: Parameters<typeof sampleReport>[0] = [], limit?: number) =>
    [...htmlReport(sampleReport(extra, limit))].join('');
  const openAll = (page: Page) =>
    page.locator('details').evaluateAll((all) => {
      for (const details of all as unknown as { open: boolean }[]) details.open = true;
    });
  const hostile = hostileTexts.map(([, value], index) => ({
    rule: { ...sampleRules.denied, title: value },
    at: sampleStart + index * 0.6 * DAY,
    who: sampleUser(value),
    name: value,
    service: 's3',
    from: value,
    agent: value,
    error: value,
    request: { [value]: value },
    id: `${index}${value}`,
    region: value,
  }));

  it('runs nothing, asks nothing and loads nothing, whatever the log holds', async () => {
    const { page, dialogs, requests, errors } = await open(text(hostile));
    const title = await page.title();
    await openAll(page);
    await page.mouse.move(300, 300);
    for (const link of await page.locator('nav a').all()) await link.click();
    await page.waitForTimeout(300);
    expect(title).toMatch(/^trailwatch: \d+ findings$/);
    expect(await page.title()).toBe(title);
    expect(dialogs).toEqual([]);
    expect(requests).toEqual([page.url().replace(/#.*/, '')]);
    expect(errors).toEqual([]);
    expect(await page.locator('script, img, iframe, link, object, embed, base, form, input, video, audio').count()).toBe(0);
    await page.close();
  });

  it('shows hostile values as text', async () => {
    const { page } = await open(text(hostile));
    await openAll(page);
    const shown = await page.locator('body').textContent();
    for (const expected of [
      '<script>document.title="run"</script>',
      '\\x1b[2J\\x1b[H',
      'user-\\u202egnp.exe\\u202c',
      `=cmd|' /C calc'!A0`,
    ]) {
      expect(shown).toContain(expected);
    }
    await page.close();
  });

  it('would run and load nothing even if markup slipped through', async () => {
    const slipped =
      '<script>document.title="run"</script><img src="https://192.0.2.1/x.png" onerror="alert(1)"><iframe src="https://192.0.2.1/"></iframe>';
    const { page, dialogs, requests, blocked } = await open(text().replace('<main>', `<main>${slipped}`));
    await page.waitForTimeout(300);
    expect(await page.title()).toMatch(/^trailwatch:/);
    expect(dialogs).toEqual([]);
    expect(blocked).toContain('https://192.0.2.1/x.png');
    // The browser names what it was asked for, and that its policy kept it from going out.
    expect(requests.filter((url) => url.startsWith('http'))).toEqual(blocked);
    await page.close();
  });

  it.each([320, 400, 768, 1280])(
    'needs no sideways scrolling at %i pixels, all opened and hostile values in it',
    async (width) => {
      const { page } = await open(text(hostile), { width });
      await openAll(page);
      expect(await page.locator('html').evaluate((root) => root.scrollWidth)).toBe(width);
      await page.close();
    },
  );

  it.each(['light', 'dark'] as const)('has enough contrast in the %s scheme', async (scheme) => {
    const { page } = await open(text(), { scheme });
    await openAll(page);
    expect(await page.locator('body *').evaluateAll(lowContrast)).toEqual([]);
    await page.close();
  });

  it('looks different in the dark scheme', async () => {
    const background = async (scheme: 'light' | 'dark') => {
      const { page } = await open(text(), { scheme });
      const color = await page
        .locator('body')
        .evaluate((body) => body.ownerDocument.defaultView!.getComputedStyle(body).backgroundColor);
      await page.close();
      return color;
    };
    expect(await background('dark')).not.toBe(await background('light'));
  });

  it('opens a finding when it is followed from the timeline', async () => {
    const { page } = await open(text());
    const link = page.locator('.timeline a').nth(5);
    const target = (await link.getAttribute('href'))!.slice(1);
    expect(await page.locator(`[id="${target}"]`).isVisible()).toBe(false);
    await link.click();
    await page.locator(`[id="${target}"]`).waitFor({ state: 'visible' });
    await page.close();
  });

  it('has one main heading, no level left out, and a header for every column', async () => {
    const { page } = await open(text());
    const levels = await page.locator('h1, h2, h3, h4').evaluateAll((all) => all.map((heading) => Number(heading.tagName[1])));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (let i = 1; i < levels.length; i++) expect(levels[i]! - levels[i - 1]!).toBeLessThanOrEqual(1);
    const tables = await page
      .locator('table')
      .evaluateAll((all) =>
        all.map((table) => [
          table.querySelectorAll('thead th[scope=col]').length,
          table.querySelector('tbody tr')?.children.length ?? 0,
        ]),
      );
    for (const [heads, cells] of tables) expect(heads).toBe(cells);
    await page.close();
  });

  it.each([400, 1280])('keeps the dates of the plot inside its frame and apart at %i pixels', async (width) => {
    const { page } = await open(text(), { width });
    const frame = (await page.locator('.frame').boundingBox())!;
    let end = frame.x - 1;
    for (const label of await page.locator('.dates span').all()) {
      const box = await label.boundingBox();
      if (box === null) continue;
      expect(box.x).toBeGreaterThan(end);
      end = box.x + box.width;
    }
    expect(end).toBeLessThanOrEqual(frame.x + frame.width + 1);
    await page.close();
  });

  it('prints the findings opened, without the navigation', async () => {
    const { page } = await open(text());
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.finding .summary').first().isVisible()).toBe(true);
    expect(await page.locator('nav').isVisible()).toBe(false);
    await page.close();
  });

  it('draws one bar for each part of a day, as high as its count', async () => {
    const { page } = await open(text());
    const bars = await page.locator('.plot g').evaluateAll((groups) =>
      groups.map((group) => ({
        said: group.querySelector('title')!.textContent!,
        height: [...group.querySelectorAll('rect:not(.hit)')].reduce((sum, rect) => sum + rect.getBoundingClientRect().height, 0),
      })),
    );
    const unit = Math.min(...bars.map(({ height }) => height));
    for (const { said, height } of bars) {
      const count = [...said.replace(/^.*?: /, '').matchAll(/\d+/g)].reduce((sum, [number]) => sum + Number(number), 0);
      expect(height / unit).toBeCloseTo(count, 1);
    }
    await page.close();
  });

  it('shows three hundred of more findings, and says so', async () => {
    const many = Array.from({ length: 400 }, (_, i) => ({
      rule: sampleRules.trail,
      at: sampleStart + i * 1.7 * 3_600_000,
      who: sampleUser(`user-${i}`),
      name: 'StopLogging',
      service: 'cloudtrail',
      from: '192.0.2.9',
    }));
    const { page } = await open(text(many, 300));
    expect(await page.locator('article').count()).toBe(300);
    expect(await page.locator('.notices').textContent()).toContain('300 of 434 findings are shown in detail');
    await page.close();
  });
});

/** The little of the browser's types that is needed here: the project is compiled without them, so that no code of ours uses a page. */
interface PageElement {
  readonly tagName: string;
  readonly className: string;
  readonly parentElement: PageElement | null;
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string | null }>;
  readonly ownerDocument: {
    readonly defaultView: {
      getComputedStyle(element: PageElement): { readonly color: string; readonly backgroundColor: string };
    };
  };
  closest(selector: string): PageElement | null;
  checkVisibility(): boolean;
}

/** Runs in the page: every text whose contrast with what is behind it is under 4.5 to 1 (WCAG 2.2, 1.4.3). */
function lowContrast(elements: unknown): string[] {
  const parse = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const styleOf = (element: PageElement) => element.ownerDocument.defaultView.getComputedStyle(element);
  const luminance = ([r, g, b]: number[]) => {
    const [x, y, z] = [r!, g!, b!].map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * x! + 0.7152 * y! + 0.0722 * z!;
  };
  const behind = (element: PageElement): number[] => {
    for (let at: PageElement | null = element; at !== null; at = at.parentElement) {
      const color = parse(styleOf(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const low = new Set<string>();
  for (const element of elements as PageElement[]) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent!.trim() !== '');
    if (!hasText || element.closest('title, style') !== null || !element.checkVisibility()) continue;
    const [a, b] = [luminance(parse(styleOf(element).color)), luminance(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.add(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
  }
  return [...low];
}
