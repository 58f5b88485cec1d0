// One fault: what is done to the product, how often, and what must hold afterwards. Each file beside this one exports some;
// `run.ts` runs them and prints one table.
export interface Scenario {
  /** Short and stable, as in `npm run test:faults -- disk-full`. */
  name: string
  /** One sentence: what is done, and what must hold. */
  what: string
  /** How often: in every `npm test` (0: not there), in `npm run test:faults`, and with `--nightly`. */
  counts: { smoke: number; ci: number; nightly: number }
  /** Why it cannot run here (no tmpfs, no Dovecot); null when it can. */
  cannotRun?(): Promise<string | null>
  run(context: FaultContext): Promise<Verdict>
}

export interface FaultContext {
  count: number
  /** Printed with every failure, so that it can be had again. */
  seed: number
  tell(line: string): void
}

export interface Verdict {
  /** What did not hold, one sentence each. Empty: everything held. */
  broken: string[]
  /** Measured on the way, for the table: `{ acknowledged: 966, lost: 0, 'back after': '1.2 s' }`. */
  figures: Record<string, string | number>
}
