// The frame around every page, and which page stands at which address.

import type { ComponentChildren } from "preact";
import { useEffect, useErrorBoundary } from "preact/hooks";
import { LocationProvider, Route, Router, useLocation } from "preact-iso";
import { away } from "./api/away";
import Archive from "./pages/archive";
import Calendar from "./pages/calendar";
import Commodities from "./pages/commodities";
import Faq from "./pages/faq";
import Home from "./pages/home";
import Outputs from "./pages/outputs";
import Province from "./pages/province";
import ProvinceDistrict from "./pages/province-district";
import Publications from "./pages/publications";
import Suggestions from "./pages/suggestions";
import { CrashedPage, fetchedPage } from "./parts/fetched";
import { Frame } from "./parts/frame";
import { ProblemNotice } from "./parts/notice";
import { Page } from "./parts/page";
import { Entrance, SignIn } from "./parts/sign-in";
import { findSession, type SessionState, session } from "./state/session";
import { text } from "./text/text";

// The small pages come with the frame; those on which data are worked on come together, when the first is opened.
const work = () => import("./pages/work");
const History = fetchedPage(() => work().then((pages) => pages.History));
const JobPage = fetchedPage(() => work().then((pages) => pages.JobPage));
const PackageMade = fetchedPage(() => work().then((pages) => pages.PackageMade));
const PackageRequest = fetchedPage(() => work().then((pages) => pages.PackageRequest));
const ProcessPage = fetchedPage(() => work().then((pages) => pages.ProcessPage));
const ProcessSets = fetchedPage(() => work().then((pages) => pages.ProcessSets));
const Preprocessing = fetchedPage(() => work().then((pages) => pages.Preprocessing));

function NotFound() {
  return (
    <Page title={text.app.notFound}>
      <p>{text.app.notFoundHint}</p>
      <p>
        <a href="/">{text.app.toHome}</a>
      </p>
    </Page>
  );
}

/** A page that breaks is told as such, and the way to the others stays. */
function Unbroken({ children }: { children: ComponentChildren }) {
  const { path } = useLocation();
  const [error, forget] = useErrorBoundary((thrown) => reportError(thrown));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page may well be whole
  useEffect(forget, [path]);
  return error ? <CrashedPage /> : children;
}

function Pages() {
  return (
    <Unbroken>
      <Router>
        <Route path="/" component={Home} />
        <Route path="/preprocessing" component={Preprocessing} />
        <Route path="/olah" component={ProcessSets} />
        <Route path="/olah/:set" component={ProcessPage} />
        <Route path="/paket" component={PackageRequest} />
        <Route path="/paket/:id" component={PackageMade} />
        <Route path="/riwayat" component={History} />
        <Route path="/riwayat/:id" component={JobPage} />
        <Route path="/data-historis" component={Archive} />
        <Route path="/publikasi" component={Publications} />
        <Route path="/tabel-output" component={Outputs} />
        <Route path="/kode-hs" component={Commodities} />
        <Route path="/provinsi" component={Province} />
        <Route path="/provinsi/:id" component={ProvinceDistrict} />
        <Route path="/kalender" component={Calendar} />
        <Route path="/faq" component={Faq} />
        <Route path="/faq/saran" component={Suggestions} />
        <Route default component={NotFound} />
      </Router>
    </Unbroken>
  );
}

/** Stands above the page, so that nothing of it moves. */
function Away() {
  const problem = away.value;
  const words = problem?.status === 503 ? text.problem.unavailable : text.problem.away;
  return (
    <p class="away" role="status">
      {problem && words}
    </p>
  );
}

export function App() {
  useEffect(() => {
    void findSession();
  }, []);
  return (
    <>
      <Away />
      <Site state={session.value} />
    </>
  );
}

function Site({ state }: { state: SessionState }) {
  if (state.kind === "asking") return <p class="loading">{text.app.loading}</p>;
  if (state.kind === "unknown") {
    return (
      <Entrance>
        <Page title={text.login.unknown}>
          <ProblemNotice problem={state.problem} again={() => void findSession()} />
        </Page>
      </Entrance>
    );
  }
  return (
    <LocationProvider>
      {state.kind === "none" ? (
        <SignIn />
      ) : (
        <Frame session={state.kind === "open" ? state.session : null}>
          <Pages />
        </Frame>
      )}
      {state.kind === "ended" && <SignIn above />}
    </LocationProvider>
  );
}
