// The frame around every page, and which page stands at which address.

import { useEffect } from "preact/hooks";
import { ErrorBoundary, LocationProvider, lazy, Route, Router } from "preact-iso";
import { Frame } from "./parts/frame";
import { Notice } from "./parts/notice";
import { SignIn } from "./parts/sign-in";
import { findSession, session } from "./state/session";
import { text } from "./text/text";

const Home = lazy(() => import("./pages/home"));

function NotFound() {
  return (
    <Notice kind="info" title={text.app.notFound}>
      <p>{text.app.notFoundHint}</p>
      <p>
        <a href="/">{text.app.toHome}</a>
      </p>
    </Notice>
  );
}

function Pages() {
  return (
    <ErrorBoundary>
      <Router>
        <Route path="/" component={Home} />
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
