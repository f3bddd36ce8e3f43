import type { AlarmState, MissingTreatment } from '../../../model/alarm.ts';

type Verdict = AlarmState | 'retain';

/** A row of a table: points oldest first (`0` not breaching, `X` breaching, `-` missing), and the verdict for each treatment. */
export interface TableRow {
  readonly name: string;
  readonly points: string;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly verdicts: Readonly<Record<MissingTreatment, Verdict>>;
}

const row = (
  name: string,
  points: string,
  [datapointsToAlarm, evaluationPeriods]: readonly [number, number],
  [missing, ignore, breaching, notBreaching]: readonly Verdict[],
): TableRow => ({
  name,
  points,
  evaluationPeriods,
  datapointsToAlarm,
  verdicts: { missing: missing!, ignore: ignore!, breaching: breaching!, notBreaching: notBreaching! },
});

const NONE = 'INSUFFICIENT_DATA';

/**
 * The tables of the CloudWatch User Guide, "How alarm state is evaluated when data is missing" (columns MISSING, IGNORE, BREACHING, NOT
 * BREACHING), what "Avoiding premature transitions to alarm state" says beside them, and rows that earlier editions had.
 */
export const documentedTables: readonly TableRow[] = [
  row('3 of 3: three real points, one is good', '0-X-X', [3, 3], ['OK', 'OK', 'OK', 'OK']),
  row('3 of 3: one good point, and nothing since', '0----', [3, 3], ['OK', 'OK', 'OK', 'OK']),
  row('3 of 3: nothing at all', '-----', [3, 3], [NONE, 'retain', 'ALARM', 'OK']),
  row('3 of 3: the three latest real points breach', '0XX-X', [3, 3], ['ALARM', 'ALARM', 'ALARM', 'ALARM']),
  row('3 of 3: one breach three periods ago is old enough', '--X--', [3, 3], ['ALARM', 'retain', 'ALARM', 'OK']),
  row('2 of 3: two of the three latest real points breach', '0-X-X', [2, 3], ['ALARM', 'ALARM', 'ALARM', 'ALARM']),
  row('2 of 3: nothing is missing, older points do not count', '00X0X', [2, 3], ['ALARM', 'ALARM', 'ALARM', 'ALARM']),
  row('2 of 3: a good point speaks against one breach', '0-X--', [2, 3], ['OK', 'OK', 'ALARM', 'OK']),
  row('2 of 3: one good point', '----0', [2, 3], ['OK', 'OK', 'ALARM', 'OK']),
  row('2 of 3: one breach two periods ago is old enough', '---X-', [2, 3], ['ALARM', 'retain', 'ALARM', 'OK']),
  // Beside the tables.
  row('3 of 3: a first breach may be followed by a good point', '----X', [3, 3], [NONE, 'retain', 'ALARM', 'OK']),
  row('3 of 3: and still may, one period later', '---X-', [3, 3], [NONE, 'retain', 'ALARM', 'OK']),
  row('3 of 3: it was followed by a good point', '---X0', [3, 3], ['OK', 'OK', 'OK', 'OK']),
  row('3 of 3: after a gap as well', '--X-0', [3, 3], ['OK', 'OK', 'OK', 'OK']),
  // Earlier editions of the tables.
  row('3 of 3: a breach at the far end of the range', 'X----', [3, 3], ['ALARM', 'retain', 'ALARM', 'OK']),
  row('2 of 3: a first breach', '----X', [2, 3], [NONE, 'retain', 'ALARM', 'OK']),
];

/**
 * The guide's figure ("Alarm evaluation"), 3 of 3, the threshold is three units: above it in the first five periods and in the ninth. ALARM
 * from the third to the fifth period, OK from the sixth on.
 */
export const documentedFigure = {
  values: [4, 4, 4, 4, 4, 2, 2, 2, 4, 2],
  threshold: 3,
  changes: [
    { period: 3, to: 'ALARM' },
    { period: 6, to: 'OK' },
  ],
} as const;
