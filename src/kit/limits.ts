// Every limit on what strangers can make us do, in one place. Sizes in bytes, times in milliseconds.

export const limits = {
  /** `bytes`: unless POSTROOM_MESSAGE_MB says otherwise, where mail is brought to us or sent. */
  message: { bytes: 35 * 1024 * 1024, headerBytes: 256 * 1024, parts: 1_000, depth: 50, addresses: 1_000 },
  /** Of computing; `longest` by the clock. After `patience` others no longer wait behind a mail that is being read. */
  parse: { deadline: 10_000, patience: 1_000, longest: 60_000, heapMb: 512 },
  smtp: {
    connections: 500,
    connectionsPerAddress: 20,
    recipients: 100,
    junkCommands: 20,
    commandTimeout: 60_000,
    messageTimeout: 300_000,
    /** Above this share of `connections` the time limits shrink tenfold (Postfix's stress mode). */
    stressAt: 0.8,
  },
  /** How long the database may keep somebody waiting: a mail server hears 451 within 5 s, a browser 503 within twice that. */
  patience: { mail: 4_000, web: 8_000 },
  http: { jsonBytes: 1024 * 1024, uploadBytes: 25 * 1024 * 1024, timeout: 30_000 },
  /** Streams of live events of one person, or of one token. */
  live: { atOnce: 20 },
  /** What one person, or the programs of the desk together, may upload in an hour. */
  upload: { times: 500, bytes: 2 * 1024 * 1024 * 1024 },
  /** Cards that one person's programs may put into Postroom's own address book in an hour: all of a telephone's, and no disk full. */
  cards: { times: 20_000, bytes: 512 * 1024 * 1024 },
  /** Wrong passwords for one login within the window; `perAddress` counts for all logins tried from one address (IPv6: one /64). */
  /** What others answer when Postroom asks them by HTTP. */
  outbound: { bytes: 1024 * 1024, timeout: 15_000, headerBytes: 16 * 1024 },
  /**
   * Images that a mail names; `timeout`: for one from the first connection to its last byte, `steps`: how often their servers may send on.
   * Of the images fetched at once one person's are so many, one sender's so many; `waiting`: of one person, for as long as `patience`.
   */
  image: {
    bytes: 10 * 1024 * 1024,
    timeout: 10_000,
    steps: 3,
    atOnce: 32,
    perPerson: 4,
    perSender: 12,
    waiting: 50,
    patience: 10_000,
  },
  /** What a picture may be when it is drawn, in pixels: the largest takes 160 MB in whoever looks at it. */
  picture: { pixels: 40_000_000, side: 30_000 },
  /** Those that were fetched; `ofMessage`: bytes after which no more are, `again`: so long after one that could not be had. */
  keptImages: { days: 90, bytes: 1024 * 1024 * 1024, ofMessage: 50 * 1024 * 1024, again: 3_600_000 },
  /** Characters of a file of rules. */
  rules: { code: 900_000 },
  /** Of one person, at once. `days`: without a change, then it goes; `remarks`: on one draft; `shownBytes`: of a conversation's, at once. A day after it was sent it is forgotten. */
  drafts: { perPerson: 200, days: 180, remarks: 50, shownBytes: 4_000_000 },
  login: { failures: 10, perAddress: 50, window: 15 * 60_000, hashing: 2, waiting: 30 },
  token: { days: 90, requestsPerMinute: 600 },
} as const
