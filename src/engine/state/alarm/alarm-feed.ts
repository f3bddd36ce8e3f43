import { isoTime } from '../../../base/iso-time.ts';
import type { EpochMs } from '../../../base/units.ts';
import type { SeriesInput } from '../../../model/series.ts';
import type { Unit } from '../units.ts';

/**
 * What an alarm says to the composite alarms over it: look again. What it has become is in its own cell, which they read.
 * @param version of that cell: the same change is told once
 */
export function alarmFeed({ rule }: Unit, version: number, at: EpochMs): SeriesInput {
  const name = JSON.stringify([rule.id, 'state', version]);
  return {
    ruleId: rule.id,
    eventId: name,
    at,
    values: {},
    record: {
      ruleId: rule.id,
      title: rule.title,
      severity: rule.severity,
      eventId: name,
      eventTime: isoTime(at),
      eventSource: '',
      eventName: '',
      awsRegion: '',
      account: '',
      actor: '',
      sourceIPAddress: '',
      userAgent: '',
      errorCode: '',
      attack: rule.attack,
      file: '',
    },
    resources: [],
    crossing: { first: true, weight: 1, change: 1, name, events: [] },
  };
}
