"""Starts a real web server with the rules that `gongkai rules` prints, in a folder of its own; for
the tests of servers and of browsers."""
import http.client
import os
import pwd
import shutil
import socket
import subprocess
import time

from runner import run

MODULES = "/usr/lib/apache2/modules"
PROGRAMS = {"nginx": "nginx", "apache": "apache2", "caddy": "caddy"}
NGINX = """worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    include {folder}/rules;
}}
"""
APACHE = """ServerRoot {folder}
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
Mutex file:{folder}
Listen 127.0.0.1:{port}
ServerName 127.0.0.1
{modules}
TypesConfig /dev/null
Include {folder}/rules
"""
CADDY = """{{
    admin off
    auto_https off
    storage file_system {folder}/storage
}}
import {folder}/rules
"""


def program(server):
    """The server's program, or None. Debian puts some where only root looks."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    return shutil.which(PROGRAMS[server], path=path)


def unprivileged():
    """Who a server of root's is to be; small systems lack the server's own user."""
    names = {user.pw_name: user for user in pwd.getpwall()}
    return names.get("www-data") or names["nobody"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Serving:
    """with Serving("nginx", site, folder, path="/") as s: s.get("/…")

    `folder` holds, or will hold, the portal in `www` + path; s.base is its address."""

    def __init__(self, server, site, folder, path="/", arguments=()):
        self.folder, self.server, self.port = folder, server, free_port()
        self.www = os.path.join(folder, "www")
        self.base = f"http://127.0.0.1:{self.port}{path}"
        self.rules = ["gongkai", "rules", server, site, "-o", self.www, "--base-url", self.base,
                      "-q", *arguments]

    def __enter__(self):
        status, text = run(self.rules, stderr=subprocess.PIPE)
        if status:
            raise RuntimeError(f"gongkai rules ended with {status}")
        self.write("rules", text.decode())
        command = getattr(self, self.server)(program(self.server))
        with open(os.path.join(self.folder, "said"), "wb") as said:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said,
                                            stderr=subprocess.STDOUT,
                                            env={**os.environ, "HOME": self.folder})
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.__exit__()
        said = open(os.path.join(self.folder, "said"), errors="replace").read()
        log = os.path.join(self.folder, "error.log")
        if os.path.exists(log):
            said += open(log, errors="replace").read()
        raise RuntimeError(f"{self.server} does not start: {said[-2000:]}")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    def nginx(self, path):
        return [path, "-p", self.folder, "-c",
                self.write("nginx.conf", NGINX.format(folder=self.folder)),
                "-g", "user root;" if os.geteuid() == 0 else "master_process on;"]

    def apache(self, path):
        names = ["mpm_event", "authz_core", "dir", "mime", "headers", "rewrite", "alias", "deflate",
                 "filter"]
        modules = "\n".join(f"LoadModule {n}_module {MODULES}/mod_{n}.so" for n in names)
        if os.geteuid() == 0:
            user = unprivileged()
            modules += f"\nUser #{user.pw_uid}\nGroup #{user.pw_gid}"
        text = APACHE.format(folder=self.folder, port=self.port, modules=modules)
        return [path, "-D", "FOREGROUND", "-f", self.write("apache.conf", text)]

    def caddy(self, path):
        text = CADDY.format(folder=self.folder)
        return [path, "run", "--adapter", "caddyfile", "--config", self.write("Caddyfile", text)]

    def get(self, path, **headers):
        """(status, {header: value}, body), following nothing."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return (answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()
