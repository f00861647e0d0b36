// The rules of a suggestion, and the search in the questions.
import type { Question } from "../api/content";

export const LEAST_NAME_WORDS = 1;
export const LEAST_TEXT_WORDS = 5;

/** Words are what blanks part, as the gateway counts them. */
export function countWords(text: string): number {
  const trimmed = text.trim();
  return trimmed === "" ? 0 : trimmed.split(/\s+/u).length;
}

export function maySend(name: string, suggestion: string): boolean {
  return countWords(name) >= LEAST_NAME_WORDS && countWords(suggestion) >= LEAST_TEXT_WORDS;
}

/** Small letters without marks, split at whatever is no letter or digit. */
export function foldedWords(text: string): string[] {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}

function textOf(question: Question): string {
  const answer = question.answer.map((part) => ("list" in part ? part.list.join(" ") : part.text));
  return [question.question, ...answer, ...question.pages].join(" ");
}

/** Those in which each word of `wanted` begins a word; all where nothing is wanted. */
export function findQuestions(questions: readonly Question[], wanted: string): Question[] {
  const starts = foldedWords(wanted);
  return questions.filter((question) => {
    const words = foldedWords(textOf(question));
    return starts.every((start) => words.some((word) => word.startsWith(start)));
  });
}
