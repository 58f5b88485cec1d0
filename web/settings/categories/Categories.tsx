// Categories, which sort conversations one each, and the tags in use, which come and go by themselves.
import { TagsInput, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { OutputOf } from '../../../src/kit/route.ts'
import {
  addCategory,
  archiveCategory,
  changeCategory,
  type listCategories,
} from '../../../src/desk/categories/categories.api.ts'
import { Link } from '@tanstack/react-router'
import { call } from '../../call.ts'
import { categoriesQuery, tagsQuery, useHere } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { differs, Form } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page, Part } from '../frame/Page.tsx'
import { Row, Rows } from '../frame/Rows.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'
import type { SectionProps } from '../sections.ts'
import css from './categories.module.css'
import { LinkButton } from '../frame/LinkButton.tsx'

type Category = OutputOf<typeof listCategories>[number]

export function Categories({ path: [id] }: SectionProps) {
  const { t } = useWords()
  const here = useHere()
  const categories = useQuery(categoriesQuery)
  const mayWrite = here.may('category.write')
  if (id !== undefined && !mayWrite) return <Empty title={t('settings.denied')} />
  if (id !== undefined)
    return (
      <Loaded of={categories}>
        {(all) => {
          const one = all.find((each) => each.id === id)
          return one || id === 'new' ? <CategoryForm key={id} category={one} /> : <Empty title={t('state.notThere')} />
        }}
      </Loaded>
    )
  return (
    <Page
      title={t('settings.categories')}
      hint={mayWrite ? t('categories.hint') : t('settings.readOnly')}
      actions={mayWrite && <LinkButton page="categories/new">{t('categories.add')}</LinkButton>}
    >
      <Loaded of={categories}>
        {(all) => (
          <Rows label={t('settings.categories')} none={t('categories.none')}>
            {all.map((one) => (
              <Row
                key={one.id}
                page={mayWrite ? `categories/${one.id}` : undefined}
                name={one.name}
                about={one.description}
              />
            ))}
          </Rows>
        )}
      </Loaded>
      <TagsInUse />
    </Page>
  )
}

function TagsInUse() {
  const { t } = useWords()
  const tags = useQuery(tagsQuery)
  return (
    <Part title={t('field.tags')} hint={t('categories.tagsHint')}>
      <Loaded of={tags} rows={1}>
        {(all) =>
          all.length === 0 ? (
            <p className={css.none}>{t('categories.tagsNone')}</p>
          ) : (
            <ul className={css.tags}>
              {all.map((tag) => (
                <li key={tag}>
                  <Link className={css.tag} to="/inbox/$view" params={{ view: 'all' }} search={{ tag }}>
                    {tag}
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Part>
  )
}

const options = { refresh: [categoriesQuery.queryKey], fieldOf: { 'category-exists': 'name' } }

function CategoryForm({ category }: { category: Category | undefined }) {
  const { t } = useWords()
  const go = useGo()
  const client = useQueryClient()
  const adding = useSaving(addCategory, options)
  const changing = useSaving(changeCategory, options)
  const saving = category ? changing : adding
  const [first] = useState({
    name: category?.name ?? '',
    description: category?.description ?? '',
    keywords: category?.keywords ?? [],
  })
  const [values, setValues] = useState(first)
  async function save() {
    const saved = category ? await changing.send({ id: category.id, ...values }) : await adding.send(values)
    if (!saved) return
    sayDone(t('form.saved'))
    go('categories')
  }
  return (
    <Page
      title={category?.name ?? t('categories.add')}
      back="categories"
      actions={
        category && (
          <Sure
            label={t('categories.archive')}
            title={t('categories.archiveTitle', { name: category.name })}
            run={async () => {
              await call(archiveCategory, { id: category.id })
              await client.invalidateQueries({ queryKey: categoriesQuery.queryKey })
              sayDone(t('categories.archived'))
              go('categories')
            }}
          >
            <p>{t('categories.archiveHint')}</p>
          </Sure>
        )
      }
    >
      <Form
        saving={saving}
        submit={save}
        label={t(category ? 'form.save' : 'form.add')}
        isDirty={differs(values, first)}
        back="categories"
      >
        <TextInput
          label={t('categories.name')}
          autoFocus={!category}
          value={values.name}
          error={saving.at('name')}
          onChange={(event) => setValues({ ...values, name: event.currentTarget.value })}
        />
        <Textarea
          label={t('categories.description')}
          autosize
          minRows={2}
          maxRows={8}
          description={t('categories.descriptionHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={values.description}
          error={saving.at('description')}
          onChange={(event) => setValues({ ...values, description: event.currentTarget.value })}
        />
        <TagsInput
          label={t('categories.keywords')}
          description={t('categories.keywordsHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          acceptValueOnBlur
          value={values.keywords}
          error={saving.at('keywords')}
          onChange={(keywords) => setValues({ ...values, keywords })}
        />
      </Form>
    </Page>
  )
}
