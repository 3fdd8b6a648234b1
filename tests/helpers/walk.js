// What is asked of every page of a site. Each function gives the faults it finds, in words; none changes the page.
window.walk = (() => {
  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const isShown = one => one.checkVisibility({visibilityProperty: true});
  const area = one => one.getBoundingClientRect();
  const plain = text => text.replace(/\s+/g, " ").trim();

  function named(one) {
    const id = one.id ? `#${one.id}` : "";
    const kind = typeof one.className === "string" && one.className ? `.${one.className.trim().split(/\s+/).join(".")}` : "";
    return `${one.localName}${id}${kind} "${plain(one.textContent).slice(0, 40)}"`;
  }

  // One pixel, for screen readers alone.
  const isUnseen = one => {
    for (let at = one; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.clipPath === "inset(50%)" || (style.overflow === "hidden" && at.clientWidth <= 1)) return true;
    }
    return false;
  };

  function page_() {
    const faults = [];
    if (document.documentElement.lang !== "en-GB") faults.push(`the language is '${document.documentElement.lang}'`);
    if (!document.title) faults.push("there is no title");
    const heads = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")];
    if (heads.filter(one => one.localName === "h1").length !== 1) faults.push("there is not one h1");
    let before = 0;
    for (const head of heads) {
      const level = Number(head.localName[1]);
      if (level > before + 1) faults.push(`a level is skipped before ${named(head)}`);
      if (!plain(head.textContent)) faults.push(`there is a heading without words: ${named(head)}`);
      before = level;
    }
    for (const table of document.querySelectorAll("table")) {
      const caption = table.caption ? plain(table.caption.textContent) : "";
      if (!caption) faults.push(`there is a table without a caption: ${named(table)}`);
      if (!table.querySelector("thead th[scope=col]")) faults.push(`no column heads in the table '${caption}'`);
      for (const head of table.querySelectorAll("th")) {
        const groups = head.parentElement.classList.contains("group");
        const wanted = head.closest("thead") ? ["col"] : groups ? ["row", "rowgroup"] : ["row"];
        if (!wanted.includes(head.scope)) faults.push(`${named(head)} of '${caption}' has the scope '${head.scope}'`);
      }
      const rows = [...table.querySelectorAll("tbody tr")];
      const isList = table.closest(".plain") !== null;
      if (!isList && rows.some(row => !row.querySelector("th"))) faults.push(`a row of '${caption}' has no head`);
    }
    for (const image of document.images) if (!image.hasAttribute("alt")) faults.push(`no alt: ${image.src}`);
    const ids = [...document.querySelectorAll("[id]")].map(one => one.id);
    for (const id of new Set(ids.filter((one, place) => ids.indexOf(one) !== place))) faults.push(`two ids '${id}'`);
    return faults;
  }

  function sideways() {
    const root = document.documentElement;
    const faults = [];
    if (root.scrollWidth > root.clientWidth) {
      faults.push(`the page scrolls sideways by ${root.scrollWidth - root.clientWidth} pixels`);
    }
    for (const one of document.body.querySelectorAll("*")) {
      if (one.scrollWidth <= one.clientWidth + 1 || !isShown(one) || isUnseen(one)) continue;
      if (!["auto", "scroll"].includes(getComputedStyle(one).overflowX) || one.localName === "select") continue;
      const name = one.getAttribute("aria-label") || document.getElementById(one.getAttribute("aria-labelledby"))?.textContent;
      if (one.getAttribute("role") !== "region" || one.tabIndex !== 0 || !name) {
        faults.push(`${named(one)} scrolls sideways and is no named region that keys reach`);
      }
    }
    return faults;
  }

  // Text that its box cuts off, and text that lies outside the page.
  function cut() {
    const faults = [];
    for (const one of document.body.querySelectorAll("*")) {
      if (!isShown(one) || isUnseen(one) || one.localName === "svg" || one.closest("svg")) continue;
      const style = getComputedStyle(one);
      const hides = ["hidden", "clip"];
      const wide = hides.includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
      const high = hides.includes(style.overflowY) && one.scrollHeight > one.clientHeight + 1;
      if ((wide || high) && plain(one.textContent) && !one.classList.contains("status")) faults.push(`${named(one)} is cut off`);
    }
    return faults;
  }

  // Controls, and links that stand by themselves in navigation. Links in text are excepted, and judged by axe.
  function targets() {
    const faults = [];
    for (const one of document.querySelectorAll("button, input:not([type=hidden]), select, summary, nav a[href]")) {
      if (!isShown(one) || isUnseen(one)) continue;
      const box = area(one);
      if (Math.min(box.width, box.height) < 23.95) {
        faults.push(`${named(one)} is ${box.width.toFixed(1)} by ${box.height.toFixed(1)} pixels small`);
      }
    }
    return faults;
  }

  // Where the rows of a table stand as cards, each value has the name of its column before it.
  function stacked() {
    const faults = [];
    for (const table of document.querySelectorAll("table")) {
      if (!isShown(table) || getComputedStyle(table).display === "table" || table.closest(".strip, .identity")) continue;
      for (const cell of table.querySelectorAll("tbody td")) {
        if (!isShown(cell) || !plain(cell.textContent) || cell.querySelector("svg")) continue;
        const label = getComputedStyle(cell, "::before").content;
        if (!label || label === "none" || label === '""') faults.push(`no name of its column before ${named(cell)}`);
      }
    }
    return faults;
  }

  function colour(text) {
    const canvas = colour.canvas ??= new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  }
  function lightness([red, green, blue]) {
    const part = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  }
  function contrast(one, other) {
    const [light, dark] = [lightness(colour(one)), lightness(colour(other))].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }
  function ground(one) {
    for (let at = one; at; at = at.parentElement) {
      const found = getComputedStyle(at).backgroundColor;
      if (colour(found)[3] === 255) return found;
    }
    return "#ffffff";
  }

  // How an element that has the focus is told from one that has not; "" if it is, seen whole and with 3:1.
  function focus() {
    const one = document.activeElement;
    if (!one || one === document.body) return {place: -1, fault: ""};
    const all = focus.all ??= [...document.querySelectorAll("*")];
    const style = getComputedStyle(one);
    const box = area(one);
    const faults = [];
    const marks = [];
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) marks.push(style.outlineColor);
    marks.push(...(style.boxShadow.match(/rgba?\([^)]*\)/g) || []));
    const inside = parseFloat(style.outlineOffset) < 0;
    const around = [ground(inside ? one : one.parentElement), style.backgroundColor];
    if (!marks.some(mark => contrast(mark, around[0]) >= 3 || (colour(around[1])[3] === 255 && contrast(mark, around[1]) >= 3))) {
      faults.push("its focus is not to be seen");
    }
    const high = document.documentElement.clientHeight, wide = document.documentElement.clientWidth;
    if (box.bottom < 1 || box.top > high - 1 || box.right < 1 || box.left > wide - 1) faults.push("it is out of sight");
    else if (box.height < high) {
      // Its first and last line, at their middle: something that stands over all of them hides it.
      const lines = [...one.getClientRects()].filter(line => line.width && line.height);
      const points = lines.flatMap(line => [0.1, 0.5, 0.9].map(part => [line.left + part * line.width, line.top + line.height / 2]));
      const covers = points.filter(([x, y]) => x >= 0 && x < wide && y >= 0 && y < high).map(([x, y]) => document.elementFromPoint(x, y));
      if (covers.length && covers.every(cover => cover && !one.contains(cover) && !cover.contains(one))) {
        faults.push(`it is hidden under ${named(covers[0])}`);
      }
    }
    return {place: all.indexOf(one), fault: faults.length ? `${named(one)}: ${faults.join(", ")}` : "", name: named(one)};
  }

  // Everything that keys must reach, by its place on the page.
  function reachable() {
    focus.all = [...document.querySelectorAll("*")];
    return [...document.querySelectorAll(TARGETS)]
      .filter(one => isShown(one) && !one.disabled && one.tabIndex >= 0)
      .map(one => ({place: focus.all.indexOf(one), name: named(one)}));
  }

  // From now on each key that is pressed keeps how it stands before it has done anything.
  const stops = [];
  const follow = () => addEventListener("keydown", event => event.key === "Tab" && stops.push(focus()), {capture: true});

  const light = () => {
    const [red, green, blue] = colour(getComputedStyle(document.body).backgroundColor);
    return red === 255 && green === 255 && blue === 255 ? [] : [`the page is not light: ${red} ${green} ${blue}`];
  };
  return {page: page_, sideways, cut, targets, stacked, light, focus, reachable, follow, stops};
})();
