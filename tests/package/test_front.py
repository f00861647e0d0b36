"""https before the gateway: nginx and Caddy with deploy/tls as it is installed, but for names, ports and certificate.

Usage: test_front.py --bin DIR    Ends with "N passed, N failed".
"""

import gzip
import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import sys
from base64 import b64encode

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", name) for name in ("chaos", "integration")]

from cluster import ROOT, Cluster, Inputs, sha256_of  # noqa: E402
from processes import Process, wait_until  # noqa: E402
from service_checks import closed, expect, run_checks  # noqa: E402

NAME, CODE = "sipro.test", "kode-karimun"
TLS = os.path.join(ROOT, "deploy", "tls")


def own_address():
    """Not 127.0.0.1 where there is another: to the gateway an officer is somebody who asks from elsewhere."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent
            return probe.getsockname()[0]
        except OSError:
            print("NOTE: no address but loopback here: a login needs no X-Forwarded-Proto")
            return "127.0.0.1"


ADDRESS = own_address()


def free_port():
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return probe.getsockname()[1]


def changed(text, *changes):
    """Each change must meet something: else the test would try another file than the one that is installed."""
    for pattern, by in changes:
        text, met = re.subn(pattern, by, text, flags=re.MULTILINE)
        expect(met, f"nothing in the configuration fits {pattern!r}")
    return text


class Front:
    """A proxy of its own on two ports, and what a client sees of it."""

    def __init__(self, service, kind):
        self.service, self.kind = service, kind
        self.place = os.path.join(service.cluster.place, kind)
        os.makedirs(self.place)
        self.plain, self.secure = free_port(), free_port()
        self.conf = os.path.join(self.place, "conf")
        with open(self.conf, "w", encoding="utf-8") as out:
            out.write(getattr(self, f"_{kind}")(service.gateway.port))
        command = {"nginx": ["nginx", "-e", f"{self.place}/error.log", "-p", self.place, "-c", self.conf],
                   "caddy": ["caddy", "run", "--adapter", "caddyfile", "--config", self.conf]}[kind]
        self.process = Process(kind, command, os.path.join(self.place, "log"),
                               {"XDG_DATA_HOME": self.place, "XDG_CONFIG_HOME": self.place, "HOME": self.place})

    def _nginx(self, gateway):
        with open(os.path.join(TLS, "nginx.conf"), encoding="utf-8") as source:
            sites = changed(source.read(), (r"sipro\.example\.id", NAME), (r"listen \[::\].*$", ""),
                            (r"listen 80 ", f"listen {ADDRESS}:{self.plain} "), (r"listen 443 ", f"listen {ADDRESS}:{self.secure} "),
                            (r"https://\$host\$request_uri", f"https://$host:{self.secure}$request_uri"),
                            (r"/etc/ssl/sipro/fullchain\.pem", self.service.certificate),
                            (r"/etc/ssl/sipro/privkey\.pem", self.service.key), (r"127\.0\.0\.1:8080", f"127.0.0.1:{gateway}"))
        folders = "".join(f"{what}_temp_path {self.place}/{what}; " for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root; " if os.geteuid() == 0 else ""
        return (f"daemon off; {user}pid {self.place}/pid; error_log {self.place}/error.log;\nevents {{ }}\n"
                f"http {{ access_log off; {folders}\n{sites}\n}}\n")

    def _caddy(self, gateway):
        with open(os.path.join(TLS, "Caddyfile"), encoding="utf-8") as source:
            site = changed(source.read(), (r"^sipro\.example\.id", NAME), (r"127\.0\.0\.1:8080", f"127.0.0.1:{gateway}"),
                           (r"^\treverse_proxy", f"\tbind {ADDRESS}\n\ttls {self.service.certificate} {self.service.key}\n\treverse_proxy"))
        return f"{{\n\tadmin off\n\thttp_port {self.plain}\n\thttps_port {self.secure}\n}}\n{site}"

    def start(self):
        self.process.start()
        wait_until(self._listens, 20, f"{self.kind} listens: {self.process.said()[-600:]}")
        return self

    def _listens(self):
        expect(self.process.alive(), f"{self.kind} did not start: {self.process.said()[-600:]}")
        try:
            for port in (self.plain, self.secure):
                socket.create_connection((ADDRESS, port), 0.5).close()
            return True
        except OSError:
            return False

    def ask(self, method, path, body=None, headers=None, secure=True):
        if secure:
            connection = http.client.HTTPSConnection(NAME, self.secure, timeout=20, context=self.service.trust)
            # The name is only ours: the certificate is checked against it, the connection goes to this machine.
            connection._create_connection = lambda address, *rest: socket.create_connection((ADDRESS, address[1]), *rest)
        else:
            connection = http.client.HTTPConnection(ADDRESS, self.plain, timeout=20)
        headers = {"Host": f"{NAME}:{self.secure if secure else self.plain}", **(headers or {})}
        if isinstance(body, dict):
            body, headers["Content-Type"] = json.dumps(body), "application/json"
        try:
            connection.request(method, path, body=body, headers=headers)
            told = connection.getresponse()
            return told.status, told.headers, told.read()
        finally:
            connection.close()

    def log_in(self, **headers):
        # A browser too old for Sec-Fetch-Site: its Origin is compared with Host.
        page = {"Origin": f"https://{NAME}:{self.secure}"}
        return self.ask("POST", "/api/v1/session", {"district": "2101", "code": CODE}, {**page, **headers})


class Service:
    def __init__(self, place, programs):
        self.cluster = Cluster(place, programs).start(workers=1)
        self.cluster.run("sipro-admin", "district", "code", "2101", "--login", "--from-stdin", stdin=f"{CODE}\n")
        # As sipro.env has it, and not as tests of the API: a login by plain http has to be refused.
        self.gateway = self.cluster.add_gateway(env={"SIPRO_TRUSTED_PROXIES": "127.0.0.1,::1", "SIPRO_INSECURE_HTTP": "0"})
        self.certificate, self.key = os.path.join(place, "cert.pem"), os.path.join(place, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", self.key, "-out", self.certificate],
                       check=True, capture_output=True)
        self.trust = ssl.create_default_context(cafile=self.certificate)
        self.fronts = [Front(self, kind).start() for kind in ("nginx", "caddy")]
        wait_until(lambda: self.fronts[0].ask("GET", "/readyz")[0] == 200, 20, "ready")

    def close(self):
        for front in self.fronts:
            front.process.kill()
        self.cluster.close()


def check_redirect(service):
    """plain http is sent to https, path and all"""
    for front in service.fronts:
        status, headers, _ = front.ask("GET", "/olah?tahun=2025", secure=False)
        expect(status == 308, f"{front.kind}: {status}")
        # Caddy takes its own https port for the one that needs no naming.
        port = f":{front.secure}" if front.kind == "nginx" else ""
        wanted = f"https://{NAME}{port}/olah?tahun=2025"
        expect(headers["Location"] == wanted, f"{front.kind}: {headers['Location']} instead of {wanted}")


def check_login(service):
    """a login over https gives a __Host- cookie, and the page is told to stay with https"""
    for front in service.fronts:
        status, headers, body = front.log_in()
        expect(status == 201, f"{front.kind}: {status} {body[:300]!r}")
        cookie = headers["Set-Cookie"]
        expect(cookie.startswith("__Host-") and "; Secure" in cookie and "; HttpOnly" in cookie, f"{front.kind}: {cookie}")
        expect("max-age=31536000" in (headers["Strict-Transport-Security"] or ""), f"{front.kind}: no HSTS")


def check_other_origin(service):
    """a page of another site can't log in"""
    for front in service.fronts:
        status, _, body = front.log_in(Origin="https://elsewhere.test")
        expect(status == 403, f"{front.kind}: {status} {body[:300]!r}")


def check_client_headers(service):
    """what a client says about itself in forwarded headers reaches nobody"""
    for front in service.fronts:
        status, _, body = front.log_in(**{"X-Forwarded-Proto": "http", "X-Forwarded-For": "192.0.2.66", "Forwarded": "for=192.0.2.66"})
        expect(status == 201, f"{front.kind}: {status} {body[:300]!r}")
    expect("192.0.2.66" not in service.gateway.process.said(), "the gateway took the client's word for its address")


def check_https_required(service):
    """without X-Forwarded-Proto of the proxy a login is refused, with a text for the officer and a log line for the operator"""
    for headers in ({}, {"X-Forwarded-For": "192.0.2.7"}, {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "http"}):
        connection = http.client.HTTPConnection("127.0.0.1", service.gateway.port, timeout=20)
        connection.request("POST", "/api/v1/session", json.dumps({"district": "2101", "code": CODE}),
                           {"Content-Type": "application/json", **headers})
        told = connection.getresponse()
        body = told.read()
        connection.close()
        expect(told.status == 403 and json.loads(body)["code"] == "https_required", f"{headers}: {told.status} {body[:300]!r}")
    expect('"https_required"' in service.gateway.process.said(), "nothing in the log")


def check_upload(service):
    """an upload passes through as it comes: the gateway has its first half while the client holds back the second"""
    path = Inputs(service.cluster, 4000).files("ekspor")[-1][0]
    with open(path, "rb") as source:
        content = source.read()
    half = len(content) // 2
    for front in service.fronts:
        cookie = front.log_in()[1]["Set-Cookie"].split(";")[0]
        head = {"Cookie": cookie, "Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream",
                "Upload-Metadata": f"filename {b64encode(b'Ekspor.sav').decode()},purpose {b64encode(b'data').decode()}"}
        status, headers, body = front.ask("POST", "/api/v1/uploads", b"", {**head, "Upload-Length": str(len(content))})
        expect(status == 201, f"{front.kind}: {status} {body[:300]!r}")
        place = headers["Location"].removeprefix(f"https://{NAME}:{front.secure}")
        folder = os.path.join(service.cluster.storage, "2101", "uploads", place.rsplit("/", 1)[1])
        connection = socket.create_connection((ADDRESS, front.secure), 20)
        with service.trust.wrap_socket(connection, server_hostname=NAME) as stream:
            lines = [f"PATCH {place} HTTP/1.1", f"Host: {NAME}:{front.secure}", "Upload-Offset: 0",
                     f"Content-Length: {len(content)}", "Connection: close", *(f"{name}: {value}" for name, value in head.items())]
            stream.sendall("\r\n".join([*lines, "", ""]).encode() + content[:half])
            # The gateway writes 256 KiB pieces; what is shorter waits for the rest.
            wait_until(lambda: os.path.getsize(os.path.join(folder, "data")) >= half - (1 << 18) > 0, 20,
                       f"{front.kind}: the first half arrives before the second is sent")
            stream.sendall(content[half:])
            answer = stream.recv(4096).decode()
        expect(answer.startswith("HTTP/1.1 204"), f"{front.kind}: {answer[:300]!r}")
        expect(sha256_of(os.path.join(folder, "data")) == sha256_of(path), f"{front.kind}: other bytes arrived")


def check_restart(service):
    """while the gateway is restarted the front says 503, when to come again, and what it is in the gateway's form"""
    service.gateway.process.terminate(90)
    for front in service.fronts:
        for method, body in (("GET", None), ("POST", {"district": "2101", "code": CODE})):
            status, headers, told = front.ask(method, "/api/v1/session", body)
            expect(status == 503 and headers["Retry-After"] == "2", f"{front.kind}: {method} {status} {headers['Retry-After']}")
            expect(headers["Content-Type"] == "application/problem+json" and json.loads(told)["code"] == "busy", f"{front.kind}: {told[:300]!r}")
            expect("max-age=31536000" in (headers["Strict-Transport-Security"] or ""), f"{front.kind}: no HSTS")
    service.gateway.start()
    for front in service.fronts:
        wait_until(lambda: front.log_in()[0] == 201, 20, f"{front.kind}: a login after the restart", every=0.2)


def check_compressed(service):
    """a long JSON answer is gzip for who takes it, and is known again by its ETag; a short one and a page go as they come"""
    for front in service.fronts:
        officer = {"Cookie": front.log_in()[1]["Set-Cookie"].split(";")[0]}
        zipped = {**officer, "Accept-Encoding": "gzip"}
        _, headers, plain = front.ask("GET", "/api/v1/faq", headers=officer)
        expect(headers["Content-Encoding"] is None and len(plain) > 4000, f"{front.kind}: {headers}")
        status, headers, body = front.ask("GET", "/api/v1/faq", headers=zipped)
        expect(status == 200 and headers["Content-Encoding"] == "gzip", f"{front.kind}: {status} {headers}")
        expect(gzip.decompress(body) == plain and len(body) < len(plain) / 2, f"{front.kind}: {len(body)} of {len(plain)}")
        expect("Accept-Encoding" in ", ".join(headers.get_all("Vary")), f"{front.kind}: {headers}")
        status, _, body = front.ask("GET", "/api/v1/faq", headers={**zipped, "If-None-Match": headers["ETag"]})
        expect(status == 304 and body == b"", f"{front.kind}: {status}")
        _, headers, _ = front.ask("GET", "/api/v1/session", headers=zipped)
        expect(headers["Content-Encoding"] is None, f"{front.kind}: {headers}")


def check_as_installed(service):
    """both programs take the file as it is installed, with a certificate where it says"""
    text = open(os.path.join(TLS, "nginx.conf"), encoding="utf-8").read()
    expect("proxy_request_buffering off" in text, "nginx would write each upload to its own disk first")
    subprocess.run(["caddy", "validate", "--adapter", "caddyfile", "--config", os.path.join(TLS, "Caddyfile")], check=True,
                   capture_output=True, env={**os.environ, "HOME": service.cluster.place, "XDG_DATA_HOME": service.cluster.place})
    for front in service.fronts:
        if front.kind == "nginx":
            subprocess.run([*front.process.command, "-t"], check=True, capture_output=True)


CHECKS = [check_redirect, check_login, check_other_origin, check_client_headers, check_https_required, check_upload, check_compressed, check_restart,
          check_as_installed]


if __name__ == "__main__":
    sys.exit(run_checks("front", CHECKS, closed(Service), told=lambda service: service.gateway.process.said()[-3000:]))
