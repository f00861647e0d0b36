// Publikasi: press releases and slides.
import { FeatureGate } from "../parts/feature-gate";
import { LibraryFiles } from "../parts/library";
import { Page } from "../parts/page";
import { text } from "../text/text";

export default function Publications() {
  return (
    <Page title={text.pages.publications}>
      <p class="lead">{text.library.lead.publikasi}</p>
      <FeatureGate what={text.pages.publications}>
        <LibraryFiles kind="publikasi" />
      </FeatureGate>
    </Page>
  );
}
