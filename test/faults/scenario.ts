// One fault: what is done to the product, how often, and what must hold afterwards. Each file beside this one exports some;
// `run.ts` runs them side by side, each in a process of its own, and prints one table.
export interface Scenario {
  /** Short and stable, as in `npm run test:faults -- disk-full`. */
  name: string
  /** Its row in docs/faults.md: F1 to F24. */
  row: string
  /** One sentence: what is done, and what must hold. */
  what: string
  /** How often: in every `npm test` (0: not there), in `npm run test:faults`, and with `--nightly`. */
  counts: { smoke: number; ci: number; nightly: number }
  /** What it takes at the count of CI, so that what mostly waits can run side by side. */
  takes: Cost
  /** Why it cannot run here (no tmpfs, no Dovecot); null when it can. */
  cannotRun?(): Promise<string | null>
  run(context: FaultContext): Promise<Verdict>
}

export interface Cost {
  /** Of the processors, on average: 0.2 for what waits, 1 for what computes. More than there are: it has the machine to itself. */
  cores: number
  /** On a quiet machine with two; those that take longest begin first. */
  seconds: number
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
