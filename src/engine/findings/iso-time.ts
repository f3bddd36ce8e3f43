export { isoTime } from '../../base/iso-time.ts';
