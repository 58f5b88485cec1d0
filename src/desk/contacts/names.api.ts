// Names that the address of a page may hold: without the library of schemas, which is not on the first page.

export const stages = ['lead', 'qualified', 'opportunity', 'customer', 'former', 'partner'] as const
export const companySizes = ['1-9', '10-49', '50-249', '250-999', '1000+'] as const
export const listOrders = ['newest', 'name'] as const
export const lackNames = ['name', 'company', 'phone', 'owner', 'title', 'language'] as const
