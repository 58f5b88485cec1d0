// The fields of the desk's own: of conversations, contacts and companies, each in an order; those out of use below.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { FieldNoun, orderFields, restoreField, type Field } from '../../../src/desk/fields/fields.api.ts'
import { Button } from '@mantine/core'
import { call } from '../../call.ts'
import { fieldsQuery } from '../../fields/queries.ts'
import { useHere, useInboxes } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page, Part } from '../frame/Page.tsx'
import { Row, Rows } from '../frame/Rows.tsx'
import type { SectionProps } from '../sections.ts'
import { FieldForm } from './FieldForm.tsx'
import { Ordered } from './Ordered.tsx'

export function Fields({ path: [id] }: SectionProps) {
  const { t } = useWords()
  const fields = useQuery(fieldsQuery)
  const mayWrite = useHere().may('field.write')
  if (id !== undefined && !mayWrite) return <Empty title={t('settings.denied')} />
  if (id !== undefined)
    return (
      <Loaded of={fields}>
        {(all) => {
          const field = all.find((one) => one.id === id)
          const noun = FieldNoun.safeParse(id.replace('new-', ''))
          if (field) return <FieldForm key={field.id} field={field} noun={field.noun} />
          return noun.success ? <FieldForm key={id} noun={noun.data} /> : <Empty title={t('state.notThere')} />
        }}
      </Loaded>
    )
  return (
    <Page title={t('settings.fields')} hint={mayWrite ? t('fields.hint') : t('settings.readOnly')}>
      <Loaded of={fields}>
        {(all) => FieldNoun.options.map((noun) => <OfNoun key={noun} noun={noun} all={all} isReadOnly={!mayWrite} />)}
      </Loaded>
    </Page>
  )
}

function OfNoun({ noun, all, isReadOnly }: { noun: FieldNoun; all: Field[]; isReadOnly: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const about = useAbout()
  const fields = all.filter((one) => one.noun === noun && !one.isArchived)
  const archived = all.filter((one) => one.noun === noun && one.isArchived)
  const put = useMutation({
    mutationFn: (ids: string[]) => call(orderFields, { noun, ids }),
    onMutate: (ids) => {
      const inOrder = ids.flatMap((id) => fields.find((one) => one.id === id) ?? [])
      client.setQueryData(fieldsQuery.queryKey, [...all.filter((one) => !inOrder.includes(one)), ...inOrder])
    },
    onSuccess: (now) => client.setQueryData(fieldsQuery.queryKey, now),
    onError: (error) => {
      sayFailed(error)
      void client.invalidateQueries({ queryKey: fieldsQuery.queryKey })
    },
  })
  return (
    <Part
      title={t(`fields.of.${noun}`)}
      actions={
        !isReadOnly && (
          <LinkButton variant="default" page={`fields/new-${noun}`}>
            {t('fields.add')}
          </LinkButton>
        )
      }
    >
      {fields.length === 0 ? (
        <Rows label={t(`fields.of.${noun}`)} none={t(`fields.none.${noun}`)}>
          {[]}
        </Rows>
      ) : (
        <Ordered
          items={fields.map((one) => ({ id: one.id, name: one.name, about: about(one), page: `fields/${one.id}` }))}
          label={t(`fields.of.${noun}`)}
          isReadOnly={isReadOnly}
          put={put.mutate}
        />
      )}
      {archived.length > 0 && <Archived fields={archived} isReadOnly={isReadOnly} />}
    </Part>
  )
}

/** Its key, its kind, and what is special about it. */
function useAbout(): (field: Field) => string {
  const { t } = useWords()
  const { byId } = useInboxes()
  return ({ key, type, isRequired, inboxIds }) =>
    [
      t(`fields.type.${type}`),
      key,
      ...(isRequired ? [t('fields.requiredShort')] : []),
      ...inboxIds.map((id) => byId.get(id)?.name ?? ''),
    ]
      .filter(Boolean)
      .join(' · ')
}

function Archived({ fields, isReadOnly }: { fields: Field[]; isReadOnly: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const about = useAbout()
  const restore = useMutation({
    mutationFn: (id: string) => call(restoreField, { id }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: fieldsQuery.queryKey })
      sayDone(t('fields.restored'))
    },
    onError: sayFailed,
  })
  return (
    <Rows label={t('fields.archivedOnes')} none="">
      {fields.map((one) => (
        <Row
          key={one.id}
          name={one.name}
          about={about(one)}
          isFaded
          side={
            isReadOnly ? (
              t('fields.isArchived')
            ) : (
              <Button variant="subtle" size="compact-sm" onClick={() => restore.mutate(one.id)}>
                {t('fields.restore')}
              </Button>
            )
          }
        />
      ))}
    </Rows>
  )
}
