// Bugs that lose or double mail, planted in the real product while it is loaded or while it talks to the database. If the harness
// does not notice them it proves nothing. The first of the classic five, 250 before the commit, is `early-250.ts`.

export interface Mutant {
  what: string
  /** Lines of the product, exchanged as the module is loaded; loading fails where they are no longer there. */
  lines?: { file: string; from: string; to: string }[]
  /** The transaction is cut in two here: what it did before this statement is committed by itself, this many ms earlier. */
  cut?: { before: RegExp; after: RegExp; ms: number }
  /** How it is killed: a process that ends, or a machine without power. */
  by: 'kill' | 'power-cut'
}

export const mutants: Record<string, Mutant> = {
  'no-fsync': {
    what: 'a large mail is written and never synced',
    lines: [{ file: 'src/store/blobs/disk.ts', from: '            await written.sync()\n', to: '' }],
    by: 'power-cut',
  },
  'two-transactions': {
    what: 'raw mail is committed first, its work item later',
    lines: [
      {
        file: 'src/flows/intake/accept.ts',
        from: "await store.single({ patience: limits.patience.mail }, statement, ['intake'])",
        to: `const put = (name, head, rows) => store.transact({ actorId: null }, (tx) => insertRows(tx, { name, head }, rows))
        await put('raw-put', PUT, ready.map((one) => one.row))
        await new Promise((go) => setTimeout(go, 80))
        await put('intake-put', INTAKE, ready.map((one) => intakeRow(one, now)))`,
      },
    ],
    by: 'kill',
  },
  'cursor-first': {
    what: 'the cursor of a mailbox is committed first, its mails later',
    cut: { after: /^update "mailbox" set "uid_validity"/, before: /^insert into raw/, ms: 300 },
    by: 'kill',
  },
  'send-first': {
    what: 'a message is sent before it is committed that it will be',
    lines: [
      {
        file: 'src/flows/reply/deliver.ts',
        from: 'const { claimed, lost } = await store.transact(',
        to: `const { claimed, lost } = await ((who, verb) => store.transact(who, async (tx) => {
        const found = await verb(tx)
        for (const one of found.claimed) begin(one)
        await new Promise((go) => setTimeout(go, 400))
        return found
      }))(`,
      },
      { file: 'src/flows/reply/deliver.ts', from: 'for (const one of claimed) begin(one)', to: '' },
    ],
    by: 'kill',
  },
}
