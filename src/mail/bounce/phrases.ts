// The words in which mail servers refuse, whatever system they are of: the reason each phrase speaks for. What one system alone
// says stands in systems.ts.

/**
 * Phrases in lower case, blanks folded; the first row that has one of its phrases in the refusal wins.
 */
export const CLEAR = [
  ['mailererror', `procmail:|maildrop:|/usr/local/|/usr/bin/|x-unix;|command died with|pipe to`],
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
    too many sessions|max number of connections|simultaneous connections|too many open connections|number of concurrent|too many recipients|connection frequency|frequency limited`,
  ],
  [
    'speeding',
    `too many messages|rate limit|ratelimit|rate-limit|message rate|sending too fast|too much mail|throttl|slow down|mail sending frequency|
    exceeded the maximum number of messages|exceeded the rate|too many emails|unusual rate|receiving mail at a rate|limit exceeded for`,
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
  ['securityerror', `access denied`],
  ['contenterror', `mime|8bit|8-bit|smtputf8|content error|message content|conversion`],
] as const

/** What means something only when nothing clearer was said anywhere. */
export const VAGUE = [
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
