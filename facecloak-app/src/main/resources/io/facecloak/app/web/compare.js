// The comparison of a photo and its protected copy: a dividing line to drag, zoom to single pixels, and their difference.

const MAX_ZOOM = 32;
const CRISP_FROM = 2;
const STEP = 1.5;
const PAN = 60;

/** Shows one photo at a time in the stage. The page has one. */
export class Comparison {
  #stage = document.getElementById('stage');
  #canvas = this.#stage.querySelector('.canvas');
  #divider = this.#stage.querySelector('.divider');
  #original = document.getElementById('image-original');
  #copy = document.getElementById('image-protected');
  #difference = document.getElementById('image-difference');
  #slider = document.getElementById('slider');
  #zoomText = document.getElementById('zoom');
  #factor = document.getElementById('factor');
  #photo = null;
  #mode = 'compare';
  #fitted = true;
  #zoom = 1;
  #x = 0;
  #y = 0;
  #drag = null;
  #pointers = new Map();
  #size = [0, 0];

  constructor() {
    this.#slider.addEventListener('input', () => this.#draw());
    this.#factor.addEventListener('change', () => this.#loadDifference());
    for (const button of document.querySelectorAll('[data-mode]')) {
      button.addEventListener('click', () => this.#setMode(button.dataset.mode));
    }
    for (const button of document.querySelectorAll('[data-zoom]')) {
      button.addEventListener('click', () => this.#zoomTo(button.dataset.zoom));
    }
    this.#stage.addEventListener('keydown', (event) => this.#onKey(event));
    this.#stage.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    this.#stage.addEventListener('pointerdown', (event) => this.#onDown(event));
    this.#stage.addEventListener('pointermove', (event) => this.#onMove(event));
    for (const end of ['pointerup', 'pointercancel']) {
      this.#stage.addEventListener(end, (event) => this.#onUp(event));
    }
    new ResizeObserver(() => this.#onResize()).observe(this.#stage);
  }

  /** Shows a photo as the server describes it. */
  show(photo) {
    this.#photo = photo;
    const base = `/api/photos/${photo.id}`;
    this.#original.src = `${base}/original`;
    this.#original.alt = `${photo.name}, original`;
    this.#copy.src = `${base}/protected`;
    this.#copy.alt = `${photo.name}, protected`;
    this.#difference.removeAttribute('src');
    this.#difference.alt = `Difference of ${photo.name} and its protected copy`;
    this.#canvas.style.width = `${photo.width}px`;
    this.#canvas.style.height = `${photo.height}px`;
    this.#stage.style.setProperty('--ratio', `${photo.width} / ${photo.height}`);
    this.#slider.value = 50;
    this.#setMode(this.#mode);
    this.#zoomTo('fit');
  }

  #setMode(mode) {
    this.#mode = mode;
    const difference = mode === 'difference';
    for (const button of document.querySelectorAll('[data-mode]')) {
      button.setAttribute('aria-pressed', String(button.dataset.mode === mode));
    }
    this.#difference.hidden = !difference;
    this.#original.hidden = difference;
    this.#copy.hidden = difference;
    this.#divider.hidden = difference;
    document.getElementById('slider-label').hidden = difference;
    document.getElementById('factor-label').hidden = !difference;
    this.#stage.classList.toggle('difference', difference);
    this.#stage.querySelector('.tag.center').hidden = !difference;
    this.#stage.querySelector('.tag.left').hidden = difference;
    this.#stage.querySelector('.tag.right').hidden = difference;
    if (difference) {
      this.#loadDifference();
    }
    this.#draw();
  }

  #loadDifference() {
    this.#difference.src = `/api/photos/${this.#photo.id}/difference?factor=${this.#factor.value}`;
  }

  get #fit() {
    const width = this.#stage.clientWidth / this.#photo.width;
    const height = this.#stage.clientHeight / this.#photo.height;
    return Math.min(width, height, 1);
  }

  #zoomTo(target) {
    this.#fitted = target === 'fit';
    const middle = [this.#stage.clientWidth / 2, this.#stage.clientHeight / 2];
    switch (target) {
      case 'fit':
        this.#zoom = this.#fit;
        this.#center(this.#photo.width / 2, this.#photo.height / 2);
        break;
      case 'face':
      case 'pixels': {
        const box = this.#face();
        const size = Math.max(box.right - box.left, box.bottom - box.top);
        this.#zoom = target === 'pixels' ? 8 : this.#bounded((0.8 * Math.min(...middle) * 2) / size);
        // Between the eyes rather than on the nose: that is where one looks.
        const eyes = target === 'pixels' ? 0.4 : 0.5;
        this.#center((box.left + box.right) / 2, box.top + eyes * (box.bottom - box.top));
        break;
      }
      case 'in':
        this.#zoomAt(STEP, ...middle);
        break;
      case 'out':
        this.#zoomAt(1 / STEP, ...middle);
        break;
    }
    this.#draw();
  }

  /** The face that was cloaked, else the largest, else the whole photo. */
  #face() {
    const faces = this.#photo.faces;
    return faces.find((face) => face.decision === 'CLOAKED') ?? faces[0]
      ?? { left: 0, top: 0, right: this.#photo.width, bottom: this.#photo.height };
  }

  #bounded(zoom) {
    return Math.min(MAX_ZOOM, Math.max(this.#fit, zoom));
  }

  #zoomAt(factor, x, y) {
    const zoom = this.#bounded(this.#zoom * factor);
    this.#x = x - ((x - this.#x) * zoom) / this.#zoom;
    this.#y = y - ((y - this.#y) * zoom) / this.#zoom;
    this.#zoom = zoom;
    this.#fitted = zoom === this.#fit;
  }

  #center(photoX, photoY) {
    this.#x = this.#stage.clientWidth / 2 - photoX * this.#zoom;
    this.#y = this.#stage.clientHeight / 2 - photoY * this.#zoom;
  }

  /** What was in the middle stays there, at the same zoom; a photo that filled the stage fills it again. */
  #onResize() {
    const [width, height] = this.#size;
    const now = [this.#stage.clientWidth, this.#stage.clientHeight];
    if (!this.#photo || now[0] === 0 || (width === now[0] && height === now[1])) {
      return;
    }
    this.#size = now;
    if (this.#fitted) {
      this.#zoomTo('fit');
      return;
    }
    this.#zoom = this.#bounded(this.#zoom);
    this.#x += (now[0] - width) / 2;
    this.#y += (now[1] - height) / 2;
    this.#draw();
  }

  /** Keeps the photo in the stage: centred where it is smaller, without gaps where it is larger. */
  #clamp() {
    const within = (offset, stage, size) =>
      size <= stage ? (stage - size) / 2 : Math.min(0, Math.max(stage - size, offset));
    this.#x = within(this.#x, this.#stage.clientWidth, this.#photo.width * this.#zoom);
    this.#y = within(this.#y, this.#stage.clientHeight, this.#photo.height * this.#zoom);
  }

  #draw() {
    if (!this.#photo) {
      return;
    }
    this.#clamp();
    this.#canvas.style.transform = `translate(${this.#x}px, ${this.#y}px) scale(${this.#zoom})`;
    this.#canvas.classList.toggle('crisp', this.#zoom >= CRISP_FROM);
    this.#stage.classList.toggle('pannable', this.#zoom > this.#fit * 1.001);
    this.#zoomText.textContent = `${Math.round(this.#zoom * 100)} %`;
    // The line runs over what is visible of the photo, so that its ends are reached.
    const left = Math.max(0, this.#x);
    const right = Math.min(this.#stage.clientWidth, this.#x + this.#photo.width * this.#zoom);
    const line = left + ((right - left) * this.#slider.value) / 100;
    this.#divider.style.left = `${line}px`;
    const cut = (this.#x + this.#photo.width * this.#zoom - line) / this.#zoom;
    this.#original.style.clipPath = `inset(0 ${Math.max(0, cut)}px 0 0)`;
  }

  #moveLine(clientX) {
    const bounds = this.#stage.getBoundingClientRect();
    const left = Math.max(0, this.#x);
    const right = Math.min(bounds.width, this.#x + this.#photo.width * this.#zoom);
    this.#slider.value = (100 * (clientX - bounds.left - left)) / (right - left);
  }

  #onDown(event) {
    this.#stage.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, event);
    const onLine = event.target.closest?.('.divider');
    const pannable = this.#zoom > this.#fit * 1.001 || this.#mode === 'difference';
    this.#drag = onLine || !pannable ? 'line' : 'pan';
    if (this.#drag === 'line') {
      this.#moveLine(event.clientX);
      this.#draw();
    }
  }

  #onMove(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      return;
    }
    const other = [...this.#pointers.values()].find((pointer) => pointer.pointerId !== event.pointerId);
    if (other) {
      const distance = (a) => Math.hypot(a.clientX - other.clientX, a.clientY - other.clientY);
      const bounds = this.#stage.getBoundingClientRect();
      this.#zoomAt(distance(event) / Math.max(1, distance(before)),
        (event.clientX + other.clientX) / 2 - bounds.left, (event.clientY + other.clientY) / 2 - bounds.top);
    } else if (this.#drag === 'line') {
      this.#moveLine(event.clientX);
    } else {
      this.#x += event.clientX - before.clientX;
      this.#y += event.clientY - before.clientY;
    }
    this.#pointers.set(event.pointerId, event);
    this.#draw();
  }

  #onUp(event) {
    this.#pointers.delete(event.pointerId);
  }

  #onWheel(event) {
    event.preventDefault();
    const bounds = this.#stage.getBoundingClientRect();
    this.#zoomAt(Math.exp(-event.deltaY / 400), event.clientX - bounds.left, event.clientY - bounds.top);
    this.#draw();
  }

  #onKey(event) {
    const moves = { ArrowLeft: [PAN, 0], ArrowRight: [-PAN, 0], ArrowUp: [0, PAN], ArrowDown: [0, -PAN] };
    const zooms = { '+': 'in', '=': 'in', '-': 'out', 0: 'fit' };
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (moves[event.key]) {
      this.#x += moves[event.key][0];
      this.#y += moves[event.key][1];
      this.#draw();
    } else if (zooms[event.key]) {
      this.#zoomTo(zooms[event.key]);
    } else {
      return;
    }
    event.preventDefault();
  }
}
