// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Making and changing elements. Whatever comes from the daemon goes in as text
// or as an attribute, never as markup.

const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// What has not changed is left alone: a selection in it stays, and nothing is
// laid out anew.
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function setAttribute(node, name, value) {
  if (value === undefined || value === "") {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

// Makes the children of `parent` those of `wanted`, in this order, moving no
// more than it must.
function setChildren(parent, wanted) {
  wanted.forEach((child, index) => {
    if (parent.children[index] !== child) {
      parent.insertBefore(child, parent.children[index] ?? null);
    }
  });
  while (parent.children.length > wanted.length) parent.lastElementChild.remove();
}
