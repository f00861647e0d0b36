import { text } from "../text/text";

export default function Home() {
  return (
    <>
      <h1>{text.home.welcome}</h1>
      <p class="lead">{text.home.lead}</p>
    </>
  );
}
