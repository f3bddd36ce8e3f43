import { type Severity, severityRank } from '../../model/severity.ts';
import type { Notice } from './sink.ts';

/** The alert's, or the worst of a digest; `informational` for an empty one. */
export function worstSeverity(notice: Notice): Severity {
  const alerts = notice.kind === 'digest' ? notice.alerts : [notice.alert];
  return alerts
    .map(({ finding }) => finding.severity)
    .reduce<Severity>((worst, one) => (severityRank(one) > severityRank(worst) ? one : worst), 'informational');
}
