// Tells a screen reader politely what has changed, and nothing twice.
export function Announcer({ children }: { children: string }) {
  return (
    <p role="status" class="visually-hidden">
      {children}
    </p>
  );
}
