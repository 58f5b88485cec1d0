// Loaded into the product by `node --import`: it takes mail larger than its own limit, as large as a fault wants it.
import { limits } from '../../src/kit/limits.ts'

export const MOST_BYTES = 128 * 1024 * 1024

Object.assign(limits.message, { bytes: MOST_BYTES })
