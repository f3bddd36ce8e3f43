/** What one match reports to a metric of an alarm, as an item of a unit carries it. `isDefault`: the metric's default value. */
export function sampleText(metric: number, value: number, isDefault: boolean): string {
  return `${metric}${isDefault ? '~' : '='}${value}`;
}

export function parseSample(text: string): [metric: number, isDefault: boolean, value: number] {
  const at = text.search(/[=~]/);
  return [Number(text.slice(0, at)), text[at] === '~', Number(text.slice(at + 1))];
}
