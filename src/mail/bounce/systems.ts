// What each mail system says in words of its own, and means by them: a line of a table for what the system itself decided,
// without another server's refusal. Read before the general phrases, since here the meaning is known.

import type { Reason } from './reason-names.ts'

interface System {
  name: string
  /** Phrases in lower case, blanks folded, parted by `|`; the first row that has one of them holds. */
  says: (readonly [Reason, string])[]
}

export const SYSTEMS: System[] = [
  {
    name: 'qmail',
    says: [
      [
        'userunknown',
        'no mailbox here by that name|vdeliver: invalid or unknown virtual user|user does not exist, but will deliver',
      ],
      ['hostunknown', `couldn't find any host named|couldn't find any host by that name`],
      ['networkerror', `cname lookup failed|this message is looping|wasn't able to establish an smtp connection`],
      [
        'systemerror',
        `best-preference mx or a for that host|it isn't in my control/locals|unable to switch to home directory|home directory is|qmail-local|out of memory. (#`,
      ],
      ['mailboxfull', 'account is over quota|user over quota|mailbox is over quota'],
      ['mesgtoobig', 'system size limit'],
      ['rejected', 'but sender was rejected'],
      ['blocked', 'but my name was rejected|but greeting failed'],
      [
        'notaccept',
        `couldn't find a mail exchanger or ip address|message has wrong owner|sorry, your envelope recipient is in my badrcptto`,
      ],
    ],
  },
  {
    name: 'Exim',
    says: [
      [
        'mailererror',
        'local delivery failed|child process of|transport returned|the following text was generated during the delivery attempt',
      ],
      [
        'expired',
        'retry timeout exceeded|retry time not reached|no action is required on your part. delivery attempts will continue',
      ],
      [
        'hostunknown',
        'all host address lookups failed permanently|all relevant mx records point to non-existent hosts|no such domain or no mx',
      ],
      ['notaccept', 'an mx or srv record indicated no smtp service'],
      [
        'systemerror',
        'lowest numbered mx record points to local host|host lookup did not complete|failed to expand|retry defer|smtp authentication required by host',
      ],
      ['networkerror', `too many "received" headers|all hosts for|have been failing for a long time`],
      [
        'syntaxerror',
        'angle-brackets nested too deep|expected word or "<"|domain missing in source-routed address|syntax error in mailbox address',
      ],
      ['contenterror', 'too many headers'],
    ],
  },
  {
    name: 'Postfix',
    says: [
      ['networkerror', 'host not found, try again|loops back to myself|too many hops|mail forwarding loop for'],
      [
        'hostunknown',
        'name service error for name=|host or domain name not found|unable to look up host|name service error for domain',
      ],
      [
        'userunknown',
        'user unknown in virtual|user unknown in local recipient|user unknown in relay recipient|unknown user: ',
      ],
      ['mailererror', 'command died with|command died with status|command time limit exceeded'],
      [
        'mailboxfull',
        'mailbox size limit exceeded|cannot append message to file|error writing message: disk quota|error writing message: file too large|cannot update mailbox',
      ],
      [
        'systemerror',
        'mail transport unavailable|alias database|server configuration problem|unknown mail transport error|server configuration error',
      ],
      ['failedstarttls', 'tls is required, but was not offered|cannot start tls'],
      ['mesgtoobig', 'message size limit'],
    ],
  },
  {
    name: 'Sendmail',
    says: [
      ['hostunknown', 'host unknown (name server|name server: host not found|host unknown (authoritative'],
      ['systemerror', 'local configuration error|config error|mail loops back to me|mx list for'],
      ['networkerror', 'too many hops'],
      ['systemfull', 'insufficient disk space; try again later'],
      ['hasmoved', 'user has moved; please try'],
      ['norelaying', 'we do not relay'],
    ],
  },
  {
    name: 'Exchange and Microsoft 365',
    says: [
      [
        'userunknown',
        "resolver.adr.recipnotfound|resolver.adr.exrecipnotfound|recipient name is not recognized|e-mail account does not exist at the organization|email address you entered couldn't be found|wasn't found at|recipientnotfound|directory does not recognize|recipient address rejected: access denied|address rejected: access denied|resolver.adr.recipientnotfound|check the e-mail address or contact the recipient directly",
      ],
      [
        'mailboxfull',
        "storedrv.deliver; mailbox full|mapiexceptionshutoffquotaexceeded|quotaexceededexception|quotaexceeded|storedrv.deliver.exception:quota|recipient's mailbox is full",
      ],
      ['exceedlimit', 'resolver.rst.sendsizelimit|resolver.rst.recipsizelimit|recipsizelimit|sendsizelimit'],
      [
        'rejected',
        'resolver.rst.recipnotauth|recipnotauth|resolver.rst.notauthorized|resolver.rst.restricted|restricted; bypass|you do not have permission to send|sender not allowed|sendernotauthenticatedformailbox|5.1.8 access denied, bad outbound sender',
      ],
      [
        'securityerror',
        'resolver.rst.authrequired|client was not authenticated|authentication unsuccessful|smtpclientauthentication is disabled|5.7.57',
      ],
      [
        'authfailure',
        'sending domain does not pass dmarc|unauthenticated email from|spoofed mail|does not pass spf|dmarc verification|5.7.23 the message was rejected because of sender policy framework',
      ],
      [
        'hostunknown',
        "smtpsend.dns.nonexistentdomain|dns domain does not exist|dns query failed: nonexistentdomain|infodomainnonexistent|recipient's domain does not exist",
      ],
      [
        'networkerror',
        'smtpsend.dns.mxloopback|hop count exceeded|routing.loop|loop detected|smtpsend.dns.|infonorecords|dns query failed',
      ],
      ['expired', 'queue.expired|message expired|delivery time is expired|message delayed'],
      [
        'systemerror',
        'resolver.adr.badprimary|storedrv.submit|storedrv.deliver.exception|routing.|storeexception|content conversion failed|mapiexceptionnetworkerror|unable to relay recipient in non-accepted',
      ],
      [
        'spamdetected',
        'spam abuse detected|message was classified as spam|message rejected as spam by content filtering|as spam by content filtering',
      ],
      [
        'blocked',
        'access denied, banned sending ip|banned sender|traffic not accepted from this ip|outlook.com/sendersupport|(s3140)|(s3150)|ipblocked|access denied, banned',
      ],
      [
        'speeding',
        'tenant has exceeded threshold|exceeded the rate limit|server busy. please try again later from|5.7.705|5.7.708|recipientthrottled',
      ],
      ['suspend', 'recipientdisabled|mailboxdisabledexception|mailbox unavailable or access denied - account disabled'],
    ],
  },
  {
    name: 'Domino',
    says: [
      [
        'userunknown',
        'not listed in domino directory|not listed in public name & address book|not unique. several matches found in domino directory|no match found in domino directory|ディレクトリには見つかりません',
      ],
      ['filtered', 'cannot route mail to user|not unique'],
      ['systemerror', 'several matches found in domino|router: no route found|no route found to domain'],
      ['norelaying', 'relay denied for policy reasons'],
    ],
  },
  {
    name: 'Gmail and Google Workspace',
    says: [
      ['userunknown', 'p=nosuchuser|the email account that you tried to reach does not exist'],
      [
        'suspend',
        'p=disableduser|email account that you tried to reach is disabled|p=accountdisabled|account that you tried to reach is inactive',
      ],
      [
        'mailboxfull',
        'p=overquota|p=inboxquota|p=outofstorage|email account that you tried to reach is over quota|is out of storage space',
      ],
      [
        'speeding',
        'p=receivingrate|p=ratelimit|receiving mail at a rate that prevents|receiving mail too quickly|daily user sending|p=senderrate',
      ],
      ['authfailure', 'p=unauthenticatedmessage|p=unauthemail|p=dmarc|unauthenticated email from'],
      [
        'requireptr',
        'p=ipv6autherror|does not have a ptr record|does not have reverse dns|sending guidelines regarding ptr',
      ],
      ['blocked', 'p=unsolicitediperror|not in whitelist'],
      ['badreputation', 'p=unsolicitedratelimiterror|very low reputation|unusual rate of unsolicited'],
      ['spamdetected', 'p=unsolicitedmessageerror|likely unsolicited mail'],
      ['notcompliantrfc', 'p=rfcmessagenoncompliant|not rfc 5322 compliant|p=fromheader'],
      ['policyviolation', 'p=blockedmessage|content presents a potential security issue'],
      ['mesgtoobig', 'p=maxsizeerror|size limit for'],
      ['failedstarttls', 'p=tlsrequired'],
      ['rejected', 'you may not have permission to post messages to the group|group you tried to contact'],
      ['hostunknown', "because the domain name wasn't found|domain couldn't be found|dns type 'mx' lookup of"],
    ],
  },
  {
    name: 'Yahoo and AOL',
    says: [
      ['userunknown', 'delivery error: dd this user'],
      [
        'suspend',
        'delivery error: dd sorry, your message to|this account has been disabled or discontinued|mailbox is disabled',
      ],
      ['blocked', '[bl21]|[bl23]|(dns:nr)|(rtr:bl)|(rly:bl)'],
      ['spamdetected', '(cvuri:b|hvu:b1|(hvu|[ph01]'],
      ['toomanyconn', '(con:b1)|421 max message per connection'],
      ['speeding', '[ym01]|message temporarily deferred - [numeric'],
      ['authfailure', '[dmarc]|(dmarc:'],
    ],
  },
  {
    name: 'mail.ru, Yandex',
    says: [
      [
        'userunknown',
        'message was not accepted -- invalid mailbox|user not found. (#5.1.1|такого адреса|нет такого пользователя|пользователь не найден|адрес не существует',
      ],
      ['mailboxfull', 'почтовый ящик переполнен|ящик получателя переполнен'],
      ['suspend', 'account is disabled|ящик заблокирован'],
      [
        'spamdetected',
        'spam message rejected|сообщение отклонено по подозрению в спаме|suspicion of spam|message looks like spam',
      ],
      ['policyviolation', 'policy rejection on the target address'],
    ],
  },
  {
    name: 'GMX, 1&1, Web.de, T-Online',
    says: [
      ['mesgtoobig', 'mail size limit exceeded'],
      ['hostunknown', 'host: host unknown'],
      ['expired', 'delivery error: maximum retry'],
      ['spamdetected', 'message refused. the message was classified'],
      ['blocked', 'no smtp service. bad dns ptr|ask postmaster for whitelisting|ip=%1s bad'],
      ['requireptr', 'bad dns ptr resource record|invalid dns ptr resource record'],
    ],
  },
  {
    name: 'Orange and other French providers',
    says: [
      ['userunknown', '_416|adresse d au moins un destinataire invalide|adresse destinataire invalide'],
      ['mailboxfull', '_417|boite du destinataire pleine'],
      ['suspend', 'boite du destinataire archivee|recipient mailbox archived'],
      ['toomanyconn', '_104|too many connections, slow down'],
      ['speeding', 'ofr_109|ofr_208'],
      ['spamdetected', '_506|mail rejete. mail rejected'],
      ['authfailure', 'ofr_105|ofr_110'],
      ['systemerror', '_505'],
      ['policyviolation', '_630'],
      ['blocked', 'ofr_103|ofr_999|ofr_403|service refuse|service refuse. veuillez'],
      ['rejected', 'ofr_402|adresse email emettrice|emetteur invalide'],
      ['syntaxerror', 'ofr_201|ofr_401'],
    ],
  },
  {
    name: 'au (KDDI), Docomo, SoftBank',
    says: [
      [
        'filtered',
        'each of the following recipients was rejected by a remote mail server|as their mailbox is full. as their filter',
      ],
      ['mailboxfull', 'as their mailbox is full'],
      ['norelaying', 'due to the following smtp relay error'],
      ['hostunknown', 'as the remote domain doesnt exist|as the remote domain does not exist'],
      ['expired', 'it was not delivered within|could not be delivered during'],
      ['mesgtoobig', 'the size of the message exceed'],
    ],
  },
  {
    name: 'Coremail, McAfee',
    says: [['userunknown', 'user not exist']],
  },
  {
    name: 'Mimecast, Proofpoint, Barracuda, Cisco, Symantec',
    says: [
      ['virusdetected', 'virus signature detected|malware detected by'],
      [
        'spamdetected',
        'spam detected by|blocked by mimecast spam|message blocked due to spam content|rejected due to spam|rejected due to security policies - mcspam',
      ],
      [
        'authfailure',
        'dns authentication block|rejected by header-based anti-spoofing|anti-spoofing policy|anti-spoofing lockout',
      ],
      [
        'policyviolation',
        'rejected by header-based blocked senders|content management|administrative prohibition - envelope blocked|message bounced by administrator|rejected by content',
      ],
      [
        'blocked',
        'ip block list|ip found on rbl|envelope blocked|blocked using the barracuda|blocked by proofpoint|proofpoint dynamic reputation|dynamic reputation|poor reputation sender|your ip has been found on',
      ],
      ['badreputation', 'poor reputation domain|poor reputation|senderbase|bad reputation'],
      ['onhold', 'message held'],
    ],
  },
  {
    name: 'Amazon SES, SendGrid and other senders',
    says: [
      [
        'suppressed',
        'suppression list|recent history of bouncing invalid|bounced address|previously bounced|recipient is on our suppression',
      ],
      ['expired', 'amazon ses did not receive a response|unable to get mx info|did not receive confirmation'],
      ['policyviolation', 'email contains content that is not allowed'],
      ['mesgtoobig', 'message length is more than'],
      ['hostunknown', 'unable to lookup dns for'],
    ],
  },
  {
    name: 'Courier, IMail, OpenSMTPD, DragonFly, James, Zoho and others',
    says: [
      [
        'hostunknown',
        'dns lookup failed. domain does not exist|no mx found for domain|no such host. 550|unknown host:',
      ],
      [
        'expired',
        'envelope expired|failed 20 attempts|delivery to the following recipients has been delayed|service temporarily unavailable, closing',
      ],
      ['mailboxfull', 'user mailbox exceeds allowed size|mailbox exceeds allowed'],
      ['userunknown', 'unknown user: |user unknown to mail system|invalid final delivery userid|user not known'],
      ['networkerror', 'network error on destination mxs|no mx found for destination|no useable|loop detected'],
      ['notaccept', 'destination seem to reject all mails'],
      ['systemerror', 'duplicated message-id|cannot create delivery file'],
      ['norelaying', 'unable to relay for'],
    ],
  },
]
