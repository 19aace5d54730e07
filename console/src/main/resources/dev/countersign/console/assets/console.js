// What the pages do by themselves. Without it they work as forms and links.
'use strict'

// Takes over what the server sends and leaves alone what is the same by id and version: what
// somebody is reading, or writes in, does not move. What is replaced keeps what was filled in.
htmx.defineExtension('keep', {
  isInlineSwap: (style) => style === 'keep',
  handleSwap: (style, target, fragment) => {
    if (style !== 'keep') return false
    const fresh = [...fragment.querySelectorAll('[data-version]')]
    const focus = document.activeElement
    const held = target.contains(focus) ? focus : null
    const added = place(target, fresh)
    if (held && !document.contains(held)) refocus(held.id)
    announce(added.filter((it) => it.dataset.says))
    count()
    return added
  }
})

function place(target, fresh) {
  const known = new Map([...target.children].map((it) => [it.id, it]))
  const added = []
  for (const child of [...target.children]) {
    if (!fresh.some((it) => it.id === child.id)) child.remove()
  }
  fresh.forEach((it, i) => {
    const old = known.get(it.id)
    const same = old && old.dataset.version === it.dataset.version
    if (!same) {
      if (old) {
        refill(old, it)
        old.remove()
      }
      added.push(it)
    }
    const kept = same ? old : it
    if (target.children[i] !== kept) target.insertBefore(kept, target.children[i] || null)
  })
  return added
}

function refill(from, to) {
  for (const field of from.querySelectorAll('input[id], details[id]')) {
    const next = to.querySelector('#' + CSS.escape(field.id))
    if (!next) continue
    if (field.localName === 'details') next.open = field.open
    else if (field.type === 'radio') next.checked = field.checked
    else next.value = field.value
  }
}

function refocus(id) {
  const again = id && document.getElementById(id)
  const next = again || document.querySelector('#requests h2') || document.getElementById('message')
  if (next) next.focus()
}

function announce(added) {
  const news = document.getElementById('news')
  if (news && added.length) news.textContent = added.map((it) => it.dataset.says).join('. ')
}

const title = document.title
function count() {
  const cards = [...document.querySelectorAll('[data-waits]')]
  const waits = cards.reduce((sum, it) => sum + Number(it.dataset.waits), 0)
  document.title = waits ? `(${waits}) ${title}` : title
}

function left(until) {
  const seconds = Math.max(0, Math.floor((Date.parse(until) - Date.now()) / 1000))
  const parts = [[86400, 'd'], [3600, 'h'], [60, 'm'], [1, 's']]
  let rest = seconds
  const text = parts.map(([size, unit]) => {
    const amount = Math.floor(rest / size)
    rest -= amount * size
    return amount ? amount + unit : ''
  }).join('')
  return text || 'no time'
}

setInterval(() => {
  for (const time of document.querySelectorAll('time[data-until]')) {
    time.textContent = left(time.dataset.until)
  }
}, 1000)

const live = document.getElementById('live')
if (live) setInterval(() => live.checked && htmx.trigger('#calls', 'update'), 2000)

count()
