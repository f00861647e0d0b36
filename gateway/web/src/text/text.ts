import { type Catalogue, id } from "./id";

export const text: Catalogue = id;
