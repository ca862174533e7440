/** The product's mark: two warp threads, one of them lifted by a heddle's eye. */
export function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" fill="none" aria-hidden>
      <rect x="0.5" y="0.5" width="21" height="21" rx="5" fill="var(--hd-accent)" />
      <path d="M3 14.5h16" stroke="#fff" strokeOpacity="0.55" strokeWidth="1.6" strokeLinecap="round" />
      <path d="M3 14.5c4 0 4.5-7 8-7s4 7 8 7" stroke="#fff" strokeWidth="1.8" strokeLinecap="round" />
      <circle cx="11" cy="7.4" r="2.2" fill="var(--hd-accent)" stroke="#fff" strokeWidth="1.6" />
    </svg>
  );
}
