// Data Historis: the microdata of earlier months, as they came.
import { FeatureGate } from "../parts/feature-gate";
import { LibraryFiles } from "../parts/library";
import { Page } from "../parts/page";
import { text } from "../text/text";

export default function Archive() {
  return (
    <Page title={text.pages.archive}>
      <p class="lead">{text.library.lead.historis}</p>
      <FeatureGate what={text.pages.archive}>
        <LibraryFiles kind="historis" />
      </FeatureGate>
    </Page>
  );
}
