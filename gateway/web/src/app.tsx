// The frame around every page, and which page stands at which address.

import { useEffect } from "preact/hooks";
import { ErrorBoundary, LocationProvider, lazy, Route, Router } from "preact-iso";
import { Frame } from "./parts/frame";
import { Page } from "./parts/page";
import { SignIn } from "./parts/sign-in";
import { findSession, session } from "./state/session";
import { text } from "./text/text";

const History = lazy(() => import("./pages/history"));
const Home = lazy(() => import("./pages/home"));
const JobPage = lazy(() => import("./pages/job"));
const Preprocessing = lazy(() => import("./pages/preprocessing"));
const Archive = lazy(() => import("./pages/archive"));
const Publications = lazy(() => import("./pages/publications"));
const Outputs = lazy(() => import("./pages/outputs"));
const Commodities = lazy(() => import("./pages/commodities"));
const Province = lazy(() => import("./pages/province"));
const Calendar = lazy(() => import("./pages/calendar"));
const Faq = lazy(() => import("./pages/faq"));
const Suggestions = lazy(() => import("./pages/suggestions"));

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

function Pages() {
  return (
    <ErrorBoundary>
      <Router>
        <Route path="/" component={Home} />
        <Route path="/preprocessing" component={Preprocessing} />
        <Route path="/riwayat" component={History} />
        <Route path="/riwayat/:id" component={JobPage} />
        <Route path="/data-historis" component={Archive} />
        <Route path="/publikasi" component={Publications} />
        <Route path="/tabel-output" component={Outputs} />
        <Route path="/kode-hs" component={Commodities} />
        <Route path="/provinsi" component={Province} />
        <Route path="/kalender" component={Calendar} />
        <Route path="/faq" component={Faq} />
        <Route path="/faq/saran" component={Suggestions} />
        <Route default component={NotFound} />
      </Router>
    </ErrorBoundary>
  );
}

export function App() {
  useEffect(() => {
    void findSession();
  }, []);
  const state = session.value;
  if (state.kind === "asking") return <p class="loading">{text.app.loading}</p>;
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
