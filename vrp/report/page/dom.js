"use strict";
// Elements are built from text nodes only: nothing that a user wrote is ever parsed as markup.

const SVG = "http://www.w3.org/2000/svg";

function fillIn(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) node.style.setProperty(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== ""));
  return node;
}

const element = (name, attributes = {}, ...children) =>
  fillIn(document.createElement(name), attributes, children);

const shape = (name, attributes = {}, ...children) =>
  fillIn(document.createElementNS(SVG, name), attributes, children);

const byId = (id) => document.getElementById(id);

const styleValue = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const darkScheme = matchMedia("(prefers-color-scheme: dark)");

/** The route's colour, lightened on a dark page so that deep hues keep their contrast. */
function schemeColour(hex) {
  if (!darkScheme.matches) return hex;
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return "#" + channels.map((c) => Math.round(c + (255 - c) * 0.28).toString(16).padStart(2, "0")).join("");
}
