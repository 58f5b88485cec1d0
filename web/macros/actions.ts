// What a canned reply does beside its words, in few words: for chips and lists.
import { useQuery } from '@tanstack/react-query'
import type { MacroAction } from '../../src/desk/macros/macros.api.ts'
import { categoriesQuery, teamsQuery, useUsers } from '../session/session.ts'
import { useWords } from '../words.ts'

const DAY = 24 * 60
const HOUR = 60

export function useActionWords(): (action: MacroAction) => string {
  const { t } = useWords()
  const { byId } = useUsers()
  const { data: categories = [] } = useQuery(categoriesQuery)
  const { data: teams = [] } = useQuery(teamsQuery)
  const named = (all: { id: string; name: string }[], id: string) => all.find((one) => one.id === id)?.name ?? '…'
  return (action) => {
    switch (action.do) {
      case 'setStatus':
        return t('field.is', { name: t('field.status'), value: t(`status.${action.status}`) })
      case 'setPriority':
        return t('field.is', { name: t('field.priority'), value: t(`priority.${action.priority}`) })
      case 'setCategory': {
        const value = action.categoryId === null ? t('field.noCategory') : named(categories, action.categoryId)
        return t('field.is', { name: t('field.category'), value })
      }
      case 'setTeam': {
        const value = action.teamId === null ? t('field.noTeam') : named(teams, action.teamId)
        return t('field.is', { name: t('field.team'), value })
      }
      case 'assign': {
        const value = action.userId === null ? t('field.nobody') : (byId.get(action.userId)?.name ?? '…')
        return t('field.is', { name: t('field.assignee'), value })
      }
      case 'addTags':
        return t('macro.tagged', { tags: action.tags.join(', ') })
      case 'removeTags':
        return t('macro.untagged', { tags: action.tags.join(', ') })
      case 'snooze': {
        const { minutes } = action
        const [unit, count] = minutes % DAY === 0 ? ['days', minutes / DAY] as const : minutes % HOUR === 0 ? ['hours', minutes / HOUR] as const : ['minutes', minutes] as const // prettier-ignore
        return t(`macro.snoozed.${unit}`, { count })
      }
    }
  }
}
