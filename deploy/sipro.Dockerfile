# The images of SIPRO: one build, and from it gateway, worker, redis, proxy; they share every layer but the last ones.
# test is for developers. `docker build -f deploy/sipro.Dockerfile --target gateway .`, or all by deploy/compose.yaml.
# Wants BuildKit or Buildah. What is installed stands in deploy/packages; what the programs need to run, in their package.

FROM debian:12-slim AS source
WORKDIR /src
COPY deploy/install deploy/packages deploy/
RUN deploy/install build web package && rm -rf /var/lib/apt/lists/*
COPY . .

FROM source AS build
RUN --mount=type=cache,target=/root/.cache/ccache deploy/package

# docker run --rm --privileged sipro-test [STEP...]: tests of the storage mount file systems, those of the cage make namespaces.
FROM source AS test
RUN deploy/install run test lint fuzz load && rm -rf /var/lib/apt/lists/*
ENTRYPOINT ["deploy/test"]

# The package, for a user with a number that volumes and Kubernetes can name.
FROM debian:12-slim AS program
RUN groupadd --system --gid 10001 sipro && \
    useradd --system --uid 10001 --gid sipro --home-dir /var/lib/sipro --no-create-home --shell /usr/sbin/nologin sipro
RUN --mount=type=bind,from=build,source=/src/build/release,target=/release \
    apt-get update && \
    apt-get install --yes --no-install-recommends /release/sipro_*.deb && \
    rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/* && \
    install -d -o sipro -g sipro -m 0750 /run/sipro
ENV SIPRO_DATA=/var/lib/sipro SIPRO_REDIS=unix:/run/sipro/redis.sock
WORKDIR /var/lib/sipro
USER 10001:10001
STOPSIGNAL SIGTERM
ARG SIPRO_VERSION
LABEL org.opencontainers.image.version=$SIPRO_VERSION \
      org.opencontainers.image.vendor="SIPRO" \
      org.opencontainers.image.base.name="debian:12-slim"

FROM program AS gateway
LABEL org.opencontainers.image.title="sipro-gateway" \
      org.opencontainers.image.description="Pages and API of SIPRO; 8080, metrics on 9464"
ENV SIPRO_WEB=/usr/share/sipro/web SIPRO_LISTEN=0.0.0.0 SIPRO_METRICS_LISTEN=0.0.0.0
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/8080; printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3; head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["sipro-gateway"]

# Also holds the operator's tools: sipro, sipro-admin, sipro-backup.
FROM program AS worker
LABEL org.opencontainers.image.title="sipro-worker" \
      org.opencontainers.image.description="Runs the jobs of SIPRO, each attempt in a cage of its own"
COPY --chmod=0755 k8s/base/told /usr/lib/sipro/told
# A worker whose Redis is away counts as healthy: what restarts unhealthy ones must not end what runs.
HEALTHCHECK --interval=60s --timeout=15s --start-period=30s CMD ["/usr/lib/sipro/told"]
ENTRYPOINT ["sipro-worker"]

# Debian's Redis, which the package brings, started as the unit sipro-redis starts it. Arguments go to redis-server.
FROM program AS redis
LABEL org.opencontainers.image.title="sipro-redis" \
      org.opencontainers.image.description="The queue of the moment of SIPRO, on a unix socket"
HEALTHCHECK --interval=10s --timeout=5s --start-period=600s CMD ["sh", "-c", \
  "redis-cli -s /run/sipro/redis.sock ping 2>&1 | grep -qE 'PONG|NOAUTH'"]
ENTRYPOINT ["sh", "-ec", \
  "/usr/lib/sipro/redis-repair /var/lib/sipro-redis; exec redis-server /etc/sipro/redis.conf --dir /var/lib/sipro-redis --unixsocket /run/sipro/redis.sock \"$@\"", \
  "redis"]

FROM debian:12-slim AS proxy
RUN --mount=type=bind,source=deploy,target=/deploy \
    /deploy/install proxy && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*
COPY --chmod=0644 deploy/proxy.conf /etc/sipro/proxy.conf
USER 10001:10001
STOPSIGNAL SIGQUIT
ARG SIPRO_VERSION
LABEL org.opencontainers.image.version=$SIPRO_VERSION \
      org.opencontainers.image.vendor="SIPRO" \
      org.opencontainers.image.base.name="debian:12-slim" \
      org.opencontainers.image.title="sipro-proxy" \
      org.opencontainers.image.description="nginx before the gateways of SIPRO: https on 8443"
EXPOSE 8080 8443
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/8080; printf 'GET /proxy-health HTTP/1.0\\r\\n\\r\\n' >&3; head -n 1 <&3 | grep -q ' 204 '"]
ENTRYPOINT ["sh", "-ec", \
  "sed -n 's/^nameserver \\(.*\\)/resolver \\1 valid=5s;/p' /etc/resolv.conf | head -n 1 >/tmp/resolver.conf; exec nginx -e stderr -c /etc/sipro/proxy.conf"]
