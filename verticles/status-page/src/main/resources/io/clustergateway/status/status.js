// The status page: polls one document, keeps the last readings of what it shows, and draws them. The token lives in the
// variable below and nowhere else. Texts of others become text nodes only.
const PAUSE = 3000;
const PATIENCE = 8000;
const KEPT = 60; // readings of a line
const MOST_LINES = 1000;
const ROWS = 50;
const DAY = 86400000;
const GLYPHS = { healthy: '●', unhealthy: '▲', broken: '✖', unknown: '○', offline: '■' };
const TONES = { healthy: 'good', unhealthy: 'bad', broken: 'bad', unknown: 'quiet', offline: 'quiet' };

const $ = (id) => document.getElementById(id);
const view = { search: '', condition: '', order: 'trouble', offset: 0 };
const lines = new Map(); // '' is the whole replica, the others are members
let token = '';
let paused = false;
let timer = 0;
let asking = null;
let replica = '';
let updatedAt = 0;
let told = '';

// ---- what is asked for ----

async function poll() {
  clearTimeout(timer);
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const late = setTimeout(() => mine.abort('late'), PATIENCE);
  try {
    const query = new URLSearchParams({ ...view, limit: ROWS });
    const answer = await fetch('status.json?' + query, {
      headers: { authorization: 'Bearer ' + token }, cache: 'no-store', credentials: 'omit', redirect: 'error', signal: mine.signal,
    });
    const body = await answer.json();
    if (mine !== asking) return;
    if (answer.ok) {
      updatedAt = Date.now();
      show(body);
    } else {
      refused(answer.status, body.message ?? '');
    }
  } catch (error) {
    if (mine !== asking) return;
    notice(updatedAt === 0 ? 'The gateway does not answer; asking again.'
      : `The gateway has not answered since ${new Date(updatedAt).toLocaleTimeString()}; asking again.`);
    document.body.classList.add('stale');
  } finally {
    clearTimeout(late);
    if (mine === asking) {
      asking = null;
      if (token && !paused && !document.hidden) timer = setTimeout(poll, PAUSE);
    }
  }
}

function refused(code, message) {
  if (code === 401) return leave('The hub does not know this token' + (message && message !== 'Unauthorized' ? `: ${message}` : '') + '.');
  if (code === 403) return leave(message);
  notice(`The gateway answers ${code}: ${message}`);
  document.body.classList.add('stale');
}

function leave(reason) {
  token = '';
  clearTimeout(timer);
  asking?.abort();
  asking = null;
  lines.clear();
  updatedAt = 0;
  told = '';
  for (const id of ['page', 'actions', 'ready']) $(id).hidden = true;
  $('replica').textContent = '';
  for (const id of ['member-rows', 'rule-rows', 'figures', 'streams', 'build', 'warnings', 'findings']) $(id).replaceChildren();
  document.title = 'Cluster Gateway';
  notice(reason);
  $('entry').hidden = false;
  $('token').focus();
}

function notice(text) {
  $('notice').textContent = text;
  $('notice').hidden = text === '';
}

// ---- readings over time ----

function read(name, seconds, requests, buckets, bounds) {
  const line = lines.get(name) ?? { seconds, requests, buckets, points: [] };
  lines.delete(name);
  lines.set(name, line); // the oldest come first
  const span = seconds - line.seconds;
  if (span <= 0) return line;
  const counts = buckets.map((count, i) => Math.max(0, count - (line.buckets[i] ?? 0)));
  line.points.push({
    rate: Math.max(0, requests - line.requests) / span,
    median: quantile(0.5, counts, bounds),
    high: quantile(0.95, counts, bounds),
  });
  if (line.points.length > KEPT) line.points.shift();
  Object.assign(line, { seconds, requests, buckets });
  return line;
}

/** As Prometheus' histogram_quantile; null where nothing was counted. */
function quantile(q, counts, bounds) {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let before = 0;
  for (let i = 0; i < counts.length; i++) {
    if (before + counts[i] >= q * all && counts[i] > 0) {
      if (i >= bounds.length) return Infinity;
      const low = i === 0 ? 0 : bounds[i - 1];
      return low + (bounds[i] - low) * ((q * all - before) / counts[i]);
    }
    before += counts[i];
  }
  return Infinity;
}

/** The latest reading that says something; a few seconds without a request do not make a latency unknown. */
const latest = (line, key) => line.points.slice(-10).findLast((point) => point[key] !== null)?.[key] ?? null;
const rate = (line) => {
  const recent = line.points.slice(-5);
  return recent.length === 0 ? null : recent.reduce((sum, point) => sum + point.rate, 0) / recent.length;
};

// ---- words ----

const whole = (n) => n.toLocaleString('en-US');
const perSecond = (n) => (n === null ? '…' : n === 0 ? '0/s' : n < 0.1 ? '<0.1/s' : n < 10 ? `${n.toFixed(1)}/s` : `${whole(Math.round(n))}/s`);
const lasting = (s) => (s === null ? '–' : s === Infinity ? '>30 s' : s < 1 ? `${Math.max(1, Math.round(s * 1000))} ms` : `${s.toFixed(1)} s`);

function until(iso) {
  const left = Date.parse(iso) - Date.now();
  const size = Math.abs(left);
  const text = size >= 2 * DAY ? `${Math.round(size / DAY)} d` : size >= 7200000 ? `${Math.round(size / 3600000)} h` : `${Math.round(size / 60000)} min`;
  return left < 0 ? `ended ${text} ago` : `ends in ${text}`;
}

/** A certificate should last for weeks, a token may be issued for an hour. */
function urgency(iso, isCertificate) {
  const left = Date.parse(iso) - Date.now();
  if (left < 0) return 'bad';
  return !isCertificate || left > 30 * DAY ? 'quiet' : left > 7 * DAY ? 'warn' : 'bad';
}

// ---- elements ----

function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name === 'class') element.className = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const cell = (label, properties, ...children) => el('td', { role: 'cell', 'data-label': label, ...properties }, ...children);
const small = (text, tone) => (text ? el('small', { class: tone ?? '' }, text) : null);
const ending = (iso, isCertificate) => el('small', { class: urgency(iso, isCertificate), title: iso }, until(iso));
const pair = (term, ...values) => [el('dt', {}, term), el('dd', {}, ...values)];

function spark(values) {
  const wide = 96, high = 24;
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const part = (tag, attributes) => {
    const child = document.createElementNS(svg.namespaceURI, tag);
    for (const [name, value] of Object.entries(attributes)) child.setAttribute(name, value);
    svg.append(child);
  };
  svg.setAttribute('class', 'spark');
  svg.setAttribute('viewBox', `0 0 ${wide} ${high}`);
  svg.setAttribute('aria-hidden', 'true');
  part('line', { class: 'floor', x1: 0, x2: wide, y1: high - 0.5, y2: high - 0.5 });
  const top = Math.max(...values.filter((value) => value !== null && Number.isFinite(value)), 0) || 1;
  const x = (i) => (wide * (i + KEPT - values.length)) / (KEPT - 1);
  const y = (value) => high - 1 - (high - 3) * Math.min(1, value / top);
  const known = values.map((value, i) => [x(i), value]).filter(([, value]) => value !== null);
  if (known.length > 1) {
    const course = known.map(([at, value]) => `${at.toFixed(1)},${y(value).toFixed(1)}`).join(' L');
    part('path', { class: 'area', d: `M${known[0][0].toFixed(1)},${high} L${course} L${known.at(-1)[0].toFixed(1)},${high} Z` });
    part('path', { class: 'course', d: `M${course}` });
  }
  return svg;
}

/** Leaves alone what somebody is about to copy. */
function fill(id, ...children) {
  const selected = document.getSelection();
  if (selected.isCollapsed || !$(id).contains(selected.anchorNode)) $(id).replaceChildren(...children);
}

const measure = (text, note, values) => el('div', { class: 'measure' }, el('div', {}, text, note), spark(values));

// ---- the page ----

function show(status) {
  const same = `${status.replica.namespace}/${status.replica.name}@${status.replica.startedAt}`;
  if (same !== replica) lines.clear(); // counters of another process
  replica = same;
  notice(status.conditions.length === 0 ? '' : 'Not ready: ' + status.conditions.map((each) => `${each.name}: ${each.text}`).join('; '));
  document.body.classList.remove('stale');
  $('entry').hidden = true;
  for (const id of ['page', 'actions', 'ready']) $(id).hidden = false;
  $('replica').textContent = `${status.replica.name} · ${status.build.gitVersion} · as ${status.caller}`;
  $('ready').textContent = status.replica.ready ? 'ready' : 'not ready';
  $('ready').className = 'chip ' + (status.replica.ready ? 'good' : 'bad');
  $('age').textContent = `as of ${new Date(status.at).toLocaleTimeString()}`;
  showFigures(status);
  showMembers(status.members, status.seconds);
  showRules(status.rules);
  showBeside(status);
  while (lines.size > MOST_LINES) lines.delete(lines.keys().next().value);
}

function showFigures({ requests, streams, members, seconds, servingCertificateEnd: end }) {
  const line = read('', seconds, requests.total, requests.buckets, requests.bounds);
  const open = Object.values(streams).reduce((sum, count) => sum + count, 0);
  const trouble = members.conditions.unhealthy + members.conditions.broken;
  const figure = (term, value, note, tone) =>
    el('div', {}, el('dt', {}, term), el('dd', { class: tone ?? '' }, value, ' ', el('small', {}, note)));
  fill('figures',
    figure('Members', whole(members.total), trouble ? `${whole(trouble)} in trouble` : 'none in trouble', trouble ? 'bad' : ''),
    figure('Requests to members', perSecond(rate(line)), `${whole(requests.total)} in all`),
    figure('Latency, without streams', lasting(latest(line, 'median')), `p95 ${lasting(latest(line, 'high'))}`),
    figure('In flight', whole(requests.inFlight), `${whole(open)} streams`),
    figure('Refused or failed on the way', whole(requests.refused), 'since the start'),
    ...(end ? [figure('Serving certificate', until(end).replace('ends in ', ''), end.slice(0, 10), urgency(end, true).replace('quiet', ''))] : []));
  const words = `${members.total} members: ` + Object.entries(members.conditions).filter(([, n]) => n > 0).map(([name, n]) => `${n} ${name}`).join(', ');
  if (words !== told) $('live').textContent = words; // said when it changes, not with every poll
  told = words;
  document.title = trouble ? `(${trouble}) Cluster Gateway` : 'Cluster Gateway';
}

function showMembers(members, seconds) {
  showConditions(members);
  fill('member-rows', ...members.items.map((member) => {
    const line = read('member ' + member.name, seconds, member.requests, member.buckets, members.bounds);
    return el('tr', { role: 'row' },
      cell('Member', {}, el('div', {}, el('strong', {}, member.name), small(member.alias), small(member.ownRules ? 'own identity rules' : ''))),
      cell('Health', {}, el('div', {},
        el('span', { class: 'health ' + TONES[member.condition] }, el('span', { 'aria-hidden': 'true' }, GLYPHS[member.condition]), ' ', member.condition),
        small(member.reason), small(member.circuit === 'closed' ? '' : `circuit ${member.circuit}`, 'bad'))),
      cell('Endpoint', {}, endpoints(member)),
      cell('Credential', {}, credential(member)),
      cell('Requests', {}, measure(perSecond(rate(line)), small(member.errors ? `${whole(member.errors)} 5xx` : '', 'bad'), line.points.map((point) => point.rate))),
      cell('Latency', {}, measure(lasting(latest(line, 'median')), small(`p95 ${lasting(latest(line, 'high'))}`), line.points.map((point) => point.median))),
      cell('Streams', { class: 'number' }, whole(member.streams)));
  }));
  const none = members.items.length === 0;
  $('no-members').hidden = !none;
  $('no-members').textContent = members.total === 0
    ? 'No members yet. A labelled Secret in the hub makes one; cluster-gateway join writes it.' : 'No member matches.';
  $('pages').hidden = members.matching <= ROWS && view.offset === 0;
  $('place').textContent = none ? `0 of ${whole(members.matching)}`
    : `${whole(view.offset + 1)}–${whole(view.offset + members.items.length)} of ${whole(members.matching)}`;
  $('previous').disabled = view.offset === 0;
  $('next').disabled = view.offset + ROWS >= members.matching;
}

function endpoints(member) {
  if (!member.endpoints) return el('span', { class: 'quiet' }, '–');
  const [first, ...others] = member.endpoints;
  return el('div', {}, el('code', {}, first), ...others.map((url) => el('small', {}, el('code', {}, url))),
    small(member.egress === 'direct' ? '' : `by ${member.egress}`), small(member.verified ? '' : 'its certificate is not verified', 'warn'));
}

function credential(member) {
  if (!member.credential) return el('span', { class: 'quiet' }, '–');
  const { type, end } = member.credential;
  const serving = member.servingCertificateEnd;
  return el('div', {}, type, end ? ending(end, type === 'X509Certificate') : small('no end known'),
    serving && urgency(serving, true) !== 'quiet' ? small(`member's certificate ${until(serving)}`, urgency(serving, true)) : null);
}

function showConditions(members) {
  const choices = [['', 'all', members.total], ...Object.entries(members.conditions).map(([name, n]) => [name, name, n])];
  if ($('conditions').childElementCount === 0) {
    $('conditions').append(...choices.map(([value]) => {
      const button = el('button', { type: 'button' });
      button.addEventListener('click', () => turn({ condition: value, offset: 0 }));
      return button;
    }));
  }
  choices.forEach(([value, name, n], i) => {
    const button = $('conditions').children[i];
    button.textContent = `${name} ${whole(n)}`;
    button.setAttribute('aria-pressed', String(view.condition === value));
  });
}

function showRules(rules) {
  $('rules-state').textContent = !rules.identityPassing
    ? 'Identity passing is off: everybody acts with the member credential’s rights.'
    : [`version ${rules.version}`, rules.defaultAction && `by default ${rules.defaultAction}`,
      rules.loadedAt && `loaded ${new Date(rules.loadedAt).toLocaleString()}`,
      rules.membersWithRules && `${whole(rules.membersWithRules)} members with rules of their own`].filter(Boolean).join(' · ');
  $('findings').hidden = rules.findings.length === 0;
  fill('findings', ...rules.findings.map((line) => el('li', {}, el('code', {}, line))));
  fill('rule-rows', ...rules.items.map((rule) => el('tr', { role: 'row' },
    cell('Rule', {}, el('div', {}, rule.scope === 'none' ? el('em', {}, 'no rule matched') : el('strong', {}, rule.name),
      small(rule.scope === 'member' ? 'of a member' : ''))),
    cell('Type', {}, rule.type ?? '–'),
    cell('Priority', { class: 'number' }, String(rule.priority ?? '–')),
    cell('Hits', { class: 'number' }, whole(rule.hits)),
    cell('Refusals', { class: 'number' + (rule.refusals ? ' warn' : '') }, whole(rule.refusals)),
    cell('Faults', { class: 'number' + (rule.faults ? ' bad' : '') }, whole(rule.faults)),
    cell('Where', {}, el('code', {}, rule.at ?? '')))));
  $('rules-table').hidden = rules.items.length === 0;
  $('no-rules').hidden = rules.items.length > 0;
  $('no-rules').textContent = rules.identityPassing ? 'No rule is in force and none was needed yet.' : 'No rule decides anything.';
}

function showBeside({ streams, build, replica: self, servingCertificateEnd: end, warnings }) {
  const open = Object.entries(streams).filter(([, count]) => count > 0);
  fill('streams', ...open.flatMap(([kind, count]) => pair(kind, whole(count))));
  $('no-streams').hidden = open.length > 0;
  fill('build',
    ...pair('Version', build.gitVersion), ...(build.gitCommit ? pair('Commit', build.gitCommit) : []),
    ...pair('Java', `${build.javaVersion}, ${build.platform}`), ...pair('Replica', self.namespace ? `${self.namespace}/${self.name}` : self.name),
    ...pair('Started', new Date(self.startedAt).toLocaleString()),
    ...(end ? pair('Serving certificate', el('span', { class: urgency(end, true), title: end }, until(end))) : []));
  fill('warnings', ...warnings.items.map(({ name, text }) => el('li', {}, el('strong', {}, name), text)));
  if (warnings.total > warnings.items.length) $('warnings').append(el('li', {}, `and ${whole(warnings.total - warnings.items.length)} more`));
  $('no-warnings').hidden = warnings.total > 0;
}

// ---- what people do ----

function turn(change) {
  Object.assign(view, change);
  poll();
}

let typing = 0;
$('form').addEventListener('submit', (event) => {
  event.preventDefault();
  token = $('token').value.trim();
  $('token').value = '';
  notice('');
  if (token) poll();
});
$('search').addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => turn({ search: $('search').value, offset: 0 }), 250);
});
$('order').addEventListener('change', () => turn({ order: $('order').value, offset: 0 }));
$('previous').addEventListener('click', () => turn({ offset: Math.max(0, view.offset - ROWS) }));
$('next').addEventListener('click', () => turn({ offset: view.offset + ROWS }));
$('leave').addEventListener('click', () => leave(''));
$('pause').addEventListener('click', () => {
  paused = !paused;
  $('pause').setAttribute('aria-pressed', String(paused));
  clearTimeout(timer);
  if (!paused) poll();
});
document.addEventListener('visibilitychange', () => {
  if (token && !paused && !document.hidden) poll();
});
$('entry').hidden = false;
$('token').focus();
