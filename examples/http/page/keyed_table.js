// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A table that follows an array of rows. A row keeps its elements for as long
// as there is one with its key; what changes in it is shown for a moment.
//
// A column:
//   field    of the row; also what a cell is called (data-field)
//   label
//   text     (row, state) => what is shown; by default the field as it is
//   mood     (row) => "good", "calm", "warn", "bad": shown as a badge
//   kind     "number", "mono", "wide": how it is set
//   time     the field is a time: shown with how long ago it was
//   until    likewise, of a time that may be to come
//   quiet    changes all the time, which is not to be shown
//   node     (row, state) => an element in place of text

function cellText(column, row, state) {
  if (column.text) return column.text(row, state);
  const value = row[column.field];
  if (value === undefined) return NONE;
  if (Array.isArray(value)) return value.join(" ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}

function makeCell(column) {
  return element("td", {
    "data-field": column.field,
    "data-label": column.label,
    class: [column.kind, column.time || column.until ? "time" : ""].filter(Boolean).join(" "),
  });
}

function fillTime(cell, column, row, state) {
  const time = row[column.field];
  if (cell.children.length === 0) cell.append(element("span"), element("small"));
  const [relative, absolute] = cell.children;
  setAttribute(cell, "title", time);
  if (time === undefined) {
    setText(relative, NONE);
    setText(absolute, "");
    return;
  }
  setText(relative, (column.until ? untilText : agoText)(time, state.time));
  setText(absolute, clockText(time, state.time));
}

function flash(cell) {
  cell.classList.remove("changed");
  // Reading a measure makes the browser notice that it was gone.
  void cell.offsetWidth;
  cell.classList.add("changed");
}

function fillCell(cell, column, row, state, isNew) {
  if (column.time || column.until) {
    cell.classList.toggle("absent", row[column.field] === undefined);
    fillTime(cell, column, row, state);
    return;
  }
  if (column.node) {
    const node = column.node(row, state);
    cell.classList.toggle("absent", node.children.length === 0);
    if (cell.innerHTML !== node.outerHTML) setChildren(cell, [node]);
    return;
  }
  const text = cellText(column, row, state);
  // Not worth a line on a phone.
  cell.classList.toggle("absent", text === NONE || text === "");
  const before = cell.textContent;
  if (column.mood) {
    const mood = column.mood(row);
    for (const name of Object.keys(MOODS)) cell.classList.toggle(name, name === mood);
    if (cell.children.length === 0) cell.append(element("span", { class: "badge" }));
    setText(cell.firstElementChild, text);
  } else {
    setText(cell, text);
  }
  if (!isNew && !column.quiet && before !== text) flash(cell);
}

class KeyedTable {
  // `key` names a row by what does not change. `rowClass` (row, before) is
  // optional; `before` is the row above.
  constructor({ columns, key, rowClass, caption }) {
    this.columns = columns;
    this.key = key;
    this.rowClass = rowClass;
    this.rows = new Map();
    this.body = element("tbody");
    const heads = columns.map((column) => element("th", { class: column.kind ?? "", scope: "col" }, column.label));
    this.caption = element("caption");
    this.table = element("table", {}, element("thead", {}, element("tr", {}, ...heads)), this.body);
    if (caption) this.table.prepend(this.caption);
  }

  update(rows, state) {
    const kept = new Map();
    const wanted = rows.map((row, index) => {
      // Two rows of one key would be one: the second has its place added.
      const key = this.key(row);
      const unique = kept.has(key) ? `${key} ${index}` : key;
      const known = this.rows.get(unique);
      const shown = known ?? this.makeRow(unique);
      this.columns.forEach((column, at) => fillCell(shown.children[at], column, row, state, known === undefined));
      if (this.rowClass) setAttribute(shown, "class", this.rowClass(row, rows[index - 1]));
      kept.set(unique, shown);
      return shown;
    });
    this.rows = kept;
    setChildren(this.body, wanted);
  }

  makeRow(key) {
    return element("tr", { "data-key": key }, ...this.columns.map(makeCell));
  }
}
