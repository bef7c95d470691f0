// The engine in two parts: what the page opens with, and the rest, which attaches itself to it. Both are made of one
// module and share its memory, so that together they are that module.
//
// A function goes into the first part when the requests of the opening call it. A call from there to a function of the
// rest goes through the table of functions, whose places the rest fills when it comes; called before, it traps, and the
// pool runs the request again once the rest is there. The rest calls the functions of the first part as imports.
import binaryen from 'binaryen';

/** Small and called in every loop: the rest has them as well, since a call from part to part costs. */
const kernels = /^"?<?(libm|compiler_builtins|dlmalloc|allotrope::math|clarabel|core::slice)|__rust|RawVec/;

/** From where the rest imports. */
const from = 'opening';

const DATA = 11;
const DATA_COUNT = 12;

const list = (length, get) => Array.from({ length }, (_, i) => get(i));
const functions = (module) =>
  list(module.getNumFunctions(), (i) => binaryen.getFunctionInfo(module.getFunctionByIndex(i)));
const exportsOf = (module) =>
  list(module.getNumExports(), (i) => binaryen.getExportInfo(module.getExportByIndex(i)));
const globals = (module) =>
  list(module.getNumGlobals(), (i) => binaryen.getGlobalInfo(module.getGlobalByIndex(i)));
const tables = (module) =>
  list(module.getNumTables(), (i) => binaryen.getTableInfo(module.getTableByIndex(i)));

function bytesOf(module) {
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

/** The module without the names of its functions. */
export const nameless = (named) => bytesOf(binaryen.readBinary(named));

/** The module with a global for each of its functions that tells whether it was called; `called` reads them. */
export function watched(named) {
  const module = binaryen.readBinary(named);
  const own = functions(module).filter(({ module: from }) => !from);
  own.forEach(({ name, body, results }, i) => {
    const global = `called ${i}`;
    module.addGlobal(global, binaryen.i32, true, module.i32.const(0));
    module.addGlobalExport(global, global);
    const noted = module.global.set(global, module.i32.const(1));
    binaryen.Function.setBody(module.getFunction(name), module.block(null, [noted, body], results));
  });
  const called = (exports) =>
    new Set(own.map(({ name }) => name).filter((_, i) => exports[`called ${i}`].value === 1));
  return { bytes: bytesOf(module), called };
}

/** A module without those of its sections. */
function without(bytes, sections) {
  const kept = [bytes.subarray(0, 8)];
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at];
    // The length in LEB128.
    let [next, length, shift] = [at + 1, 0, 0];
    do {
      length |= (bytes[next] & 127) << shift;
      shift += 7;
      next += 1;
    } while (bytes[next - 1] & 128);
    const end = next + length;
    if (!sections.includes(id)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}

/** Makes the table of functions anew, empty, with so many places. */
function emptyTable(module, segment, size) {
  module.removeElementSegment(segment.name);
  module.removeTable(segment.table);
  module.addTable(segment.table, size, size);
}

/** Fills those places of the table that belong to functions of one part. */
function fill(module, { table, first, data: names }, belongs) {
  let start = -1;
  [...names, null].forEach((name, i) => {
    const here = name !== null && belongs(name);
    if (here && start < 0) start = i;
    if (here || start < 0) return;
    const place = module.i32.const(first + start);
    module.addActiveElementSegment(table, `from ${start}`, names.slice(start, i), place);
    start = -1;
  });
}

/** What both parts have to agree on: which functions come later, and where they stand in the table. */
function plan(named, called) {
  const module = binaryen.readBinary(named);
  const count = module.getNumElementSegments();
  if (count !== 1) throw new Error(`The engine's table is filled by ${count} segments, not by one.`);
  const segment = binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(0));
  const table = tables(module).find(({ name }) => name === segment.table);
  const exported = new Set(exportsOf(module).map(({ value }) => value));
  const own = functions(module).filter((one) => !one.module);
  const opens = ({ name }) => called.has(name) || exported.has(name);
  module.dispose();
  const later = own.filter((one) => !opens(one)).map((one, i) => ({ ...one, place: table.initial + i }));
  return {
    named,
    // Place 0 stays empty, so that no function has the address zero.
    segment: { ...segment, first: table.initial - segment.data.length },
    size: table.initial + later.length,
    opening: own.filter(opens),
    later,
    isLater: new Set(later.map(({ name }) => name)),
  };
}

/** The first part: functions that come later are calls through the table. */
function makeOpening({ named, segment, size, later, isLater }, joint) {
  const module = binaryen.readBinary(named);
  for (const { name, params, results, place } of later) {
    const given = binaryen.expandType(params).map((type, i) => module.local.get(i, type));
    const at = module.i32.const(place);
    module.removeFunction(name);
    module.addFunction(
      name,
      params,
      results,
      [],
      module.call_indirect(segment.table, at, given, params, results),
    );
  }
  emptyTable(module, segment, size);
  fill(module, segment, (name) => !isLater.has(name));
  joint(module);
  module.runPasses(['remove-unused-module-elements']);
  return module;
}

/** Which functions that come later the first part calls: the ends of all threads that lead out of it. */
function calledLater(parts) {
  const draft = makeOpening(parts, () => {});
  const left = new Set(functions(draft).map(({ name }) => name));
  draft.dispose();
  return parts.later.filter(({ name }) => left.has(name));
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A short name; the dash keeps it apart from the engine's own exports. */
const short = (i) => `-${letters[i % 52]}${i < 52 ? '' : Math.floor(i / 52)}`;

/** `{opening, rest}`: the module in two parts, `called` being the names of the functions that the opening calls. */
export function split(named, called) {
  const parts = plan(named, called);
  const { segment, size } = parts;

  const rest = binaryen.readBinary(named);
  for (const { name } of exportsOf(rest)) rest.removeExport(name);
  for (const { name, params, results } of parts.opening) {
    if (kernels.test(name)) continue;
    rest.removeFunction(name);
    rest.addFunctionImport(name, from, name, params, results);
  }
  emptyTable(rest, segment, size);
  const state = { globals: globals(rest), tables: tables(rest) };
  state.globals.forEach(({ name, type, mutable }, i) => {
    rest.addGlobalImport(name, from, `-global${i}`, type, mutable);
  });
  state.tables.forEach(({ name }, i) => {
    rest.addTableImport(name, from, `-table${i}`);
  });
  rest.addMemoryImport('0', from, 'memory');
  // What the filled table and the imports do not lead to is none of the rest's.
  fill(rest, segment, (name) => parts.isLater.has(name));
  for (const { name, place } of calledLater(parts))
    rest.addActiveElementSegment(segment.table, `at ${place}`, [name], rest.i32.const(place));
  rest.runPasses(['remove-unused-module-elements']);
  const taken = functions(rest).filter(({ module }) => module);
  taken.forEach(({ name, params, results }, i) => {
    rest.removeFunction(name);
    rest.addFunctionImport(name, from, short(i), params, results);
  });

  const opening = makeOpening(parts, (module) => {
    taken.forEach(({ name }, i) => {
      module.addFunctionExport(name, short(i));
    });
    state.globals.forEach(({ name }, i) => {
      module.addGlobalExport(name, `-global${i}`);
    });
    state.tables.forEach(({ name }, i) => {
      module.addTableExport(name, `-table${i}`);
    });
  });
  // The data are the first part's to write, once.
  return { opening: bytesOf(opening), rest: without(bytesOf(rest), [DATA, DATA_COUNT]) };
}
