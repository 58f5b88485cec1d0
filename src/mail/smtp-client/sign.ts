// DKIM (RFC 6376): the signature of an outgoing message.
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { Problem } from '../../kit/problem.ts'
import type { Sign } from './letter.ts'

/** RFC 6376 §5.4.1, and what RFC 8058 §4 demands for one-click unsubscription. */
const SIGNED_FIELDS =
  'From:Sender:Reply-To:Subject:Date:Message-ID:To:Cc:In-Reply-To:References:' +
  'MIME-Version:Content-Type:Content-Transfer-Encoding:Auto-Submitted:List-Id:List-Unsubscribe:List-Unsubscribe-Post'

/** Throws at once where the key cannot sign. */
export function signer(dkim: { domain: string; selector: string; privateKey: string }): Sign {
  let key: KeyObject
  try {
    key = createPrivateKey(dkim.privateKey)
  } catch (cause) {
    throw new Problem('invalid', 'dkim-key', 'The DKIM private key cannot be read. It must be in PEM form.', { cause })
  }
  if (key.asymmetricKeyType !== 'rsa')
    throw new Problem('invalid', 'dkim-key', 'The DKIM private key must be an RSA key.')
  const privateKey = key.export({ type: 'pkcs8', format: 'pem' }).toString()
  const { domain: signingDomain, selector } = dkim
  return async (message) => {
    const { dkimSign } = await import('mailauth/lib/dkim/sign.js')
    const { signatures, errors } = await dkimSign(message, {
      canonicalization: 'relaxed/relaxed',
      headerList: SIGNED_FIELDS,
      signingDomain,
      selector,
      privateKey,
      signatureData: [{ signingDomain, selector, privateKey }],
    })
    const [error] = errors
    if (error) throw new Problem('broken', 'dkim-sign', 'The message could not be signed.', { cause: error.err })
    return signatures
  }
}
