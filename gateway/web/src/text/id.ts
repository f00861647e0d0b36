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
    copy: "Salin",
    copied: "Tersalin",
    newTab: " (dibuka di tab baru)",
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
    name: "Nama atau inisial Anda (boleh kosong)",
    nameHint: "Ditampilkan pada Riwayat, agar rekan tahu siapa yang mengerjakan.",
    submit: "Masuk",
    again: "Sesi Anda berakhir. Masuk lagi untuk melanjutkan; yang sudah diisi dan diunggah tidak hilang.",
    noDistricts: "Belum ada kabupaten/kota. Pengelola SIPRO perlu menambahkannya.",
    needsHttps: "Halaman ini dibuka lewat http",
    needsHttpsHint:
      "Lewat http, siapa pun di jaringan dapat membaca kode akses Anda; karena itu SIPRO hanya menerimanya lewat https. Buka alamat ini:",
    needsHttpsOperator: "Bila alamat itu tidak terbuka, tanyakan alamat https yang benar kepada pengelola SIPRO.",
    tryAnyway: "Tampilkan formulir di sini",
  },
  code: {
    show: "Tampilkan kode",
    tooMany: "Terlalu banyak kode salah",
    wait: (seconds: string) =>
      `Tunggu ${seconds} detik, lalu coba lagi. Setelah setiap kode salah berikutnya, waktu tunggu makin lama.`,
    waitOnce: (seconds: string) => `Terlalu banyak kode salah. Tunggu ${seconds} detik, lalu coba lagi.`,
    mayTry: "Sekarang Anda dapat mencoba lagi. Periksa kodenya dengan Tampilkan kode.",
  },
  gate: {
    title: (what: string) => `${what} dilindungi kode akses fitur`,
    why: "Isinya hanya untuk petugas yang berwenang. Kode ditanyakan sekali saja selama Anda masuk.",
    code: "Kode akses fitur",
    submit: "Buka",
  },
  problem: {
    offline: "Sambungan terputus. SIPRO mencoba lagi dengan sendirinya.",
    unexpected: "Terjadi kesalahan yang tidak dikenal.",
    reference: (request: string) => `Nomor permintaan untuk pengelola: ${request}`,
  },
  home: {
    welcome: "Selamat datang di SIPRO",
    lead: (office: string) =>
      `SIPRO mengolah data mikro ekspor impor bulanan ${office === "" ? "" : `${office} `}menjadi 33 tabel untuk Berita Resmi Statistik dan bahan tayang.`,
    handbook: "Download Handbook",
    video: "Video Tutorial",
    upcoming: "Jadwal terdekat",
    now: (span: string) => `sedang berlangsung, ${span}`,
    toCalendar: "Buka Kalender Kegiatan",
    stepsTitle: "Langkah pengolahan bulan ini",
    steps: {
      shortcut:
        "mengerjakan langkah 2 dan 3 sekaligus: kedua data bersih, laporan, dan semua tabel dalam satu unduhan.",
      receive: "Siapkan data",
      receiveHow:
        "Data bulan ini datang dari BPS Provinsi pada tanggal 28. Berkas bulan dan tahun sebelumnya ada di Data Historis.",
      preprocessHow:
        "Unggah semua berkas ekspor, lalu impor. Data digabung, dibersihkan, dan diperiksa; unduh dengan Download Data Bersih.",
      processHow: "Pilih Ekspor, Impor, atau Neraca Perdagangan, tahun dan bulannya, lalu Analisis. Unduh tabelnya.",
      publish: "Susun dan publikasikan",
      publishHow: "Susun BRS dan bahan tayang, periksa pada tanggal 2, terbitkan pada tanggal 3. Simpan di Publikasi.",
    },
    archive: "Berkas data ekspor impor bulan dan tahun sebelumnya. Memerlukan kode akses fitur.",
    outputs: "Daftar ke-33 tabel: 15 ekspor, 15 impor, 3 neraca perdagangan, dan isi masing-masing.",
    publications: "Berita Resmi Statistik dan bahan tayang. Memerlukan kode akses fitur.",
    commodities: "Cari kode barang dengan kata Indonesia, kata Inggris, atau awal kodenya.",
  },
  calendar: {
    today: "hari ini",
    tomorrow: "besok",
    inDays: (days: string) => `${days} hari lagi`,
    span: (from: string, to: string) => `${from} sampai ${to}`,
    lead: "Data bulan n diterima pada tanggal 28 bulan berikutnya, dan dipublikasikan pada tanggal 3 dua bulan sesudahnya: data April pada bulan Juni.",
    upcoming: "Kegiatan terdekat",
    now: "Sedang berlangsung:",
    next: "Berikutnya:",
    month: "Bulan",
    year: "Tahun",
    monthBefore: "Bulan sebelumnya",
    monthAfter: "Bulan berikutnya",
    yearBefore: "Tahun sebelumnya",
    yearAfter: "Tahun berikutnya",
    toToday: "Hari ini",
    monthView: "Bulan",
    listView: "Daftar",
    ofYear: (year: string) => `Tahun ${year}`,
    closed: (days: string) => `Kantor tutup pada ${days}`,
    moved: (reason: string) => (reason === "" ? "Tanggalnya dipindahkan" : `Tanggalnya dipindahkan: ${reason}`),
    activities: {
      penerimaan: "Penerimaan data",
      pembuatan: "Pembuatan publikasi",
      pemeriksaan: "Pemeriksaan publikasi",
      publikasi: "Publikasi",
    },
    holiday: "Hari libur dan cuti bersama",
    subscribe: "Langganan",
    subscribeHow:
      "Kalender ini dapat tampil di Google Calendar, Outlook, atau kalender ponsel Anda, dan ikut berubah bila jadwal berubah. Siapa pun yang memegang alamatnya dapat melihat jadwal, tetapi tidak dapat masuk ke SIPRO.",
    subscribeOpen: "Buka di aplikasi kalender",
    subscribeFile: "Unduh berkas .ics",
    subscribeLink: "Alamat langganan",
    sources: (year: string) => `Sumber hari libur ${year}`,
  },
} as const;

type Widen<T> = T extends (...args: infer A) => string
  ? (...args: A) => string
  : T extends string
    ? string
    : { [K in keyof T]: Widen<T[K]> };

export type Catalogue = Widen<typeof id>;
