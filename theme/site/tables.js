/* tables.js: lets readers sort and filter the summary tables, at a double-click as well as from a server.
 *
 * Everything is on the page without it; it makes its own controls, so that none stands there dead. What it needs is in
 * the attributes that report.lua writes: data-sort, data-order and data-filter on header cells, data-many, data-groups
 * and data-since on the table's region. The choice stands in the address, which can be mailed:
 * ?status=red,amber&direction=worsening&section=highways&changed=worse&sort=rating-now-worst-first
 */
(function () {
  "use strict";

  const SORTS = {
    text: [["A to Z", 1], ["Z to A", -1]],
    number: [["highest first", -1], ["lowest first", 1]],
    order: [["worst first", -1], ["best first", 1]],
  };
  const CHANGES = {
    yes: { label: "Changed", said: "rating changed" },
    better: { label: "Moved to a better rating", said: "moved to a better rating" },
    worse: { label: "Moved to a worse rating", said: "moved to a worse rating" },
  };
  const NAMES = { status: "Rating", direction: "Direction" };

  const words = (element) => element.textContent.trim().replace(/\s+/g, " ");
  const slug = (text) => text.toLowerCase().normalize("NFKD").replace(/[^a-z0-9\s-]/g, "").trim().replace(/[\s-]+/g, "-");
  const unique = (items) => [...new Set(items)];
  const either = (items) => items.length < 2 ? items.join("")
    : items.slice(0, -1).join(", ") + " or " + items[items.length - 1];

  function make(name, attributes, ...inside) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  }

  /* What a table says ------------------------------------------------------------------------------------- */

  function readColumns(table) {
    return [...table.tHead.rows[table.tHead.rows.length - 1].cells].map((cell, index) => ({
      cell, index, title: words(cell), sort: cell.dataset.sort || "", filter: cell.dataset.filter || "",
      order: (cell.dataset.order || "").split("|").filter(Boolean),
    }));
  }

  /** What a row is compared by in a column; null stays at the end in either order. */
  function key(column, cell) {
    if (column.sort === "text") return words(cell);
    if (column.sort === "number") {
      const found = words(cell).replace(/,/g, "").replace("\u2212", "-").match(/-?\d+(\.\d+)?/);
      return found ? Number(found[0]) : null;
    }
    const mark = cell.querySelector(".status, .direction");
    const place = mark ? column.order.indexOf(words(mark)) : -1;
    return place < 0 ? null : place;
  }

  const marks = (cell, name) => [...cell.querySelectorAll(name === "direction" ? ".direction" : ".status")]
    .slice(0, name === "direction" ? 9 : 1);

  function readRows(table, columns) {
    const rows = [];
    for (const body of table.tBodies) {
      let group = "";
      for (const row of body.rows) {
        if (row.classList.contains("group")) group = words(row);
        else if (!row.classList.contains("total")) {
          const entry = { row, body, group, place: rows.length, keys: [], facets: {} };
          for (const column of columns) {
            entry.keys.push(column.sort ? key(column, row.cells[column.index]) : null);
            if (column.filter) entry.facets[column.filter] = marks(row.cells[column.index], column.filter);
          }
          entry.changed = row.querySelector(".moved-better") ? "better" : row.querySelector(".moved-worse") ? "worse" : "";
          rows.push(entry);
        }
      }
    }
    return rows;
  }

  /* The address ------------------------------------------------------------------------------------------- */

  function readAddress() {
    const found = new Map();
    for (const part of location.search.slice(1).split("&")) {
      const [name, value = ""] = part.split("=");
      try { if (name) found.set(decodeURIComponent(name), decodeURIComponent(value)); } catch (error) { /* not ours */ }
    }
    return found;
  }

  function writeAddress(own, chosen) {
    const others = location.search.slice(1).split("&").filter((part) => part && !own.includes(part.split("=")[0]));
    const said = [...chosen].filter(([, value]) => value).map(([name, value]) => name + "=" + value);
    const query = [...others, ...said].join("&");
    try {
      history.replaceState(history.state, "", location.pathname + (query ? "?" + query : "") + location.hash);
    } catch (error) { /* a browser that keeps the address of a file as it is */ }
  }

  /* One table --------------------------------------------------------------------------------------------- */

  function enhance(region, number) {
    const table = region.querySelector("table");
    const columns = readColumns(table);
    const sortable = columns.filter((column) => column.sort);
    const filtered = Boolean(region.dataset.many);
    const rows = readRows(table, columns);
    if (!sortable.length || rows.length < 2) return;
    const many = region.dataset.many || "rows";
    const suffix = number > 1 ? "-" + number : "";
    const id = (name) => "tool-" + number + "-" + name;
    const caption = table.caption ? words(table.caption) : "the table";
    // Unseen: out of their place several tables' controls of one name would sound alike.
    const ofTable = () => make("span", { class: "tools-of" }, ": " + caption);
    const sorted = make("tbody", { class: "sorted" });
    const grouped = rows.some((entry) => entry.group);
    const facets = [];

    const sorts = new Map();
    for (const column of sortable) {
      for (const [said, way] of SORTS[column.sort]) {
        sorts.set(slug(column.title + " " + said), { column, way, said: column.title + ", " + said });
      }
    }
    if (filtered) {
      for (const column of columns.filter((one) => one.filter)) {
        const found = new Map();
        for (const entry of rows) for (const mark of entry.facets[column.filter]) found.set(slug(words(mark)), mark);
        const place = (mark) => column.order.indexOf(words(mark));
        facets.push({
          name: column.filter, label: NAMES[column.filter] || column.title, boxes: column.filter === "status",
          options: [...found].sort((a, b) => place(b[1]) - place(a[1])).map(([value, mark]) => ({ value, mark, label: words(mark) })),
          has: (entry, value) => entry.facets[column.filter].some((mark) => slug(words(mark)) === value),
        });
      }
      if (grouped) {
        facets.push({
          name: "section", label: region.dataset.groups || "Section",
          options: unique(rows.map((entry) => entry.group)).map((name) => ({ value: slug(name), label: name })),
          has: (entry, value) => slug(entry.group) === value,
        });
      }
      if (region.dataset.since) {
        facets.push({
          name: "changed", label: "Since " + region.dataset.since,
          options: Object.entries(CHANGES).map(([value, one]) => ({ value, label: one.label, said: one.said + " since " + region.dataset.since })),
          has: (entry, value) => value === "yes" ? entry.changed !== "" : entry.changed === value,
        });
      }
    }
    const own = [...facets.map((facet) => facet.name), "sort"].map((name) => name + suffix);

    /* controls */
    const many_of = (facet, value) => rows.filter((entry) => facet.has(entry, value)).length;
    const form = make("form", { class: "tools", autocomplete: "off" });
    for (const facet of facets) {
      if (facet.boxes) {
        const set = make("fieldset", {}, make("legend", {}, facet.label));
        for (const option of facet.options) {
          const box = make("input", { type: "checkbox", name: facet.name, value: option.value });
          const mark = make("span", { class: option.mark.className.replace(/\bmoved-\w+/, "") }, option.label);
          set.append(make("label", {}, box, mark, make("span", { class: "many" }, " (" + many_of(facet, option.value) + ")")));
        }
        form.append(set);
      } else {
        const select = make("select", { id: id(facet.name), name: facet.name }, make("option", { value: "" }, "All"));
        for (const option of facet.options) {
          select.append(make("option", { value: option.value }, option.label + " (" + many_of(facet, option.value) + ")"));
        }
        form.append(make("p", {}, make("label", { for: id(facet.name) }, facet.label), select));
      }
    }
    const order = make("select", { id: id("sort"), name: "sort" }, make("option", { value: "" }, "As published"));
    for (const [value, one] of sorts) order.append(make("option", { value }, one.said));
    form.append(make("p", { class: "order" }, make("label", { for: id("sort") }, "Sort by", ofTable()), order));
    const clear = make("button", { type: "button" }, "Clear filters");
    if (filtered) form.append(make("p", { class: "clear" }, clear));
    const told = make("p", { class: "tools-told", role: "status" });

    for (const column of sortable) {
      column.button = make("button", { type: "button" }, column.title);
      column.cell.replaceChildren(column.button, make("span", { class: "column-title" }, column.title));
      column.button.addEventListener("click", () => {
        const ways = [...sorts].filter(([, one]) => one.column === column).map(([value]) => value);
        order.value = [...ways, ""][ways.indexOf(order.value) + 1];
        changed();
      });
    }
    if (grouped) {
      for (const entry of rows) entry.row.cells[0].append(make("span", { class: "row-group" }, entry.group));
    }

    /* the choice */
    const boxes = (facet) => [...form.querySelectorAll('input[name="' + facet.name + '"]')];
    const chosen = (facet) => facet.boxes ? boxes(facet).filter((box) => box.checked).map((box) => box.value)
      : [form.elements[facet.name].value].filter(Boolean);

    function restore() {
      const address = readAddress();
      for (const facet of facets) {
        const values = (address.get(facet.name + suffix) || "").split(",");
        const known = facet.options.map((option) => option.value).filter((value) => values.includes(value));
        if (facet.boxes) for (const box of boxes(facet)) box.checked = known.includes(box.value);
        else form.elements[facet.name].value = known[0] || "";
      }
      order.value = sorts.has(address.get("sort" + suffix)) ? address.get("sort" + suffix) : "";
      show();
    }

    function changed() {
      writeAddress(own, [...facets.map((facet) => [facet.name + suffix, chosen(facet).join(",")]), ["sort" + suffix, order.value]]);
      show();
    }

    function show() {
      const way = sorts.get(order.value);
      const choice = facets.map((facet) => [facet, chosen(facet)]).filter(([, values]) => values.length);
      let shown = 0;
      for (const entry of rows) {
        entry.row.hidden = !choice.every(([facet, values]) => values.some((value) => facet.has(entry, value)));
        shown += entry.row.hidden ? 0 : 1;
      }
      place(way);
      for (const body of table.tBodies) {
        if (body !== sorted) body.hidden = ![...body.rows].some((row) => !row.hidden && !row.classList.contains("group"));
      }
      for (const column of sortable) {
        if (way && way.column === column) column.cell.setAttribute("aria-sort", way.way > 0 ? "ascending" : "descending");
        else column.cell.removeAttribute("aria-sort");
      }
      const by = choice.map(([facet, values]) => either(values.map((value) => {
        const option = facet.options.find((one) => one.value === value);
        return option.said || option.label;
      }))).join("; ");
      region.hidden = shown === 0;
      table.classList.toggle("is-sorted", Boolean(way));
      told.classList.toggle("has-choice", Boolean(way || choice.length));
      const counted = !filtered ? ""
        : shown === 0 ? "None of the " + rows.length + " " + many + " matches: " + by + ". Clear the filters to see them all."
          : choice.length ? shown + " of " + rows.length + " " + many + " shown: " + by + "."
            : "All " + rows.length + " " + many + " shown.";
      const sortedBy = way && shown ? "Sorted by " + way.said.charAt(0).toLowerCase() + way.said.slice(1) + "." : "";
      told.textContent = [counted, sortedBy].filter(Boolean).join(" ");
    }

    /** Rows across all groups where they are sorted, each in its group and place where they are not. */
    function place(way) {
      const index = way ? way.column.index : 0;
      const compare = (a, b) => {
        const [one, other] = [a.keys[index], b.keys[index]];
        if (one === null || other === null) return (one === null) - (other === null) || a.place - b.place;
        const found = typeof one === "number" ? one - other : one.localeCompare(other, document.documentElement.lang, { numeric: true });
        return way.way * found || a.place - b.place;
      };
      const totals = [...table.querySelectorAll("tr.total")];
      for (const entry of way ? [...rows].sort(compare) : rows) {
        if (way) sorted.append(entry.row);
        else entry.body.append(entry.row);
      }
      if (way) {
        table.tBodies[0].before(sorted);
      } else {
        sorted.remove();
        for (const row of totals) row.parentNode.append(row);
      }
    }

    form.addEventListener("change", changed);
    form.addEventListener("submit", (event) => event.preventDefault());
    clear.addEventListener("click", () => {
      for (const facet of facets) {
        if (facet.boxes) for (const box of boxes(facet)) box.checked = false;
        else form.elements[facet.name].value = "";
      }
      changed();
    });
    window.addEventListener("popstate", restore);

    const title = make("summary", {}, filtered ? "Filter and sort" : "Sort");
    const tools = make("details", { class: "table-tools" + (filtered ? "" : " sort-only") }, title, form);
    title.append(ofTable());
    region.before(tools, told);
    restore();
    // A phone has the table in sight first; what is chosen stands above it in words.
    tools.open = window.matchMedia("(min-width: 48rem)").matches;
  }

  function start() {
    [...document.querySelectorAll(".table-scroll")].filter((region) => region.querySelector("thead [data-sort]"))
      .forEach((region, place) => enhance(region, place + 1));
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
