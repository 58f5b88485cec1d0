// Why a mail was refused: one list of reasons, read from the words of the refusing server, then from its codes.
// Words first: servers use the right enhanced status (RFC 3463) far less often than a clear sentence.

type Reason = (typeof CLEAR)[number][0] | (typeof VAGUE)[number][0] | (typeof OTHERS)[number]

const OTHERS = ['feedback', 'delivered', 'undefined'] as const

/**
 * Phrases in lower case, blanks folded; the first row that has one of its phrases in the refusal wins.
 */
const CLEAR = [
  [
    'requireptr',
    `reverse dns|ptr record|no ptr|rdns|reverse lookup|cannot find your reverse hostname|cannot find your hostname|
    client host rejected: cannot find|no reverse|fix reverse|missing ptr|forward-confirmed|unresolvable ip|mismatches client ip|
    dns ptr|ip name lookup failed|domain name lookup failed for|without a valid ptr|ip does not resolve|does not resolve to your`,
  ],
  [
    'notcompliantrfc',
    `rfc 5322|rfc5322|rfc 2822|rfc2822|rfc-compliant|not compliant|multiple addresses in from|messages with multiple|multiple from`,
  ],
  [
    'contenterror',
    `duplicate header|malformed|bare lf|bare line feed|improper mime|invalid header|bad header|line too long|header field`,
  ],
  [
    'authfailure',
    `dmarc|unauthenticated email|authentication information|sender policy framework|(spf)|spf check|spf fail|failed spf|fail the spf|
    spf validation|spf record|spf reject|spf authentication|openspf|spf:|dkim fail|dkim check|dkim verif|dkim signature|dkim:|authentication checks|not authorized to send from`,
  ],
  [
    'mailboxfull',
    `mailbox full|mailbox is full|mailbox exceed|over quota|overquota|over the quota|quota exceeded|exceeded quota|out of storage|
    out of quota|quota exceed|exceeded storage|exceed the quota|storage quota|storage allocation|mailfolder is full|inbox is full|account is full|user is over|
    mailbox size limit|insufficient disk quota|disk quota|user has exceeded|mail box full|not enough space in|too much mail data|has exhausted|no space left for user|
    maximum storage|mailbox quota|over its disk|recipientquota|mailboxfull|is over quota|mail quota|not enough storage space|exceeded his|exceeded their|exceeded its|
    full mailbox|mailbox is over|boîte pleine|boite aux lettres pleine|postfach voll|buzón lleno|buzon lleno|casella piena|mailbox vol`,
  ],
  [
    'mesgtoobig',
    `message too big|message too large|message size exceeds|exceeds size limit|exceeds maximum|message file too big|
    size limit exceeded|message length exceeds|larger than the|max message size|message header size|exceeded max message|message is too large|
    exceeds the maximum|too big for|maximum message size|exceed the maximum size|message size limit`,
  ],
  ['exceedlimit', `sendsizelimit|recipsizelimit|maximum value for recipient|message too long`],
  ['virusdetected', `virus|malware|infected|trojan|phishing attachment|dangerous attachment|antivirus`],
  [
    'toomanyconn',
    `too many connections|too many concurrent|concurrent connections|connection limit|maximum number of connections|connection rate limit|
    too many sessions|max number of connections|simultaneous connections|too many open connections|number of concurrent|too many recipients|connection frequency`,
  ],
  [
    'speeding',
    `too many messages|rate limit|ratelimit|rate-limit|message rate|sending too fast|too much mail|throttl|slow down|mail sending frequency|
    exceeded the maximum number of messages|exceeded the rate|too many emails|unusual rate|receiving mail at a rate|limit exceeded for|frequency limited`,
  ],
  [
    'badreputation',
    `bad reputation|poor reputation|low reputation|reputation of|ip reputation|domain reputation|senderscore|sender score|email reputation|
    reputation score|unexpected volume or user complaints`,
  ],
  ['onhold', `on hold|pending approval|awaiting moderation`],
  [
    'norelaying',
    `relay not permitted|relaying denied|unable to relay|relay access denied|relaying not allowed|not permitted to relay|relay denied|mail relay|
    no relaying|relaying is prohibited|relay is not|relay operation|not allowed to relay|relay prohibited|not a gateway|relaying mail|cannot relay|won't relay|
    that domain isn't in my list|that domain isn't in the list of allowed|relay not allowed`,
  ],
  [
    'spamdetected',
    `spam message|considered spam|detected as spam|identified as spam|spam content|classified as spam|likely spam|looks like spam|spam detected|
    is spam|was spam|spam score|spam-like|spamlike|unsolicited|junk mail|high spam|spamassassin|rejected as spam|reject spam|spam mail|bulk email|spam rejected|
    (spam)|- spam|blocked by spam|suspected spam|possible spam|may be spam|as spam|mail rejete. mail rejected|blacklisted url|uribl|surbl|content rejected|spam or `,
  ],
  [
    'blocked',
    `blacklist|black list|blocklist|block list|blocked using|blocked by| rbl|dnsbl|spamhaus|spamcop|barracuda|is listed in|was listed|listed at|
    your host|your mail server|from your network|ip address is|banned|client host|connection refused by|not accept mail from this|no access from mail server|ip is blocked|
    not allowed to connect|connections from|messages from|refused your connection|bad sender ip|server access forbidden|access from ip|is on our block|go away|
    temporarily deferred due to|sender ip must|hosts without|dynamic ip|dialup|dial-up|dynamically|residential|invalid ip|rejecting connections|blocked - see|
    service unavailable; client|smtp server of your isp|refused to talk to me|mail from your|your ip |from [|network blocked`,
  ],
  [
    'rejected',
    `sender rejected|sender was rejected|sender address rejected|rejected sender|sender is not|invalid sender|bad sender|sender domain|sender verify|domain of sender|
    sender denied|your sender|your email address|sender email|envelope sender|sender address|unroutable sender|purported responsible|unverified address|unauthorized sender|
    restricted to|only members|permission to post|groups.google|does not accept messages from|may not be accepting|recipnotauth|closed mailing list`,
  ],
  ['hasmoved', `has moved|has been moved|address has changed|recipient has changed|has been replaced by|new address`],
  [
    'notaccept',
    `null mx|nullmx|does not accept mail|does not accept email|do not accept mail|not accepting mail|no mail service|accepts no mail|indicated no smtp service|
    doesn't accept mail|domain does not receive mail|host does not accept|not configured to accept mail|couldn't find a mail exchanger`,
  ],
  [
    'suspend',
    `account suspended|is suspended|been suspended|user suspended|mailbox suspended|currently suspended|account is locked|account disabled|mailbox disabled|recipient disabled|disabled recipient|is disabled|has been disabled|account inactive|
    inactive mailbox|inactive account|inactive on|is inactive|is not active|no longer active|deactivated|is frozen|user is inactive|temporarily disabled|expired account|
    boite du destinataire archivee|archivee|inactive user|blocked account|currently disabled|been inactive`,
  ],
  [
    'networkerror',
    `connection lost|lost connection|connection closed|hop count|too many hops|mail loop|loops back|loop detected|routing loop|mail forwarding loop|too many received|maximum hop|
    network error|no route to host|network is unreachable|connection reset|host unreachable|network unreachable|dns query failed|host not found, try again|
    host name lookup failure|malformed or unexpected name server|all mxs for|unable to route|mail server loop|dns lookup failed|too many mail hops`,
  ],
  [
    'hostunknown',
    `dns lookup failure: host|host unknown|unknown host|host not found|domain not found|domain does not exist|no such domain|unknown domain|name or service not known|nxdomain|
    domain name not found|domain isn't|no route to domain|no such host|illegal host|host or domain name not found|
    couldn't find any host|can't find host|domain is not reachable|domain must|invalid domain|bad destination host|unrouteable mail domain|
    all relevant mx records point to non-existent|no valid hosts|host was not found|because the domain|address couldn't be found, or`,
  ],
  [
    'userunknown',
    `user unknown|unknown user|no such user|user not found|unknown recipient|recipient unknown|no such recipient|does not exist|doesn't exist|
    no such person|no mailbox here|invalid recipient|invalid mailbox|unknown mailbox|no such mailbox|mailbox not found|recipient not found|recipientnotfound|
    mailbox unavailable|not a valid mailbox|unknown address|address unknown|no such address|unrouteable|unroutable|unknown local part|unknown local-part|
    not listed in|not a known user|no user with|bad destination mailbox|address not found|no valid recipients|undeliverable address|ディレクトリには見つかりません|
    unknown account|there is no one|not known here|isn't known|no such account|unknown or illegal alias|unknown alias|is not a known|not a valid user|not a user|
    invalid user|invalid address|unknown or invalid|is unknown|doesn't have a|does not have a|adr.exrecipnotfound|recipient address rejected: access denied|
    usuario no existe|destinataire inconnu|adresse inconnue|empfänger unbekannt|不存在|no longer valid|nonexistent|non-existent|user is unknown|this user|no longer available`,
  ],
  [
    'systemfull',
    `system full|insufficient system storage|disk full|no space left|insufficient storage|out of disk|low on space|insufficient system resources`,
  ],
  [
    'systemerror',
    `system error|internal error|internal server error|local configuration|configuration error|server error|local problem|ldap|alias loop|
    cannot open|can't create|lookup failure|server is down|database|permission denied|loadavg|software error|service currently unavailable|
    service temporarily|unexpected failure|service refuse`,
  ],
  [
    'mailererror',
    `mailer error|exit status|exit code|exited with|x-unix|error running|pipe to|procmail|command died|delivery agent|return code|child process|
    command line|process failed|command output|command failed|temporary failure. command|local delivery failed`,
  ],
  [
    'policyviolation',
    `policy|policies|violat|you have tried to send|terms of service|message rejected due to|administrative prohibition|potential security issue|
    content presents a potential|illegal attachment|prohibited attachment|blocked attachment|attachment type|executable content|not acceptable`,
  ],
  [
    'expired',
    `timed out|time out|timeout|retry time|too long|expired|not been delivered|delivery time|giving up|could not connect|cannot connect|unable to connect|
    connection refused|couldn't connect|delivery attempts|has been delayed|will be retried|will keep trying|still trying|requests to connect|failed 20 attempts|
    warning message only|could not be delivered within|undeliverable for|maxtries|resources temporarily|did not respond|not responding|isn't responding|connect to|
    delivery delayed|no answer from host|attempts:|could not find a gateway|in the queue|socket error|dns error`,
  ],
  [
    'filtered',
    `filtered|filter|rule imposed|rejected by the recipient|refused by the recipient|user rejected|user refuse|refused to accept|mail is refused|
    blocked by recipient|user has blocked|extended inactivity|content restrict`,
  ],
  ['failedstarttls', `starttls|tls required|tls negotiation|encryption required`],
  [
    'syntaxerror',
    `syntax error|unrecognized command|command not recognized|bad sequence|sequence of commands|unknown command|command not implemented|need rcpt`,
  ],
  ['contenterror', `mime|8bit|8-bit|smtputf8|content error|message content|conversion`],
] as const

/** What means something only when nothing clearer was said anywhere. */
const VAGUE = [
  [
    'securityerror',
    `security|authentication required|authentication failed|not authorized|unauthorized|authentication credentials|access rights|access denied|
    bad authentication|invalid credentials|unauthenticated|email not sent`,
  ],
  [
    'userunknown',
    `recipient address rejected|recipient rejected|address rejected|not found|not valid|not exist|bad address|unknown|cannot be found|inconnu`,
  ],
  ['spamdetected', `spam`],
  ['blocked', `your ip|is blocked|you are not allowed|client host rejected`],
  ['rejected', `not allowed to send|are not allowed|sender`],
] as const

/** By enhanced status, for refusals whose words say nothing; the detail `.0` of a subject stands for all of it. */
const BY_STATUS: Record<string, Reason> = {
  '1.0': 'rejected',
  '1.1': 'userunknown',
  '1.2': 'hostunknown',
  '1.3': 'userunknown',
  '1.4': 'userunknown',
  '1.6': 'hasmoved',
  '1.7': 'rejected',
  '1.8': 'rejected',
  '1.9': 'systemerror',
  '1.10': 'notaccept',
  '2.0': 'filtered',
  '2.1': 'filtered',
  '2.2': 'mailboxfull',
  '2.3': 'exceedlimit',
  '2.4': 'filtered',
  '3.0': 'mailererror',
  '3.1': 'systemfull',
  '3.2': 'notaccept',
  '3.3': 'systemerror',
  '3.4': 'mesgtoobig',
  '3.5': 'systemerror',
  '4.1': 'expired',
  '4.2': 'networkerror',
  '4.3': 'systemerror',
  '4.4': 'hostunknown',
  '4.5': 'systemerror',
  '4.6': 'networkerror',
  '4.7': 'expired',
  '4.8': 'networkerror',
  '5.0': 'mailererror',
  '5.1': 'syntaxerror',
  '5.2': 'syntaxerror',
  '5.3': 'exceedlimit',
  '5.4': 'syntaxerror',
  '5.5': 'syntaxerror',
  '6.0': 'contenterror',
  '6.1': 'contenterror',
  '6.2': 'contenterror',
  '6.3': 'contenterror',
  '6.9': 'contenterror',
  '7.0': 'securityerror',
  '7.1': 'securityerror',
  '7.2': 'securityerror',
  '7.3': 'securityerror',
  '7.4': 'securityerror',
  '7.7': 'securityerror',
  '7.8': 'securityerror',
  '7.9': 'policyviolation',
  '7.13': 'suspend',
  '7.20': 'authfailure',
  '7.21': 'authfailure',
  '7.22': 'authfailure',
  '7.23': 'authfailure',
  '7.24': 'authfailure',
  '7.25': 'requireptr',
  '7.26': 'authfailure',
  '7.27': 'notaccept',
  '7.28': 'speeding',
  '7.29': 'authfailure',
}
/** Statuses so exact that words do not overrule them. */
const EXACT = new Set(['1.2', '1.6', '2.2', '2.3', '3.4', '7.13', '7.25', '7.26'])
const HARD = new Set<Reason>(['userunknown', 'hostunknown', 'hasmoved', 'notaccept'])

type Row = { reason: Reason; phrases: string[] }
const rows = (table: readonly (readonly [Reason, string])[]): Row[] =>
  table.map(([reason, phrases]) => ({
    reason,
    phrases: phrases.split('|').map((phrase) => phrase.replace(/^\s+/, '')),
  }))
const clear = rows(CLEAR)
const vague = rows(VAGUE)

export interface Refusal {
  /** The refusing server's words, as they were. */
  diagnostic: string
  /** What the reporting system says around them. */
  context?: string
  status: string | null
  replyCode: string | null
  /** The last SMTP command before it, when known: a recipient refused after DATA was filtered, not unknown. */
  command: 'MAIL' | 'RCPT' | 'DATA' | null
}

export function reasonOf(refusal: Refusal): Reason {
  const { status, replyCode, command } = refusal
  const detail = status?.slice(2) ?? ''
  if (EXACT.has(detail)) return BY_STATUS[detail] ?? 'undefined'
  const texts = [refusal.diagnostic, refusal.context ?? ''].map(bare)
  const said = inWords(clear, texts) ?? inWords(vague, texts)
  if (said === 'userunknown' && command === 'DATA') return 'filtered'
  if ((said === 'userunknown' || said === 'hostunknown') && command === 'MAIL') return 'rejected'
  if (said) return said
  if (command === 'MAIL') return 'rejected'
  const byStatus = BY_STATUS[detail]
  if (byStatus) return byStatus
  if (status?.startsWith('4')) return 'expired'
  if (command === 'DATA' && replyCode?.startsWith('5')) return 'filtered'
  return replyCode === '550' && command === 'RCPT' ? 'userunknown' : 'undefined'
}

/** Addresses and links are taken out first: their letters are names, and names say anything. */
function bare(text: string): string {
  return text
    .slice(0, 8000)
    .toLowerCase()
    .replace(/https?:\/\/([^\s/]{1,200})\S*/g, '$1')
    .replace(/[^\s<>@()"']{1,200}@[^\s<>@()"',;:]{1,200}/g, '')
    .replace(/\s+/g, ' ')
}

function inWords(table: Row[], texts: string[]): Reason | null {
  for (const text of texts) {
    const row = table.find(({ phrases }) => phrases.some((phrase) => text.includes(phrase)))
    if (row) return row.reason
  }
  return null
}

/** Hard means: writing to this address again is useless. */
export function isHard(reason: Reason): boolean {
  return HARD.has(reason)
}
