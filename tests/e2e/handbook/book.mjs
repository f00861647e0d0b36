// The handbook as one page of HTML: cover, contents, the chapters of docs/handbook/text with their pictures.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Marked } from "marked";
import { book, root, sha256 } from "./sources.mjs";

const TEXT_WIDTH_MM = 170;
/** Words in a picture are then about as large as those beside it, whatever part of the page it shows. */
const MM_PER_PX = 0.145;

const words = (text) => text.replace(/<[^>]+>/g, "").trim();
const slug = (text) =>
  words(text)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

function chapters() {
  const folder = join(book, "text");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

// Words of the tables' definitions for exports; those for imports differ in the same places.
const FLOW = {
  "{Flow}": "Ekspor",
  "{flow}": "ekspor",
  "{FLOW}": "EKSPOR",
  "{Partner}": "Negara Tujuan",
  "{partner}": "negara tujuan",
};
const inWords = (text) => text.replace(/\{\w+\}/g, (name) => FLOW[name] ?? name);

// By `columns` and `universe` of schemas/tables.
const PATTERNS = {
  growth: "A",
  share: "B",
  monthly: "C",
  cumulative_by_year: "D",
  change: "bulan sebelumnya, M, selisih, *m-to-m*",
  balance: "ekspor, impor, neraca",
  monthly_balance: "C tanpa Jumlah",
  cumulative_balance: "D tanpa *c-to-c*",
};
const UNIVERSES = { all: "semua", nonmigas: "nonmigas", migas: "migas", country_of_note: "negara utama" };

/** The list of tables, from their definitions. */
function tableList() {
  const folder = join(root, "schemas/tables");
  const all = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
  const known = (list, name) => {
    if (!(name in list)) throw new Error(`schemas/tables says ${name}, for which book.mjs has no word`);
    return list[name];
  };
  const list = (set, title) => {
    const rows = all
      .filter((one) => one.set === set)
      .sort((a, b) => a.number - b.number)
      .map(
        (one) =>
          `| ${one.number} | **${inWords(one.title)}**<br>${inWords(one.shows)} | ${known(PATTERNS, one.columns)} | ${known(UNIVERSES, one.universe)} |`,
      );
    return [`### ${title}`, "", "| No | Tabel dan isinya | Kolom | Cakupan |", "|---|---|---|---|", ...rows, ""].join(
      "\n",
    );
  };
  return `${list("flow", "Ekspor dan impor")}\n${list("balance", "Neraca perdagangan")}`;
}

/** Every picture that the text shows. */
export function picturesShown() {
  return chapters().flatMap((text) => [...text.matchAll(/!\[[^\]]*\]\(([\w-]+)\)/g)].map(([, name]) => name));
}

/** Of everything that the pages of the PDF are made of. */
export function bookHash() {
  const parts = [
    ...chapters(),
    tableList(),
    readFileSync(join(book, "book.css")),
    readFileSync(join(book, "cover.html")),
  ];
  for (const name of picturesShown()) parts.push(readFileSync(join(book, "pictures", `${name}.jpg`)));
  return sha256(parts.map((part) => sha256(part)).join("\n"));
}

function figure(name, caption, number, pictures) {
  const { width } = pictures[name];
  const millimetres = Math.min(TEXT_WIDTH_MM, width * MM_PER_PX);
  const bytes = readFileSync(join(book, "pictures", `${name}.jpg`)).toString("base64");
  return (
    `<figure style="width:${millimetres.toFixed(1)}mm"><img src="data:image/jpeg;base64,${bytes}" alt="">` +
    `<figcaption><b>Gambar ${number}.</b> ${caption}</figcaption></figure>`
  );
}

/** `pageOf`: on which page a heading stands, by its id; unknown at first. */
export function bookHtml(pictures, pageOf) {
  const contents = [];
  let pictureNumber = 0;
  let chapter = "";
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const sheet = /\s*\{\.(\w+)\}$/;
        const inner = this.parser.parseInline(tokens);
        const kind = sheet.exec(inner)?.[1] ?? "";
        const text = inner.replace(sheet, "");
        const id = slug(`${depth === 1 ? "" : chapter} ${text}`);
        if (depth === 1) chapter = slug(text);
        if (depth < 3) contents.push({ depth, text: words(text), id });
        if (depth > 1) return `<h${depth} id="${id}" class="${kind}">${text}</h${depth}>`;
        const [number, title] = text.includes(" | ") ? text.split(" | ") : ["", text];
        return `<h1 id="${id}"><span>${number}</span> ${title}</h1>`;
      },
      paragraph({ tokens }) {
        const shown = tokens.filter((token) => token.type !== "text" || token.raw.trim() !== "");
        if (!shown.every((token) => token.type === "image")) return `<p>${this.parser.parseInline(tokens)}</p>`;
        const figures = shown.map(({ href, text }) => {
          pictureNumber += 1;
          return figure(href, text, pictureNumber, pictures);
        });
        return `<div class="figures">${figures.join("")}</div>`;
      },
    },
  });
  const body = chapters().map((text) => `<section>${marked.parse(text.replace("{{tables}}", tableList))}</section>`);
  const lines = contents.map(
    ({ depth, text, id }) =>
      `<li class="level-${depth}"><a href="#${id}"><span>${text.replace(" | ", ". ")}</span><i></i><b>${pageOf[id] ?? "0"}</b></a></li>`,
  );
  const logo = readFileSync(join(root, "gateway/web/public/sipro.svg"), "utf8");
  const cover = readFileSync(join(book, "cover.html"), "utf8").replace("{{logo}}", logo);
  return `<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Handbook Penggunaan SIPRO</title>
<style>${readFileSync(join(book, "book.css"), "utf8")}</style></head><body>${cover}
${body[0]}<nav class="contents"><h1 id="daftar-isi"><span></span> Daftar Isi</h1><ol>${lines.join("")}</ol></nav>${body.slice(1).join("")}</body></html>`;
}
