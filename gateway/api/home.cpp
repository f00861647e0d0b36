#include "api/handlers.hpp"

namespace sipro::gateway {
namespace {

constexpr std::string_view kPage = R"html(<!doctype html>
<html lang="id">
<head><meta charset="utf-8"><title>SIPRO</title></head>
<body>
<h1>SIPRO</h1>
<p>Sistem Pengolahan Rutin Ekspor Impor. Layanan ini berjalan.</p>
<p>Halaman untuk peramban belum ada. Sampai saat itu layanan dipakai lewat baris perintah dengan <code>curl</code>:</p>
<ol>
<li>Masuk: <pre>curl -c kuki -H 'Content-Type: application/json' \
  -d '{"district":"2101","code":"KODE","name":"NAMA ANDA"}' http://127.0.0.1:8080/api/v1/session</pre></li>
<li>Unggah berkas: <pre>curl -b kuki -H 'Tus-Resumable: 1.0.0' -H 'Content-Type: application/offset+octet-stream' \
  -H "Upload-Length: $(stat -c %s 'Ekspor 2025.sav')" \
  -H "Upload-Metadata: filename $(printf %s 'Ekspor 2025.sav' | base64 -w0)" \
  -X POST -T 'Ekspor 2025.sav' http://127.0.0.1:8080/api/v1/uploads</pre></li>
<li>Preprocessing Data: <pre>curl -b kuki -H 'Content-Type: application/json' \
  -d '{"kind":"preprocess","flow":"ekspor","inputs":[{"upload":"NOMOR"}]}' http://127.0.0.1:8080/api/v1/jobs</pre></li>
<li>Olah Data: <pre>curl -b kuki -H 'Content-Type: application/json' \
  -d '{"kind":"olah","tables":"ekspor","ekspor":{"job":"NOMOR"},"year":2025,"month":5}' http://127.0.0.1:8080/api/v1/jobs</pre></li>
<li>Keadaan pekerjaan dan daftar hasilnya: <pre>curl -b kuki http://127.0.0.1:8080/api/v1/jobs/NOMOR</pre></li>
<li>Unduh: <pre>curl -b kuki -OJ 'http://127.0.0.1:8080/api/v1/jobs/NOMOR/results/Semua%20Tabel%20Ekspor.zip'</pre></li>
</ol>
<p>Kabupaten/kota yang ada: <a href="/api/v1/districts">/api/v1/districts</a>. Keadaan layanan: <a href="/readyz">/readyz</a>.</p>
</body>
</html>
)html";

}  // namespace

asio::Task<http::Response> get_home(Context& /*context*/) {
  http::Response response;
  response.header("Content-Type", "text/html; charset=utf-8").header("Content-Language", "id");
  response.body = std::string(kPage);
  co_return response;
}

}  // namespace sipro::gateway
