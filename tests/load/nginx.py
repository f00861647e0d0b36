"""A private nginx beside the gateway, for scale: a static file, a folder with ranges, request bodies into files."""

import os
import socket
import subprocess
import urllib.request

from processes import Process, wait_until

CONF = """
daemon off; master_process on; worker_processes auto; pid {place}/nginx.pid; error_log {place}/error.log;
{user}
events {{ worker_connections 4096; }}
http {{
  access_log off; sendfile on; tcp_nodelay on; keepalive_requests 1000000000; default_type application/json;
  client_body_temp_path {place}/bodies; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;
  uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
  client_max_body_size 0; client_body_in_file_only on;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{ root {place}/files; }}
    location /upload {{ proxy_pass http://127.0.0.1:{sink}; proxy_pass_request_body off; proxy_set_header Content-Length ""; }}
  }}
  server {{ listen 127.0.0.1:{sink}; location / {{ return 204; }} }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Nginx:
    def __init__(self, place):
        self.place, self.port = os.path.join(place, "nginx"), free_port()
        os.makedirs(os.path.join(self.place, "files"))
        conf = os.path.join(self.place, "nginx.conf")
        user = "user root;" if os.geteuid() == 0 else ""
        with open(conf, "w", encoding="utf-8") as out:
            out.write(CONF.format(place=self.place, port=self.port, sink=free_port(), user=user))
        # -e: before it has read its configuration, it would write to the system's log.
        command = ["nginx", "-e", f"{self.place}/error.log", "-p", self.place, "-c", conf]
        self.process = Process("nginx", command, os.path.join(self.place, "log"))

    def start(self):
        self.process.start()
        wait_until(self._answers, 10, "nginx listens")
        return self

    def _answers(self):
        if not self.process.alive():
            raise RuntimeError(f"nginx did not start: {self.process.said()[-600:]}")
        try:
            socket.create_connection(("127.0.0.1", self.port), 0.5).close()
            return True
        except OSError:
            return False

    def serve(self, name, content=None, path=None):
        """Gives these bytes, or this file, under a name; its URL."""
        to = os.path.join(self.place, "files", name)
        if path is None:
            with open(to, "wb") as out:
                out.write(content)
        else:
            os.link(path, to)
        url = f"http://127.0.0.1:{self.port}/{name}"
        with urllib.request.urlopen(url) as answer:
            if answer.status != 200:
                raise RuntimeError(f"nginx does not serve {name}: {answer.status}")
        return url

    def forget_bodies(self):
        subprocess.run(["find", os.path.join(self.place, "bodies"), "-type", "f", "-delete"], check=True)

    def stop(self):
        if not self.process.terminate(5):
            raise RuntimeError("nginx did not end")
