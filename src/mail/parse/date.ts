// The Date field: an instant, or null. Never a guess: "now" for a bad date would put old mail on top.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
// RFC 5322 §4.3
const ZONES: Record<string, number> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
  cet: 1,
  cest: 2,
}

const RFC5322 =
  /^(?:[a-z]{2,9}\.?,?\s*)?(\d{1,2})[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{2,4})\s+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]m)?\s*(.*)$/i
const ASCTIME =
  /^(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\s+(\d{1,2})\s+(\d{1,2}):(\d{2}):(\d{2})\s+(?:([a-z]{1,5}|[+-]\d{4})\s+)?(\d{4})\s*([+-]\d{4})?$/i
const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(z|[+-]\d{2}:?\d{2})?/i

/** RFC 5322, its obsolete forms, asctime and ISO 8601. Null when missing, impossible, or before 1900. */
export function parseDate(value: string | undefined): Date | null {
  const text =
    value
      ?.slice(0, 200)
      .replace(/\([^)]*\)/g, ' ')
      .replace(/\s+/g, ' ')
      .trim() ?? ''
  const mail = RFC5322.exec(text)
  if (mail) {
    const [, day, month, year, hour, minute, second, half, zone] = mail
    return instant(
      [fullYear(year), monthOf(month), Number(day)],
      [hourOf(hour, half), Number(minute), Number(second ?? 0)],
      offset(zone),
    )
  }
  const iso = ISO.exec(text)
  if (iso) {
    const [, year, month, day, hour, minute, second, zone] = iso
    return instant(
      [Number(year), Number(month) - 1, Number(day)],
      [Number(hour), Number(minute), Number(second ?? 0)],
      offset(zone),
    )
  }
  const c = ASCTIME.exec(text)
  if (!c) return null
  const [, month, day, hour, minute, second, zone, year, after] = c
  return instant(
    [Number(year), monthOf(month), Number(day)],
    [Number(hour), Number(minute), Number(second)],
    offset(after ?? zone),
  )
}

function instant(
  [year, month, day]: [number, number, number],
  [hour, minute, second]: [number, number, number],
  offsetMinutes: number,
): Date | null {
  if (month < 0 || month > 11 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return null
  const date = new Date(Date.UTC(year, month, day, hour, minute, Math.min(second, 59)) - offsetMinutes * 60_000)
  const local = new Date(Date.UTC(year, month, day))
  if (local.getUTCDate() !== day) return null // 31 February
  return Number.isNaN(date.getTime()) || year < 1900 || year > 9999 ? null : date
}

// RFC 5322 §4.3: two digits up to 49 are 20xx; three digits count from 1900.
function fullYear(text: string | undefined): number {
  const year = Number(text)
  if ((text?.length ?? 0) >= 4) return year
  return year + (text?.length === 2 && year < 50 ? 2000 : 1900)
}

function monthOf(text: string | undefined): number {
  return MONTHS.indexOf(text?.slice(0, 3).toLowerCase() ?? '')
}

function hourOf(text: string | undefined, half: string | undefined): number {
  const hour = Number(text)
  if (!half) return hour
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
}

/** Minutes east of Greenwich. Unknown zones count as UTC (RFC 5322 §4.3), as does an impossible offset. */
function offset(zone: string | undefined): number {
  const text = zone?.trim().toLowerCase() ?? ''
  const numeric = /^(?:gmt|utc|ut)?\s*([+-])(\d{2}):?(\d{2})/.exec(text)
  if (numeric) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3])
    return minutes > 24 * 60 ? 0 : (numeric[1] === '-' ? -1 : 1) * minutes
  }
  return (ZONES[/^[a-z]+/.exec(text)?.[0] ?? ''] ?? 0) * 60
}
