// What a category is called, by its id.
import { useQuery } from '@tanstack/react-query'
import { categoriesQuery } from '../session/session.ts'
import { useWords } from '../words.ts'

export function useCategoryNames(): (id: string) => string {
  const { t } = useWords()
  const { data: categories = [] } = useQuery(categoriesQuery)
  return (id) => categories.find((one) => one.id === id)?.name ?? t('reading.goneCategory')
}
