// Kubernetes' and KEDA's schemas on documents; keys that no schema names are refused at every depth.
// Input: a JSON array of documents. Output: a JSON array of lists of messages, one list a document.
//
// The schemas come as compiled validators, which let unknown keys pass. They do read each key that they know, so a document is
// given to them in wrappers that note what is read: a key that nobody read is one that no schema names.
import { text } from "node:stream/consumers";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
// Groups whose package folder is not the group's name.
const folders = { "": "kubernetes-models", "keda.sh": "@kubernetes-models/keda/keda.sh" };

function model({ apiVersion, kind }) {
  const [version, group] = String(apiVersion).split("/").reverse();
  const folder = folders[group ?? ""] ?? `kubernetes-models/${group}`;
  try {
    return require(`${folder}/${version}/${kind}`)[kind];
  } catch {
    return undefined;
  }
}

function watched(value, read, path = "") {
  if (typeof value !== "object" || value === null) return value;
  const children = new Map();
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === "symbol" || !Object.hasOwn(target, key)) return Reflect.get(target, key);
      const name = `${path}/${key}`;
      read.add(name);
      if (!children.has(key)) children.set(key, watched(target[key], read, name));
      return children.get(key);
    },
  });
}

function unread(value, read, path = "") {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    read.has(`${path}/${key}`) ? unread(child, read, `${path}/${key}`) : [`${path}/${key} is no key of the schema`],
  );
}

function messages(document) {
  const type = model(document);
  if (!type) return [`no schema for ${document.apiVersion} ${document.kind}`];
  const read = new Set();
  try {
    type.prototype.validate.call(watched(document, read));
  } catch (error) {
    return [error.message];
  }
  return unread(document, read);
}

const documents = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(documents.map(messages)));
