# The pages, built with the Node that the project names in package.json.
FROM node:24-bookworm-slim AS pages
WORKDIR /src/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci
COPY web ./
RUN npm run build

# The server: Debian 12's Python version, the packages of uv.lock, no compiler, no root.
FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 \
    UV_PYTHON_DOWNLOADS=never \
    UV_COMPILE_BYTECODE=1 \
    PATH=/srv/meeting-server/.venv/bin:$PATH
WORKDIR /srv/meeting-server

# The packages first: they change less often than the program. uv itself is not kept.
COPY pyproject.toml uv.lock ./
RUN python -m venv /tmp/tools \
    && /tmp/tools/bin/pip install --no-cache-dir --disable-pip-version-check 'uv>=0.9,<1' \
    && /tmp/tools/bin/uv sync --frozen --no-default-groups --no-install-project --no-cache \
    && rm -rf /tmp/tools

COPY alembic ./alembic
COPY meeting_server ./meeting_server
COPY --from=pages /src/web/dist ./web/dist
RUN python -m compileall -q meeting_server alembic \
    && useradd --uid 10001 --user-group --home-dir /var/lib/meeting-server --no-create-home meetings \
    && install -d -m 700 -o meetings -g meetings /var/lib/meeting-server

# Set HOST to the name that people open and MEDIA_ADDRESS to the address that browsers reach: see README.md.
ENV DATA_DIR=/var/lib/meeting-server \
    DEMO=off \
    HOST=0.0.0.0 \
    PORT=8443
USER 10001:10001
VOLUME /var/lib/meeting-server
EXPOSE 8443/tcp 40000/tcp 40000/udp
STOPSIGNAL SIGINT
ENTRYPOINT ["python", "-m", "meeting_server"]
CMD ["run"]
