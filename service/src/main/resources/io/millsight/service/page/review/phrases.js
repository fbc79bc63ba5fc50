/** Finds in the model's sentence which words speak of which box. */

const NUMBER = /\d+(?:\.\d+)?/g;

/** @typedef {{text: string, source: number|null}} Segment */

/**
 * Cuts a sentence into segments. A segment with a `source` describes the box of that number.
 *
 * Four numbers in a line are a box, in either order of the edges. Boxes of another frame than the picture's own are
 * recognised by their order alone, and only if there are as many as the report states.
 *
 * @param {string} answer
 * @param {{source: number|null, box: number[], kind: string}[]} marks the boxes as the model gave them
 * @returns {Segment[]}
 */
export function segments(answer, marks) {
  const spans = boxesIn(answer);
  const stated = marks.filter((mark) => mark.kind === 'defect');
  const found = spans.map((span) => marks.find((mark) => describes(span.numbers, mark.box)));
  const byOrder = found.every((mark) => !mark) && spans.length === stated.length;
  const parts = [];
  let end = 0;
  spans.forEach((span, index) => {
    const mark = byOrder ? stated[index] : found[index];
    if (span.start > end) {
      parts.push({ text: answer.slice(end, span.start), source: null });
    }
    parts.push({ text: answer.slice(span.start, span.end), source: mark ? mark.source : null });
    end = span.end;
  });
  if (end < answer.length) {
    parts.push({ text: answer.slice(end), source: null });
  }
  return parts;
}

/** The clauses with four numbers each: from the end of the clause before to the end of their own. */
function boxesIn(answer) {
  const spans = [];
  for (const line of answer.matchAll(/[^\n]+/g)) {
    let start = line.index;
    let numbers = [];
    for (const match of line[0].matchAll(NUMBER)) {
      numbers.push(Number(match[0]));
      if (numbers.length === 4) {
        const end = endOfClause(answer, line.index + match.index + match[0].length);
        spans.push({ start: start + answer.slice(start, end).search(/[^\s,;]/), end, numbers });
        start = end;
        numbers = [];
      }
    }
  }
  return spans;
}

/** Closing brackets, the paper's word "Defects" and a full stop still belong to the clause. */
function endOfClause(answer, from) {
  return from + answer.slice(from).match(/^\]?(?:[^\n.;,\d]*?[.}])?/)[0].length;
}

function describes([a, b, c, d], [left, top, right, bottom]) {
  const near = (...pairs) => pairs.every(([one, other]) => Math.abs(one - other) <= 1);
  return near([a, left], [b, right], [c, top], [d, bottom]) || near([a, left], [b, top], [c, right], [d, bottom]);
}
