// Every text that an officer reads, in one place. A second language is another object of this shape.
// Names of pages and buttons are the handbook's.

export const id = {
  app: {
    name: "SIPRO",
    long: "Sistem Pengolahan Rutin Ekspor Impor",
    skip: "Langsung ke isi halaman",
    menu: "Menu",
    close: "Tutup",
    signOut: "Keluar",
    loading: "Memuat…",
    notFound: "Halaman ini tidak ada",
    notFoundHint: "Periksa alamatnya, atau kembali ke Beranda.",
    toHome: "Ke Beranda",
    crashed: "Halaman ini tidak dapat ditampilkan",
    crashedHint: "Muat ulang halaman. Unggahan dan pekerjaan yang sudah diterima tidak hilang.",
    reload: "Muat ulang",
    retry: "Coba lagi",
  },
  pages: {
    home: "Beranda",
    preprocessing: "Preprocessing Data",
    process: "Olah Data",
    export: "Ekspor",
    import: "Impor",
    balance: "Neraca Perdagangan",
    package: "Paket Bulanan",
    history: "Riwayat",
    calendar: "Kalender Kegiatan",
    faq: "FAQ",
    province: "Provinsi",
    archive: "Data Historis",
    publications: "Publikasi",
    outputs: "Tabel Output",
    commodities: "Kode HS 8 Digit",
    login: "Masuk",
  },
  login: {
    title: "Masuk ke SIPRO",
    lead: "Masukkan kode akses login kabupaten/kota Anda.",
    district: "Kabupaten/Kota",
    code: "Kode akses login",
    showCode: "Tampilkan kode",
    name: "Nama atau inisial Anda (boleh kosong)",
    nameHint: "Ditampilkan pada Riwayat, agar rekan tahu siapa yang mengerjakan.",
    submit: "Masuk",
    again: "Sesi Anda berakhir. Masuk lagi untuk melanjutkan; yang sudah diisi dan diunggah tidak hilang.",
    wait: (seconds: string) => `Tunggu ${seconds} detik sebelum mencoba lagi.`,
    noDistricts: "Belum ada kabupaten/kota. Pengelola SIPRO perlu menambahkannya.",
    needsHttps: "Halaman ini dibuka lewat http",
    needsHttpsHint:
      "Demi keamanan, kode akses hanya diterima lewat https. Buka alamat ini, atau tanyakan alamat yang benar kepada pengelola SIPRO:",
  },
  problem: {
    offline: "Sambungan terputus. SIPRO mencoba lagi dengan sendirinya.",
    unexpected: "Terjadi kesalahan yang tidak dikenal.",
    reference: (request: string) => `Nomor permintaan untuk pengelola: ${request}`,
  },
  home: {
    welcome: "Selamat datang di SIPRO",
    lead: "Dari data mikro ekspor impor sebulan menjadi 33 tabel Berita Resmi Statistik, dalam hitungan detik.",
  },
} as const;

type Widen<T> = T extends (...args: infer A) => string
  ? (...args: A) => string
  : T extends string
    ? string
    : { [K in keyof T]: Widen<T[K]> };

export type Catalogue = Widen<typeof id>;
