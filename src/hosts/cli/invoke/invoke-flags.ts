/** Of `trailwatch invoke`. */
export interface InvokeFlags {
  readonly event?: string;
  readonly env: readonly string[];
  readonly act?: boolean;
  readonly memory?: boolean;
  readonly timeout: string;
}
