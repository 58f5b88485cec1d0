// Signs that a sender would be taken for somebody else (mail/impostor), as a conversation's row and its messages tell them.
import { z } from 'zod'

export const ImpostorSign = z.enum(['own-address', 'other-address', 'own-name', 'look-alike', 'hidden-signs'])
