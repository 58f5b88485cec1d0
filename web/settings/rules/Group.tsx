// A group of tests: all of them, any of them, none of them. Groups lie within groups.
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { focusNext } from '../frame/focus.ts'
import { useWords } from '../../words.ts'
import css from './rules.module.css'
import { weave } from './sentence.ts'
import { TestLine, type LineProps } from './TestLine.tsx'
import { deepest, freshGroup, freshTest, modes, type GroupNode, type Mode, type Node } from './tree.ts'
import { WordSelect } from './Word.tsx'

export function Group({
  group,
  depth,
  set,
  ...line
}: LineProps & {
  group: GroupNode
  depth: number
  /** Replaces the part of this key, or takes it away. */
  set: (key: string, change: (node: Node) => Node | null) => void
}) {
  const { t } = useWords()
  const mistake = line.mistakeOf(group.key, 'value')
  const add = (node: Node) => set(group.key, () => ({ ...group, parts: [...group.parts, node] }))
  const mode = (
    <WordSelect
      key="mode"
      label={t('rule.mode')}
      value={group.mode}
      options={modes.map((one) => ({ value: one, label: t(`mode.${one}`) }))}
      isReadOnly={line.isReadOnly}
      choose={(chosen) => set(group.key, () => ({ ...group, mode: chosen as Mode }))}
    />
  )
  return (
    <div className={css.group} data-depth={depth} data-part role="group" aria-label={t('rule.group.label')}>
      <div className={css.line}>
        <div className={css.sentence}>
          {depth === 0 && group.parts.length < 2 && group.mode === 'all'
            ? t(group.parts.length === 0 ? 'rule.always' : 'rule.ifOne')
            : weave<ReactNode>(t, depth === 0 ? 'rule.if' : 'rule.ifGroup', { mode }, (text) => text)}
        </div>
        {depth > 0 && !line.isReadOnly && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            onClick={(event) => {
              focusNext(event.currentTarget, '[data-parts]', ':scope > [data-adds] > :first-child')
              set(group.key, () => null)
            }}
          >
            {t('rule.removeGroup')}
          </Button>
        )}
      </div>
      {mistake && (
        <p role="alert" className={css.wrong}>
          {mistake}
        </p>
      )}
      <div className={css.parts} data-parts>
        {group.parts.map((part) =>
          part.kind === 'test' ? (
            <TestLine
              key={part.key}
              node={part}
              change={(node) => set(part.key, () => node)}
              remove={() => set(part.key, () => null)}
              {...line}
            />
          ) : (
            <Group key={part.key} group={part} depth={depth + 1} set={set} {...line} />
          ),
        )}
        {!line.isReadOnly && (
          <div className={css.adds} data-adds>
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={(event) => {
                focusNext(event.currentTarget, '[data-parts]', ':scope > [data-part] select[data-about]')
                add(freshTest())
              }}
            >
              {t('rule.addTest')}
            </Button>
            {depth < deepest - 1 && (
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={(event) => {
                  focusNext(event.currentTarget, '[data-parts]', ':scope > [data-part] select[data-about]')
                  add(freshGroup())
                }}
              >
                {t('rule.addGroup')}
              </Button>
            )}
          </div>
        )}
      </div>
    </div>
  )
}
