// The map of the keyboard. It is written down whole here, so that it shows also what works on other pages.
import { Modal } from '@mantine/core'
import { useWords, type WordKey } from '../words.ts'
import { keyCaps } from './actions.tsx'
import css from './palette.module.css'

const map: { heading: WordKey; keys: [string, WordKey][] }[] = [
  {
    heading: 'help.move',
    keys: [
      ['j', 'action.next'],
      ['k', 'action.previous'],
      ['o', 'action.open'],
      ['u', 'action.back'],
      ['/', 'action.search'],
      ['Shift+v', 'action.saveView'],
      ['x', 'action.choose'],
      [']', 'action.card'],
      ['t', 'action.asText'],
      ['Shift+t', 'action.ownColours'],
      ['mod+k', 'action.palette'],
      ['?', 'action.help'],
    ],
  },
  {
    heading: 'help.answer',
    keys: [
      ['r', 'action.reply'],
      ['a', 'action.replyAll'],
      ['f', 'action.forward'],
      ['n', 'action.note'],
      ['c', 'action.compose'],
      [';', 'action.macro'],
      ['mod+Enter', 'action.send'],
      ['mod+Shift+Enter', 'action.sendResolve'],
      ['F8', 'check.next'],
      ['Alt+Enter', 'check.mendTip'],
      ['mod+Alt+Enter', 'action.sendNext'],
      ['mod+Alt+Shift+Enter', 'action.sendResolveNext'],
      ['mod+Shift+l', 'action.sendLater'],
      ['mod+Shift+s', 'action.sendSnooze'],
      ['mod+Shift+h', 'action.sendRemind'],
    ],
  },
  {
    heading: 'help.sort',
    keys: [
      ['e', 'action.resolve'],
      ['m', 'action.assignMe'],
      ['i', 'action.assign'],
      ['w', 'action.takeNext'],
      ['b', 'action.giveBack'],
      ['s', 'action.status'],
      ['p', 'action.priority'],
      ['y', 'action.takeCategory'],
      ['l', 'action.tags'],
      ['d', 'action.fields'],
      ['h', 'action.snooze'],
      ['Shift+f', 'action.follow'],
      ['Shift+k', 'task.add'],
      ['v', 'action.move'],
      ['Shift+m', 'action.merge'],
      ['Shift+x', 'action.split'],
      ['Shift+u', 'action.unread'],
      ['#', 'action.delete'],
      ['z', 'action.undo'],
    ],
  },
  {
    heading: 'triage.title',
    keys: [
      ['1', 'triage.first'],
      ['2', 'triage.second'],
      ['3', 'triage.third'],
      ['0', 'triage.none'],
      ['o', 'triage.other'],
      ['u', 'action.undo'],
    ],
  },
  {
    heading: 'help.go',
    keys: [
      ['g i', 'action.goOpen'],
      ['g m', 'action.goMine'],
      ['g u', 'action.goUnassigned'],
      ['g n', 'action.goUnread'],
      ['g w', 'action.goWaiting'],
      ['g h', 'action.goSnoozed'],
      ['g e', 'action.goResolved'],
      ['g a', 'action.goAll'],
      ['g q', 'action.goQueue'],
      ['g k', 'action.goBoards'],
      ['g f', 'action.goDrafts'],
      ['g t', 'action.goTriage'],
      ['g d', 'action.goTasks'],
      ['g b', 'action.notifications'],
      ['g c', 'action.goCustomers'],
      ['g r', 'action.goRouting'],
      ['g s', 'action.goSettings'],
    ],
  },
]

export function Help({ close }: { close: () => void }) {
  const { t } = useWords()
  return (
    <Modal
      opened
      onClose={close}
      title={t('action.help')}
      size="xl"
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      <div className={css.columns}>
        {map.map(({ heading, keys }) => (
          <section key={heading}>
            <h3 className={css.heading}>{t(heading)}</h3>
            <dl className={css.map}>
              {keys.map(([key, label]) => [
                <dt key={key}>{t(label)}</dt>,
                <dd key={`${key}-keys`}>
                  {keyCaps(key).map((cap, at) => (
                    <kbd key={at}>{cap}</kbd>
                  ))}
                </dd>,
              ])}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
