// The page: gives files to the server on this computer, follows the learning, and lists the protected photos.

import { Comparison } from '/compare.js';

const $ = (id) => document.getElementById(id);
const comparison = new Comparison();
const photos = new Map();
const waiting = [];
let token = '';
let room = { photos: 0, uploadBytes: 0 };
let current = null;
let working = false;
let events = null;
let seedPreview = null;
let learntOn = [];
let stopped = false;

// ---- talking to the server

async function call(path, { method = 'GET', file = null } = {}) {
  const headers = method === 'GET' ? {} : { 'X-CSRF-Token': token };
  if (file) {
    headers['Content-Type'] = 'application/octet-stream';
    headers['X-File-Name'] = encodeURIComponent(file.name);
  }
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: file, credentials: 'same-origin' });
  } catch {
    throw new Error('FaceCloak does not answer; is the program still running in the terminal?');
  }
  const text = await answer.text();
  const body = text && answer.headers.get('Content-Type')?.startsWith('application/json') ? JSON.parse(text) : null;
  if (!answer.ok) {
    throw new Error(body?.error ?? `the server refused (${answer.status})`);
  }
  return body;
}

function requireSize(file) {
  if (file.size > room.uploadBytes) {
    throw new Error(`${file.name} is larger than ${Math.floor(room.uploadBytes / 2 ** 20)} MB; choose a smaller file`);
  }
}

// ---- words

function say(text) {
  $('status').textContent = text;
}

function warn(error) {
  $('notice').textContent = sentence(error);
  $('notice').hidden = false;
  $('notice').scrollIntoView({ block: 'nearest' });
}

function clearWarning() {
  $('notice').hidden = true;
}

function sentence(error) {
  const text = error.message ?? String(error);
  // A sentence that begins with a file's name keeps it as it is.
  const first = /^[a-z]+\s/.test(text) ? text.charAt(0).toUpperCase() : text.charAt(0);
  return first + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// ---- the seed and the learning

async function learn(file) {
  clearWarning();
  try {
    requireSize(file);
    const preset = document.querySelector('input[name=preset]:checked').value;
    const forget = !$('remember').checked;
    const learning = await call(`/api/seed?preset=${preset}&forget=${forget}`, { method: 'POST', file });
    showSeed(file);
    forgetPhotos();
    follow();
    showLearning(learning);
  } catch (error) {
    warn(error);
  }
}

function showSeed(file) {
  if (seedPreview) {
    URL.revokeObjectURL(seedPreview);
  }
  seedPreview = URL.createObjectURL(file);
  $('seed-preview').src = seedPreview;
  $('seed-preview').hidden = false;
}

function follow() {
  events?.close();
  events = new EventSource('/api/events');
  events.addEventListener('learning', (event) => showLearning(JSON.parse(event.data)));
}

function showLearning(learning) {
  const running = ['WAITING', 'SYNTHESIS', 'OPTIMIZATION'].includes(learning.phase);
  $('seed-section').hidden = running || learning.phase === 'READY';
  $('learning-section').hidden = !running;
  $('cloak-section').hidden = learning.phase !== 'READY';
  $('photos-section').hidden = learning.phase !== 'READY';
  if (!$('seed-preview').src) {
    $('seed-preview').hidden = true;
  }
  if (running) {
    const texts = {
      WAITING: 'Another cloak is being learnt first.',
      SYNTHESIS: 'First, your face in other poses, expressions and light.',
      OPTIMIZATION: 'Now the pattern, step by step. This takes seconds to a few minutes.',
    };
    $('learning-text').textContent = texts[learning.phase];
    say(texts[learning.phase]);
    showStage('synthesis', learning, learning.phase === 'SYNTHESIS', learning.phase === 'OPTIMIZATION');
    showStage('optimization', learning, learning.phase === 'OPTIMIZATION', false);
    showFaces($('faces'), learning.faces);
    $('faces-block').hidden = learning.faces === 0;
    return;
  }
  events?.close();
  if (learning.phase === 'READY') {
    cloakReady();
  } else if (learning.phase === 'FAILED') {
    warn(new Error(learning.message));
  } else if (learning.phase === 'CANCELLED') {
    say('Cancelled.');
  }
}

function showStage(name, learning, now, done) {
  const stage = $(`stage-${name}`);
  const bar = stage.querySelector('progress');
  const share = done ? 1 : now && learning.total > 0 ? learning.done / learning.total : 0;
  stage.classList.toggle('now', now);
  stage.classList.toggle('done', done);
  bar.value = share;
  stage.querySelector('.count').textContent = done ? 'done' : now && learning.total > 0 ? `${learning.done} of ${learning.total}` : '';
}

function showFaces(list, count) {
  if (list.childElementCount === count) {
    return;
  }
  list.replaceChildren(...Array.from({ length: count }, (_, index) =>
    element('li', {}, element('img', { src: `/api/faces/${index}`, alt: `Synthetic face ${index + 1}`, width: 112, height: 112 }))));
}

async function cloakReady() {
  try {
    const state = await call('/api/session');
    if (!state.cloak) {
      return;
    }
    learntOn = state.cloak.recognisers;
    const names = learntOn.join(', ');
    $('cloak-text').textContent = state.cloak.holdsBiometricTemplate
      ? `Learnt on ${names}. It holds your face as numbers: keep the file to yourself.`
      : `Learnt on ${names}. It holds no biometric data; the largest face of a photo is cloaked.`;
    $('cloak-picture').src = '/api/cloak/picture';
    $('photos-hint').textContent = `Up to ${state.room.photos} at a time; JPEG, HEIC, PNG, TIFF, AVIF, WebP, BMP or GIF`;
    showFaces($('cloak-faces').querySelector('ul'), state.learning.faces);
    $('cloak-faces').hidden = state.learning.faces === 0;
    say('Your cloak is ready.');
    $('photos-file').focus({ preventScroll: true });
  } catch (error) {
    warn(error);
  }
}

async function openCloak(file) {
  clearWarning();
  try {
    requireSize(file);
    const state = await call('/api/cloak', { method: 'POST', file });
    forgetPhotos();
    showLearning(state.learning);
  } catch (error) {
    warn(error);
  }
}

// ---- photos

function enqueue(files) {
  clearWarning();
  stopped = false;
  const videos = liveVideos(files);
  for (const video of videos) {
    $('problems').append(element('li', { className: 'notice', textContent:
      `${video.name} is the video of a Live Photo. It shows your face and stays as it is: do not share it with the protected copy.` }));
  }
  waiting.push(...files.filter((file) => !videos.includes(file)));
  work();
}

/** Videos beside a photo of the same name. */
function liveVideos(files) {
  const base = (file) => file.name.replace(/\.[^.]*$/, '').toLowerCase();
  const photosOf = new Set(files.filter((file) => /\.(heic|heif|hif|jpe?g)$/i.test(file.name)).map(base));
  return files.filter((file) => /\.(mov|mp4)$/i.test(file.name) && photosOf.has(base(file)));
}

/** One at a time: the server has room for one decoded photo. */
async function work() {
  if (working) {
    return;
  }
  working = true;
  for (let file = waiting.shift(); file; file = waiting.shift()) {
    const more = waiting.length > 0 ? `, ${waiting.length} to go` : '';
    $('queue-text').textContent = `Protecting ${file.name}${more} …`;
    $('queue').hidden = false;
    try {
      requireSize(file);
      const photo = await call(`/api/photos?strength=${chosenStrength()}`, { method: 'POST', file });
      add(photo);
      say(`${photo.name}: ${verdict(photo)}`);
      if (!current || waiting.length === 0) {
        show(photo.id);
      }
    } catch (error) {
      if (stopped) {
        break;
      }
      $('problems').append(element('li', { className: 'notice', textContent: sentence(error) }));
    }
  }
  $('queue').hidden = true;
  working = false;
}

function add(photo) {
  photos.set(photo.id, photo);
  const button = element('button', { type: 'button' },
    element('img', { src: `/api/photos/${photo.id}/protected`, alt: '', loading: 'lazy' }),
    element('span', { className: 'name', textContent: photo.name, title: photo.name }),
    element('span', { className: 'verdict', textContent: verdict(photo) }));
  button.addEventListener('click', () => {
    show(photo.id);
    $('viewer').scrollIntoView({ block: 'nearest' });
  });
  const item = element('li', {}, button);
  item.dataset.photo = photo.id;
  $('photo-list').append(item);
}

function chosenStrength() {
  return $('refine').checked ? document.querySelector('input[name=strength]:checked').value : 'off';
}

async function stop() {
  stopped = true;
  waiting.length = 0;
  try {
    await call('/api/photos', { method: 'DELETE' });
    say('Stopped.');
  } catch (error) {
    warn(error);
  }
}

function verdict(photo) {
  return photo.status === 'PROTECTED' ? facesCloaked(photo) : `not cloaked: ${whyNot(photo)}`;
}

function facesCloaked(photo) {
  const cloaked = photo.faces.filter((face) => face.decision === 'CLOAKED').length;
  return `${cloaked} of ${photo.faces.length === 1 ? '1 face' : `${photo.faces.length} faces`} cloaked`;
}

/** The reason in words why no face of a photo is cloaked. */
function whyNot(photo) {
  if (photo.status === 'PERHAPS_PERSON') {
    const similarities = photo.faces.filter((face) => face.decision === 'PERHAPS_PERSON').map((face) => face.similarity);
    return `perhaps you (similarity ${Math.max(...similarities).toFixed(2)})`;
  }
  return photo.status === 'OTHER_PERSON' ? 'somebody else' : 'no face found';
}

function show(id) {
  const photo = photos.get(id);
  current = id;
  for (const item of $('photo-list').children) {
    item.firstElementChild.setAttribute('aria-current', String(item.dataset.photo === id));
  }
  $('viewer').hidden = false;
  $('viewer-title').textContent = photo.name;
  $('viewer-faces').textContent = facesText(photo);
  $('download').hidden = photo.status !== 'PROTECTED';
  $('download').href = `/api/photos/${id}/download`;
  $('download').download = photo.copyName;
  showNotes(photo);
  showBars(photo);
  comparison.show(photo);
}

function facesText(photo) {
  const size = `${photo.width} × ${photo.height} pixels`;
  const crowd = photo.facesNotLookedAt > 0 ? ` · too many faces: the ${photo.facesNotLookedAt} smallest were not looked at` : '';
  if (photo.status !== 'PROTECTED') {
    return `${size} · not cloaked: ${whyNot(photo)}, so nothing was changed${crowd}`;
  }
  const how = photo.strength ? `refined (${photo.strength})` : 'not refined';
  return `${size} · ${facesCloaked(photo)}, ${how}, in ${photo.seconds.toFixed(1)} s${crowd}`;
}

/** What the copy lacks although nobody asked for that. */
function showNotes(photo) {
  const notes = photo.status === 'PROTECTED' ? photo.notes : [];
  $('viewer-notes').hidden = notes.length === 0;
  $('viewer-notes').replaceChildren(...notes.map((note) => element('li', { textContent: `${photo.copyName}: ${note}.` })));
}

function showBars(photo) {
  $('similarity-note').textContent = photo.similarities.length > 0
    ? `Similarity to your face. Right of the mark, a recogniser says it is the same person. ${whichRecognisers(photo)}`
    : 'There is nothing to compare with: no face was found, or the cloak does not remember its person.';
  $('bars').replaceChildren(...photo.similarities.map(bar));
}

/** Success against the recognisers that a cloak was learnt on says little about others. */
function whichRecognisers(photo) {
  const others = photo.similarities.filter((one) => !learntOn.includes(one.recogniser)).length;
  if (others === 0) {
    return 'The cloak was learnt on all the recognisers shown here. Recognisers that it never saw are fooled less often; the table in README says how often.';
  }
  return others === photo.similarities.length
    ? 'The cloak was learnt on none of the recognisers shown here.'
    : 'The cloak was learnt on some of the recognisers shown here; those that it never saw tell more.';
}

function bar(similarity) {
  const { recogniser, before, after, threshold } = similarity;
  const recognisedBefore = before >= threshold;
  const recognisedAfter = after >= threshold;
  const text = recognisedAfter ? 'still recognised' : recognisedBefore ? 'no longer recognised' : 'not recognised to begin with';
  const scale = element('div', { className: 'scale' }, element('span', { className: 'threshold-label', textContent: `same person from ${threshold.toFixed(2)}` }));
  scale.firstElementChild.style.left = percent(threshold);
  scale.setAttribute('aria-hidden', 'true');
  return element('li', {},
    element('div', { className: 'bar-head' },
      element('span', {}, element('b', { textContent: recogniser }),
        element('span', { className: 'hint', textContent: learntOn.includes(recogniser) ? ' · the cloak was learnt on it' : ' · the cloak never saw it' })),
      element('span', { className: `verdict ${recognisedAfter ? 'still' : 'hidden-well'}`, textContent: text })),
    element('div', { className: 'tracks' },
      track('original', before, threshold, ''),
      track('cloaked', after, threshold, recognisedAfter ? 'seen' : 'safe'),
      scale));
}

function track(name, value, threshold, kind) {
  const fill = element('span', { className: `fill ${kind}` });
  fill.style.width = percent(value);
  const mark = element('span', { className: 'threshold' });
  mark.style.left = percent(threshold);
  return element('div', { className: 'track' },
    element('span', { textContent: name }),
    element('span', { className: 'rail' }, fill, mark),
    element('span', { className: 'value', textContent: value.toFixed(2).replace('-', '−') }));
}

function percent(value) {
  return `${100 * Math.min(1, Math.max(0, value))}%`;
}

async function remove() {
  const id = current;
  try {
    await call(`/api/photos/${id}`, { method: 'DELETE' });
    photos.delete(id);
    [...$('photo-list').children].find((item) => item.dataset.photo === id)?.remove();
    current = null;
    const next = photos.keys().next();
    if (next.done) {
      $('viewer').hidden = true;
      $('photos-file').focus();
    } else {
      show(next.value);
    }
  } catch (error) {
    warn(error);
  }
}

function forgetPhotos() {
  photos.clear();
  current = null;
  $('photo-list').replaceChildren();
  $('problems').replaceChildren();
  $('viewer').hidden = true;
}

// ---- files by drop or by choice

function takeFiles(input, zone, take) {
  input.addEventListener('change', () => {
    const files = [...input.files];
    input.value = '';
    if (files.length > 0) {
      take(files);
    }
  });
  for (const type of ['dragenter', 'dragover']) {
    zone?.addEventListener(type, (event) => {
      event.preventDefault();
      zone.classList.add('over');
    });
  }
  zone?.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone?.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    const files = [...event.dataTransfer.files];
    if (files.length > 0) {
      take(files);
    }
  });
}

takeFiles($('seed-file'), $('seed-drop'), ([file]) => learn(file));
takeFiles($('photos-file'), $('photos-drop'), enqueue);
takeFiles($('cloak-file'), null, ([file]) => openCloak(file));
// A file dropped beside a zone must not replace the page.
for (const type of ['dragover', 'drop']) {
  window.addEventListener(type, (event) => event.preventDefault());
}

$('cancel').addEventListener('click', () => call('/api/learning', { method: 'DELETE' }).catch(warn));
$('stop').addEventListener('click', stop);
$('refine').addEventListener('change', () => { $('strengths').disabled = !$('refine').checked; });
$('remove').addEventListener('click', remove);
$('restart').addEventListener('click', () => {
  $('seed-section').hidden = false;
  $('seed-file').focus();
  $('seed-section').scrollIntoView();
});
$('forget').addEventListener('click', async () => {
  try {
    await call('/api/session', { method: 'DELETE' });
    location.assign('/');
  } catch (error) {
    warn(error);
  }
});

// ---- where we left off

try {
  const state = await call('/api/session');
  token = state.token;
  room = state.room;
  learntOn = state.cloak?.recognisers ?? [];
  for (const photo of state.photos) {
    add(photo);
  }
  showLearning(state.learning);
  if (state.photos.length > 0) {
    show(state.photos[0].id);
  }
  if (['WAITING', 'SYNTHESIS', 'OPTIMIZATION'].includes(state.learning.phase)) {
    follow();
  }
} catch (error) {
  warn(error);
}
document.documentElement.dataset.ready = 'true';
